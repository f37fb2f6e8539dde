import type { Client } from '../budget/client.ts'
import { type Priority, priorities } from '../renderer.ts'

/** Who asks. `signal`: aborted when the asker no longer waits. */
export interface RenderContext {
  readonly priority: Priority
  /** Whose budget is charged; absent: none, the render is for the server itself. */
  readonly client?: Client
  readonly signal?: AbortSignal
  /** Hears of each piece of work that was done how many seconds of processor time it took. */
  readonly onUsed?: (seconds: number) => void
}

/**
 * One piece of work that many may wait for. It belongs to none of them: it is given up only when
 * all have left before it has begun. It has the highest priority of those that wait.
 */
export class Flight<T> {
  readonly #onAbandoned: () => void
  #priority: Priority
  readonly #waiting = new Set<Pick<RenderContext, 'client'>>()
  readonly #requesters = new Set<Client | undefined>()
  /** Takes the present attempt out of the queue. */
  #drop: AbortController | undefined
  readonly outcome: Promise<T>

  /** `onAbandoned`: called before `outcome` rejects because no request waits any more. */
  constructor(
    priority: Priority,
    work: (flight: Flight<T>) => Promise<T>,
    onAbandoned: () => void,
  ) {
    this.#priority = priority
    this.#onAbandoned = onAbandoned
    this.outcome = work(this)
    // Without a waiting request a failure is dropped.
    this.outcome.catch(() => {})
  }

  /** Those who wait. */
  get clients(): readonly (Client | undefined)[] {
    return Array.from(this.#waiting, ({ client }) => client)
  }

  /** Those who have asked, also if they have left. */
  get requesters(): readonly (Client | undefined)[] {
    return [...this.#requesters]
  }

  /** The outcome; or a rejection with the signal's reason as soon as it is aborted. */
  async join({ priority, client, signal }: RenderContext): Promise<T> {
    signal?.throwIfAborted()
    const requester = client === undefined ? {} : { client }
    this.#waiting.add(requester)
    this.#requesters.add(client)
    if (priorities.indexOf(priority) < priorities.indexOf(this.#priority)) {
      this.#priority = priority
      this.#drop?.abort()
    }
    if (signal === undefined) return await this.outcome
    const left = Promise.withResolvers<never>()
    const leave = () => {
      this.#waiting.delete(requester)
      if (this.#waiting.size === 0) this.#drop?.abort()
      left.reject(signal.reason)
    }
    signal.addEventListener('abort', leave)
    try {
      return await Promise.race([this.outcome, left.promise])
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }

  /**
   * Does the part of the work that waits in the renderer's queue. A call that is dropped from it is
   * queued again with the present priority, unless no request waits any more.
   */
  async enqueue<U>(call: (context: Omit<RenderContext, 'onUsed'>) => Promise<U>): Promise<U> {
    for (;;) {
      const drop = new AbortController()
      this.#drop = drop
      try {
        if (this.#waiting.size === 0) drop.abort()
        const [client] = this.clients
        return await call({
          priority: this.#priority,
          signal: drop.signal,
          ...(client !== undefined && { client }),
        })
      } catch (error) {
        if (!drop.signal.aborted || error !== drop.signal.reason) throw error
        if (this.#waiting.size > 0) continue
        this.#onAbandoned()
        throw error
      }
    }
  }
}
