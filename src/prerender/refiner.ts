import { LRUCache } from 'lru-cache'
import { isKeyartError } from '../errors.ts'
import type { ImageRecord } from '../library/image.ts'
import type { Client } from '../render/budget/client.ts'
import { isImageFault } from '../render/derivatives/image-fault.ts'
import type { Derivatives } from '../render/derivatives/derivatives.ts'
import type { DerivePlan } from '../render/plan/plan.ts'
import { whenIdle } from './when-idle.ts'

export interface RefinerOptions {
  readonly derivatives: Pick<Derivatives, 'prepare'>
  /** Whether more urgent work is waiting. */
  readonly isBusy: () => boolean
  /** Hears of each image that could not be made. */
  readonly onFailure: (image: ImageRecord, error: unknown) => void
}

interface Refinement {
  readonly image: ImageRecord
  readonly plan: DerivePlan
  readonly client: Client | undefined
  readonly onSettled: () => void
}

/** Derivatives that may wait; more are dropped, and requested again with the next view. */
const maxWaiting = 256

/** What fails for another reason than its image is not tried again for so many milliseconds. */
const pauseAfterFailure = 60_000

/** Makes better derivatives of what was just sent, one by one, behind everything else. */
export class Refiner implements AsyncDisposable {
  readonly #options: RefinerOptions
  readonly #waiting = new Map<string, Refinement>()
  readonly #failed = new LRUCache<string, true>({ max: 10_000 })
  readonly #stopping = new AbortController()
  #working: Promise<void> | undefined

  constructor(options: RefinerOptions) {
    this.#options = options
  }

  /** Derivatives that wait, with the one being made. */
  get waiting(): number {
    return this.#waiting.size
  }

  /**
   * Has `plan` made for `image` when there is time, or not at all: then the answer is false. `key`:
   * their `planKey`; `client`: on whose budget, and not at all when that is spent; `onSettled`:
   * called when it is made or given up.
   */
  refine(
    key: string,
    image: ImageRecord,
    plan: DerivePlan,
    client?: Client,
    onSettled: () => void = () => {},
  ): boolean {
    if (this.#stopping.signal.aborted || this.#failed.has(key)) return false
    if (this.#waiting.size >= maxWaiting && !this.#waiting.has(key)) return false
    this.#waiting.set(key, { image, plan, client, onSettled })
    this.#working ??= this.#work().finally(() => (this.#working = undefined))
    return true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    await this.#working
  }

  async #work(): Promise<void> {
    const { derivatives, isBusy, onFailure } = this.#options
    const { signal } = this.#stopping
    for (const [key, { image, plan, client }] of this.#waiting) {
      try {
        await whenIdle(isBusy, signal)
        const context = { priority: 'refine', signal } as const
        await derivatives.prepare(image, [plan], client ? { ...context, client } : context)
      } catch (error) {
        if (signal.aborted) return
        // It is requested again with the next view.
        if (!isKeyartError(error, 'RENDER_BUDGET')) {
          this.#failed.set(key, true, isImageFault(error) ? {} : { ttl: pauseAfterFailure })
          onFailure(image, error)
        }
      }
      this.#waiting.get(key)?.onSettled()
      this.#waiting.delete(key)
    }
  }
}
