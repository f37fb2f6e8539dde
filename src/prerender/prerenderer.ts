import { setImmediate } from 'node:timers/promises'
import type { ImageRecord } from '../library/image.ts'
import type { AvifPolicy, OutputLimits } from '../render/plan/plan.ts'
import { BoundedTasks } from './bounded-tasks.ts'
import { ByteQuota, type Capacity } from './byte-quota.ts'
import { DailyBudget } from './daily-budget.ts'
import { whenIdle } from './when-idle.ts'
import { type FillDeps, fillMemory } from './fill-memory.ts'
import type { ImageLists } from './image-lists.ts'
import { Maker, type MakerOptions } from './maker.ts'
import {
  type PrerenderPlans,
  planPrerender,
  planWallIntermediates,
  type PresetsByKind,
} from './plan-prerender.ts'
import { kindOf, type SizePreset, presetText } from './size-preset.ts'
import type { PresetStats } from './preset-stats.ts'
import { nothingYet, type PrerenderRound, type PrerenderStatus } from './status.ts'

export interface PrerendererOptions extends MakerOptions, FillDeps {
  readonly lists: ImageLists
  readonly derivatives: MakerOptions['derivatives'] & FillDeps['derivatives']
  readonly presetStats: Pick<PresetStats, 'established' | 'guesses'>
  /** Whether intermediates are made and used. */
  readonly useIntermediates: boolean
  readonly limits: OutputLimits
  readonly avif: AvifPolicy
  /** The storage of derivatives; resolves once its entries are counted. */
  readonly openCapacity: () => Promise<Capacity>
  /** Whether its original may be there to be read. */
  readonly isReadable: (image: ImageRecord) => boolean
  /** Most bytes of derivatives made ahead of time. */
  readonly maxBytes: number
  /** Seconds of processor time that may go to it in a day, once it is started; 0: no bound. */
  readonly maxSecondsPerDay: number
  /** In milliseconds. It must not jump. */
  readonly now?: () => number
  /** Images being made at a time. */
  readonly concurrency: number
  /** Whether more urgent work is waiting. */
  readonly isBusy: () => boolean
  /** Hears of what ends a run before its time; the next one goes on from there. */
  readonly onError: (error: unknown) => void
}

/** Owners read at a time. */
const pageOwners = 200
/** Changed owners remembered one by one; when more change, everything is looked at. */
const maxChangedOwners = 1000
/** Changed owners of which guesses are made, too. */
const maxGuessedOwners = 100
/** Milliseconds between two looks whether clients have come to ask for something new. */
const presetsInterval = 10_000
/** Part of the allowance that a run over everything may use; the rest is for what changes later. */
const shareOfAll = 7 / 8

const priorities = { first: 'prerender', avif: 'refine' } as const

/**
 * Renders what clients are likely to request, from one decode an image, while no other work waits.
 * It has no list of what is to be done: what is not stored yet is rendered. So it may be
 * stopped at any moment, and goes on where it was.
 */
export class Prerenderer implements AsyncDisposable {
  readonly #options: PrerendererOptions
  readonly #maker: Maker
  readonly #budget: DailyBudget
  readonly #stopping = new AbortController()
  /** Owners whose images changed. */
  readonly #changed = new Set<string>()
  readonly #making: BoundedTasks
  #isStarted = false
  #isFullRunDue = false
  #quota: ByteQuota | undefined
  /** What the last run over everything made. */
  #presets: readonly SizePreset[] = []
  #timer: NodeJS.Timeout | undefined
  #working: Promise<void> | undefined
  #status = nothingYet
  #usedSeconds = 0

  constructor(options: PrerendererOptions) {
    this.#options = options
    this.#maker = new Maker(options)
    this.#making = new BoundedTasks(options.concurrency)
    this.#budget = new DailyBudget(options.maxSecondsPerDay, options.now)
  }

  /** Processor time used since the start, in seconds. */
  get usedSeconds(): number {
    return this.#usedSeconds
  }

  get status(): PrerenderStatus {
    const { made, failed } = this.#maker
    return { ...this.#status, made, failed, bytes: this.#quota?.bytes ?? 0 }
  }

  /** Looks at everything now, and from now on does by itself what there is to do. */
  start(): void {
    this.#timer ??= setInterval(() => this.#followPresets(), presetsInterval).unref()
    this.#isStarted = true
    this.#isFullRunDue = true
    void this.#wake()
  }

  /** The images of these owners may be others than before. */
  changed(ownerIds: Iterable<string>): void {
    if (!this.#isStarted) return
    for (const id of ownerIds)
      if (this.#changed.size < maxChangedOwners) this.#changed.add(id)
      else this.#isFullRunDue = true
    void this.#wake()
  }

  /** Looks at everything once. Stops for good when `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const stop = () => this.#stopping.abort(signal.reason)
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    this.#isFullRunDue = true
    await this.#wake()
    signal.removeEventListener('abort', stop)
  }

  /** Resolves once what was being rendered is stored. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    clearInterval(this.#timer)
    await this.#working
  }

  #followPresets(): void {
    const current = new Set(this.#presets.map(presetText))
    if (this.#options.presetStats.established().every((preset) => current.has(presetText(preset))))
      return
    this.#isFullRunDue = true
    void this.#wake()
  }

  async #wake(): Promise<void> {
    if (this.#stopping.signal.aborted) return
    this.#working ??= this.#work()
    await this.#working
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    this.#set({ state: 'running' })
    try {
      const quota = await this.#openQuota()
      while (this.#isFullRunDue || this.#changed.size > 0) {
        await this.#waitForIdle()
        if (this.#changed.size > 0) await this.#makeChanged(quota)
        else await this.#makeAll(quota)
        await this.#making.settled()
      }
    } catch (error) {
      await this.#making.settled()
      if (!this.#stopping.signal.aborted) this.#options.onError(error)
    }
    // Nothing can be asked for between the last look at what is asked for and this.
    this.#working = undefined
    this.#set({ state: 'idle', finishedAt: Date.now() })
  }

  async #openQuota(): Promise<ByteQuota> {
    this.#quota ??= new ByteQuota(await this.#options.openCapacity(), this.#options.maxBytes)
    return this.#quota
  }

  async #makeAll(quota: ByteQuota): Promise<void> {
    this.#isFullRunDue = false
    this.#presets = this.#options.presetStats.established()
    const images = await this.#options.lists.countImages()
    quota.reset()
    this.#set({ images, full: false })
    if (this.#isStarted) await this.#fillMemory(quota)
    await this.#makeFirstScreens(quota)
    await this.#makeRound('first', quota)
    const wantsAvif = this.#presets.some(({ accepts }) => accepts === 'avif')
    if (wantsAvif && !this.#status.full) await this.#makeRound('avif', quota)
  }

  async #fillMemory(quota: ByteQuota): Promise<void> {
    const presets = Map.groupBy([...this.#presets, ...this.#options.presetStats.guesses()], kindOf)
    await fillMemory(this.#options, {
      keysOf: (image) => this.#plan(image, presets).likeliest,
      sizeOf: (key) => quota.sizeOf(key),
      whenIdle: () => this.#waitForIdle(),
    })
  }

  /** Guesses are made of what newcomers see first: with the first images they say what they want. */
  async #makeFirstScreens(quota: ByteQuota): Promise<void> {
    const { lists, presetStats } = this.#options
    const presets = Map.groupBy(presetStats.guesses(), kindOf)
    const byOwner = await lists.imagesOf(await lists.firstScreens())
    for (const image of [...byOwner.values()].flat()) {
      if (image.index > 0) continue
      await this.#waitForIdle()
      const plans = this.#plan(image, presets)
      for (const key of plans.first.keys()) quota.count(key)
      if (!(await this.#make(image, plans, 'first', quota, shareOfAll))) return
    }
  }

  async #makeRound(round: PrerenderRound, quota: ByteQuota): Promise<void> {
    const presets = Map.groupBy(this.#presets, kindOf)
    this.#set({ round, done: 0 })
    for (let after: string | undefined = ''; after !== undefined;) {
      const page = await this.#options.lists.announcedImages(after, pageOwners)
      for (const image of page.images) {
        await this.#waitForIdle()
        // What changed just now is what people look at first.
        if (this.#changed.size > 0) await this.#makeChanged(quota)
        const plans = this.#plan(image, presets)
        for (const key of plans[round].keys()) quota.count(key)
        if (!(await this.#make(image, plans, round, quota, shareOfAll))) {
          this.#set({ full: true })
          return
        }
        this.#set({ done: this.#status.done + 1 })
      }
      after = page.lastOwnerId
    }
  }

  async #makeChanged(quota: ByteQuota): Promise<void> {
    const ids = [...this.#changed]
    this.#changed.clear()
    const { presetStats } = this.#options
    // What came last stands first in some lists.
    const guesses = ids.length <= maxGuessedOwners ? presetStats.guesses() : []
    const presets = Map.groupBy([...presetStats.established(), ...guesses], kindOf)
    const images = [...(await this.#options.lists.imagesOf(ids)).values()].flat()
    for (const round of ['first', 'avif'] as const)
      for (const image of images) {
        await this.#waitForIdle()
        await this.#make(image, this.#plan(image, presets), round, quota, 1)
      }
  }

  #plan(image: ImageRecord, presets: PresetsByKind) {
    return planPrerender(image, presets, this.#options.limits, this.#options.avif)
  }

  /** Resolves when the next may be begun; false when there is no room. */
  async #make(
    image: ImageRecord,
    plans: PrerenderPlans,
    round: PrerenderRound,
    quota: ByteQuota,
    share: number,
  ): Promise<boolean> {
    const missing = new Map([...plans[round]].filter(([key]) => quota.sizeOf(key) === undefined))
    const lacksIntermediate =
      round === 'first' &&
      this.#options.useIntermediates &&
      planWallIntermediates(image).some((key) => quota.sizeOf(key) === undefined)
    if ((missing.size === 0 && !lacksIntermediate) || !this.#maker.canMake(image)) return true
    if (!this.#options.isReadable(image)) return true
    const capacity = quota.reserve(missing.size + (lacksIntermediate ? 1 : 0), share)
    if (capacity === undefined) return false
    const context = {
      priority: priorities[round],
      onUsed: (seconds: number) => {
        this.#usedSeconds += seconds
        this.#budget.use(seconds)
      },
      signal: this.#stopping.signal,
      // Posters on walls and rows of cards, while the server runs.
      ...(this.#isStarted && image.type === 'Primary' ? { hold: plans.likeliest } : {}),
    }
    const made = this.#maker.make(image, missing, quota, context)
    await this.#making.add(made.finally(() => capacity[Symbol.dispose]()))
    return true
  }

  /** Yields to other work, and keeps to the daily budget. @throws when it is stopped */
  async #waitForIdle(): Promise<void> {
    await setImmediate()
    // A run that was started on purpose is not limited.
    const isSpent = () => this.#isStarted && this.#budget.isSpent
    const isBusy = () => this.#options.isBusy() || isSpent()
    await whenIdle(isBusy, this.#stopping.signal, () => this.#set({ state: 'paused' }))
    if (this.#status.state !== 'running') this.#set({ state: 'running' })
  }

  #set(change: Partial<PrerenderStatus>): void {
    this.#status = { ...this.#status, ...change }
  }
}
