import type {
  FetchedUpstreamImage,
  ListedUpstreamImage,
  UpstreamCatalog,
} from '../../catalog/upstream/upstream-catalog.ts'
import { itemTarget, userTarget } from '../images/image-target.ts'
import type { Asker } from '../images/origin-images.ts'
import type { UpstreamImages } from '../images/upstream-images.ts'
import { pause, retryInterval } from './pause.ts'

export interface FetchAheadOptions {
  readonly catalog: Pick<UpstreamCatalog, 'due' | 'setFetched'>
  readonly images: Pick<UpstreamImages, 'fetchAhead' | 'isAsked' | 'written'>
  /** On whose behalf the origin is asked. */
  readonly asker: Asker
  /** As `UpstreamAddress` has it. */
  readonly basePath: string
  /** Whether more urgent work is waiting. */
  readonly isBusy: () => boolean
  /** Whether one more original may be stored. */
  readonly hasRoom: () => boolean
  /** Hears of what ends the work before its time; it goes on later. */
  readonly onError: (error: unknown) => void
  /** Milliseconds of the first pause after a failure; each is twice the one before. Default: 5,000. */
  readonly retryInterval?: number
}

export interface FetchAheadStatus {
  readonly state: 'running' | 'idle' | 'failing' | 'full'
  /** Since the start. */
  readonly fetched: number
}

/** Of the four originals that are fetched at a time; the others are for people who wait. */
const concurrency = 2
const batchSize = 50
/** What changed lately comes first, and however many originals are stored. */
const maxChanged = 1_000
const busyPause = 50
/** Until the second of its date is over, and a little more. */
const youngPause = 3_500

/** Fetches the originals of listed images, so that sizes can be created before they are requested. */
export class FetchAhead implements AsyncDisposable {
  readonly #options: FetchAheadOptions
  readonly #stopping = new AbortController()
  #changed: ListedUpstreamImage[] = []
  #isDue = false
  #working: Promise<void> | undefined
  #state: FetchAheadStatus['state'] = 'idle'
  #fetched = 0
  #failures = 0

  constructor(options: FetchAheadOptions) {
    this.#options = options
  }

  get status(): FetchAheadStatus {
    return { state: this.#state, fetched: this.#fetched }
  }

  /** There may be images to fetch; `changed` are those of which that was said just now. */
  wake(changed: readonly ListedUpstreamImage[] = []): void {
    if (this.#changed.length + changed.length <= maxChanged) this.#changed.push(...changed)
    this.#isDue = true
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined
      // What was said when the last look had just ended.
      if (this.#isDue && !this.#stopping.signal.aborted) this.wake()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    await this.#working
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    const { retryInterval: first = 5_000, onError } = this.#options
    while (this.#isDue && !this.#stopping.signal.aborted) {
      this.#isDue = false
      this.#state = 'running'
      try {
        while (await this.#fetchSome());
        this.#failures = 0
      } catch (error) {
        if (this.#stopping.signal.aborted) return
        if (this.#failures === 0) onError(error)
        this.#state = 'failing'
        this.#isDue = true
        const interval = retryInterval(first, ++this.#failures)
        await pause(interval, this.#stopping.signal).catch(() => undefined)
      }
    }
    if (this.#state === 'running') this.#state = 'idle'
  }

  /** False when there is nothing left to fetch, or no room. */
  async #fetchSome(): Promise<boolean> {
    const { catalog, images, hasRoom } = this.#options
    const changed = this.#changed.splice(0, batchSize)
    if (changed.length === 0 && !hasRoom()) {
      this.#state = 'full'
      return false
    }
    const due = changed.length > 0 ? changed : await catalog.due(batchSize)
    if (due.length === 0) return false
    const fetched: FetchedUpstreamImage[] = []
    const queue = due.values()
    const worker = async () => {
      for (const image of queue) fetched.push(await this.#fetch(image))
    }
    const outcomes = await Promise.allSettled(Array.from({ length: concurrency }, worker))
    // What is said to be fetched must be there after a crash, too.
    await images.written()
    await catalog.setFetched(fetched)
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
    return true
  }

  /** @throws KeyartError UPSTREAM_AWAY */
  async #fetch(image: ListedUpstreamImage): Promise<FetchedUpstreamImage> {
    const { images, asker, basePath, isBusy } = this.#options
    while (isBusy() || images.isAsked) await pause(busyPause, this.#stopping.signal)
    this.#stopping.signal.throwIfAborted()
    const { slot, ownerId, type, index, tag } = image
    const target = slot.startsWith('user ')
      ? userTarget(basePath, ownerId)
      : itemTarget(basePath, ownerId, type, index)
    let outcome = await images.fetchAhead(target, asker)
    if (outcome.kind === 'young') {
      await pause(youngPause, this.#stopping.signal)
      outcome = await images.fetchAhead(target, asker)
    }
    this.#fetched++
    return 'reason' in outcome ? { slot, tag, problem: outcome.reason } : { slot, tag }
  }
}
