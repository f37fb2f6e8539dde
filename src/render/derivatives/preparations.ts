import type { ImageRecord } from '../../library/image.ts'
import type { RenderContext } from './flight.ts'
import type { DerivativeCache } from './derivative-cache.ts'
import { intermediateKey } from '../plan/key.ts'
import type { DerivePlan } from '../plan/plan.ts'
import type { PicturePlan } from '../plan/intermediates.ts'
import type { PictureMaker } from './picture-maker.ts'

export interface PrepareContext extends RenderContext {
  /**
   * Keys of what is to be held in memory as well, as far as there is free room. What is prefetched
   * for a client always is.
   */
  readonly hold?: ReadonlySet<string>
  /**
   * Whether to go on while storage is still writing: the next image is rendered meanwhile. Off where
   * what was made must be in storage at the end. Storage that falls behind is waited for all the same.
   */
  readonly writesBehind?: boolean
}

/** Some pictures of an image in the making. */
interface Group {
  /** Takes it out of the queue if it still waits there. */
  readonly drop: AbortController
  /** By key; `undefined` when it was dropped or failed. */
  readonly outcome: Promise<ReadonlyMap<string, Buffer> | undefined>
}

/** Renders in the background: derivatives ahead of time, and intermediates. */
export class Preparations {
  readonly #maker: PictureMaker
  readonly #cache: DerivativeCache
  /** Whether a request is having a key rendered already. */
  readonly #isInWork: (key: string) => boolean
  readonly #groups = new Map<string, Group>()
  readonly #refining = new Map<string, Promise<unknown>>()
  readonly #stopping = new AbortController()

  constructor(maker: PictureMaker, cache: DerivativeCache, isInWork: (key: string) => boolean) {
    this.#maker = maker
    this.#cache = cache
    this.#isInWork = isInWork
  }

  /** Makes and keeps what of `plans` is missing, and intermediates; how many of `plans` were made. */
  async run(
    image: ImageRecord,
    plans: ReadonlyMap<string, DerivePlan>,
    { priority, signal, hold, writesBehind = false, onUsed }: PrepareContext,
  ): Promise<number> {
    for (;;) {
      signal?.throwIfAborted()
      const missing = await this.#missing(image, plans)
      if (missing.size === 0) return 0
      const drop = new AbortController()
      const signals = [
        drop.signal,
        this.#stopping.signal,
        ...(signal === undefined ? [] : [signal]),
      ]
      const making = this.#make(image, missing, {
        priority,
        signal: AbortSignal.any(signals),
        ...(onUsed === undefined ? {} : { onUsed }),
      })
      const group: Group = { drop, outcome: making.catch(() => undefined) }
      for (const key of missing.keys()) this.#groups.set(key, group)
      try {
        const made = await making
        for (const [key, bytes] of made)
          if (priority === 'prefetch' && plans.has(key)) this.#cache.announce(key, bytes)
          else if (hold?.has(key) === true) this.#cache.rememberIfFree(key, bytes)
        // Never rejects, and is found before it is written.
        const writes = Promise.all(
          Array.from(made, ([key, bytes]) => this.#cache.store(key, bytes)),
        )
        if (!writesBehind || this.#cache.hasWriteBacklog) await writes
        return [...made.keys()].filter((key) => plans.has(key)).length
      } catch (error) {
        // A request took a part of it over; the rest goes back into the queue.
        if (!drop.signal.aborted || error !== drop.signal.reason) throw error
      } finally {
        for (const key of missing.keys())
          if (this.#groups.get(key) === group) this.#groups.delete(key)
      }
    }
  }

  /**
   * For a request that needs `key` now: its bytes if they are being rendered already. `undefined`
   * if they are not, or only waited in the queue, from which they are then removed.
   */
  async take(key: string): Promise<Buffer | undefined> {
    const group = this.#groups.get(key)
    group?.drop.abort()
    return (await group?.outcome)?.get(key)
  }

  /** Makes the intermediates of an image at the lowest priority. A failure is ignored. */
  refine(image: ImageRecord, onUsed: (seconds: number) => void): void {
    if (this.#refining.has(image.tag) || this.#stopping.signal.aborted) return
    const refining = this.run(image, new Map(), { priority: 'refine', onUsed })
      .catch(() => {})
      .finally(() => this.#refining.delete(image.tag))
    this.#refining.set(image.tag, refining)
  }

  /** Resolves when all refining is over. */
  async settled(): Promise<void> {
    await Promise.all(this.#refining.values())
  }

  /** Cancels what waits in the queue; nothing more is made. */
  stop(): void {
    this.#stopping.abort()
  }

  async #missing(
    image: ImageRecord,
    plans: ReadonlyMap<string, DerivePlan>,
  ): Promise<Map<string, PicturePlan>> {
    const missing = new Map<string, PicturePlan>()
    for (const [key, plan] of plans)
      if (!this.#isInWork(key) && !(await this.#cache.has(key))) missing.set(key, plan)
    for (const intermediate of await this.#maker.missingIntermediates(image))
      missing.set(intermediateKey(image.tag, intermediate), intermediate)
    return new Map([...missing].filter(([key]) => !this.#groups.has(key)))
  }

  async #make(
    image: ImageRecord,
    plans: ReadonlyMap<string, PicturePlan>,
    context: RenderContext,
  ): Promise<ReadonlyMap<string, Buffer>> {
    const { outputs } = await this.#maker.make(image, [...plans.values()], context)
    return new Map([...plans.keys()].map((key, index) => [key, outputs[index]!]))
  }
}
