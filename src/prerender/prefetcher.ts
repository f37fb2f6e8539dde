import { LRUCache } from 'lru-cache'
import type { ImageCatalog } from '../catalog/images/image-catalog.ts'
import { isKeyartError } from '../errors.ts'
import type { ImageRecord } from '../library/image.ts'
import { TokenBuckets } from '../render/budget/token-buckets.ts'
import type { Derivatives } from '../render/derivatives/derivatives.ts'
import type { AnswerPolicy, DerivePlan, OutputLimits, RenderRequest } from '../render/plan/plan.ts'
import { planKey } from '../render/plan/key.ts'
import type { More } from './list-view.ts'
import { type ImagesTask, ListViews, viewingSpan } from './list-views.ts'
import { planAnswers, type PresetsByKind } from './plan-prerender.ts'
import { kindOf, orientationOf, presetOf } from './size-preset.ts'

export interface PrefetcherOptions {
  readonly catalog: Pick<ImageCatalog, 'imagesOf'>
  readonly derivatives: Pick<Derivatives, 'has' | 'prepare'>
  readonly limits: OutputLimits
  readonly policy: AnswerPolicy
  /** Called when images are likely to be asked for soon. */
  readonly warmUp?: () => void
  /** Whether its original may be there to be read. */
  readonly isReadable: (image: ImageRecord) => boolean
  /** Processor time for one client, in seconds a minute; 0: nothing is made. */
  readonly clientSecondsPerMinute: number
  /** Images being made at a time. */
  readonly concurrency: number
  /** Hears of each image that could not be made. */
  readonly onFailure: (image: ImageRecord, error: unknown) => void
  /** Hears of what else fails; it is passed over. */
  readonly onError: (error: unknown) => void
  /** In milliseconds. It must not jump. */
  readonly now?: () => number
}

/** Who was listed something, or asks for an image. */
export interface Viewer {
  /** Tells clients apart: the user or API key, or the network where there is no token. */
  readonly client: string
  readonly isAnonymous: boolean
  /** The network that it is in. */
  readonly network: string
}

const minute = 60_000
/** A full budget: some bursts are long. */
const burstMinutes = 2

/** Milliseconds of requests without a pause for which the rest waits: a screen is there by then. */
const maxViewing = 2000

/**
 * Makes what a client is about to ask for, after those who wait and before all else: the rest of
 * the list that it looks at, in its own presets.
 */
export class Prefetcher implements AsyncDisposable {
  readonly #options: PrefetcherOptions
  readonly #now: () => number
  readonly #views = new ListViews()
  readonly #budgets: TokenBuckets | undefined
  readonly #failed = new LRUCache<string, true>({ max: 10_000, ttl: 10 * minute })
  readonly #stopping = new AbortController()
  readonly #workers = new Set<Promise<void>>()
  /** Set while there is something to do that waits for a pause in the requests. */
  #later: NodeJS.Timeout | undefined
  #made = 0
  #requestedAt = -Infinity
  /** When the requests began that have had no pause since. */
  #viewingSince = -Infinity

  constructor(options: PrefetcherOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
    const seconds = options.clientSecondsPerMinute
    if (seconds > 0)
      this.#budgets = new TokenBuckets({
        capacity: burstMinutes * seconds,
        refill: burstMinutes * minute,
        max: 10_000,
      })
  }

  /** Derivatives made since the start. */
  get made(): number {
    return this.#made
  }

  /** Whether a client is about to request something that is being made. */
  get isWorking(): boolean {
    return this.#workers.size > 0 || this.#later !== undefined
  }

  /**
   * Whether a screen of images is being asked for just now: what nobody waits for would share the
   * cores. On a server that is always asked for images, the rest is not held up for ever.
   */
  get hasViewers(): boolean {
    const now = this.#now()
    return now - this.#requestedAt < viewingSpan && now - this.#viewingSince < maxViewing
  }

  /** Ids of lists that are remembered. */
  get size(): number {
    return this.#views.size
  }

  /** `viewer` was given a list of what has images, and may see them; `more`: what follows it. */
  listed({ client, network }: Viewer, ownerIds: readonly string[], more?: More): void {
    this.#options.warmUp?.()
    if (this.#budgets === undefined) return
    this.#views.listed(client, network, ownerIds, this.#now(), more)
    this.#wake()
  }

  /** `viewer` asked for an image of something. Where it was not listed that, nothing happens. */
  requested(
    { client, isAnonymous, network }: Viewer,
    image: ImageRecord,
    request: RenderRequest,
  ): void {
    if (this.#budgets === undefined) return
    const now = this.#now()
    if (now - this.#requestedAt >= viewingSpan) this.#viewingSince = now
    this.#requestedAt = now
    const preset = presetOf(image, request)
    if (preset === undefined) return
    const whose = isAnonymous ? { network } : { client }
    this.#views.requested(whose, image.ownerId, preset, now)
    this.#wake()
  }

  /** Resolves when there is nothing left to do. */
  async settled(): Promise<void> {
    await Promise.all(this.#workers)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    clearTimeout(this.#later)
    await this.settled()
  }

  #wake(): void {
    if (this.#stopping.signal.aborted || this.#workers.size >= this.#options.concurrency) return
    const worker = this.#work().finally(() => this.#workers.delete(worker))
    this.#workers.add(worker)
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    // Whoever has just been answered is not to wait for this.
    await new Promise(setImmediate)
    const canPay = (client: string) => this.#budgets?.waitFor(client, 0, this.#now()) === 0
    while (!this.#stopping.signal.aborted) {
      // What is far ahead would only share the cores with the answers.
      const task = this.#views.next(this.#now(), canPay, this.hasViewers)
      if (task === undefined) return
      if (task === 'later') return this.#wakeLater()
      try {
        if (task.kind === 'more') this.#views.append(task.list, await task.more())
        else await this.#makeAll(task)
      } catch (error) {
        if (!this.#stopping.signal.aborted) this.#options.onError(error)
      }
      // More than one at a time where there is enough for that.
      this.#wake()
    }
  }

  #wakeLater(): void {
    this.#later ??= setTimeout(() => {
      this.#later = undefined
      this.#wake()
    }, viewingSpan)
  }

  async #makeAll(task: ImagesTask): Promise<void> {
    const { client, ownerIds, presets } = task
    const byOwner = await this.#options.catalog.imagesOf(ownerIds)
    for (const [at, id] of ownerIds.entries()) {
      if (!this.#views.isCurrent(task, at)) return
      for (const image of byOwner.get(id) ?? []) {
        if (this.#stopping.signal.aborted) return
        // Of several pictures, a list shows the first.
        if (image.index > 0 || this.#failed.has(image.tag)) continue
        if (!presets.has(kindOf({ type: image.type, orientation: orientationOf(image) }))) continue
        if (this.#options.isReadable(image)) await this.#make(client, image, presets)
      }
    }
  }

  async #make(client: string, image: ImageRecord, presets: PresetsByKind): Promise<void> {
    const { derivatives, limits, policy, onFailure } = this.#options
    const plans: DerivePlan[] = []
    for (const answers of planAnswers(image, presets, limits, policy))
      if (!(await this.#hasOne(image, answers))) plans.push(answers.at(-1)!)
    if (plans.length === 0) return
    try {
      this.#made += await derivatives.prepare(image, plans, {
        priority: 'prefetch',
        signal: this.#stopping.signal,
        writesBehind: true,
        onUsed: (seconds) => this.#budgets?.take(client, seconds, this.#now()),
      })
    } catch (error) {
      if (this.#stopping.signal.aborted || isKeyartError(error, 'BUSY')) return
      this.#failed.set(image.tag, true)
      onFailure(image, error)
    }
  }

  async #hasOne({ tag }: ImageRecord, answers: readonly DerivePlan[]): Promise<boolean> {
    for (const plan of answers)
      if (await this.#options.derivatives.has(planKey(tag, plan))) return true
    return false
  }
}
