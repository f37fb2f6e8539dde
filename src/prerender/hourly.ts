import { LRUCache } from 'lru-cache'

const hour = 60 * 60 * 1000

/** Some 200 bytes each. */
const maxRemembered = 20_000

/** Lets each thing count once in an hour, of those that came lately. */
export class Hourly {
  readonly #seen = new LRUCache<string, number>({ max: maxRemembered })

  /** Whether `name` is the first of its kind in the hour of `now`, in milliseconds since 1970. */
  isFirst(name: string, now: number): boolean {
    const current = Math.floor(now / hour)
    if (this.#seen.get(name) === current) return false
    this.#seen.set(name, current)
    return true
  }
}
