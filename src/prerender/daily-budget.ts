import { TokenBuckets } from '../render/budget/token-buckets.ts'

const day = 24 * 60 * 60 * 1000
/** The one account there is. */
const account = 'prerender'

/** Processor time for a day. What is used comes back evenly within a day. */
export class DailyBudget {
  readonly #buckets: TokenBuckets | undefined
  readonly #now: () => number

  /** `maxSeconds`: 0 for no limit. `now`: in milliseconds; it must not jump. */
  constructor(maxSeconds: number, now: () => number = () => performance.now()) {
    this.#buckets =
      maxSeconds === 0 ? undefined : new TokenBuckets({ capacity: maxSeconds, refill: day, max: 1 })
    this.#now = now
  }

  get isSpent(): boolean {
    return (this.#buckets?.waitFor(account, 0, this.#now()) ?? 0) > 0
  }

  use(seconds: number): void {
    this.#buckets?.take(account, seconds, this.#now())
  }
}
