import { KeyartError } from '../errors.ts'
import { TokenBuckets } from './token-buckets.ts'

export interface RenderBudgetOptions {
  /** Seconds of processor time, by estimate, for one payer in a minute; 0: no bound. */
  readonly renderSecondsPerMinute: number
  /** Derivatives of one original in an hour, for all payers together; 0: no bound. */
  readonly derivativesPerHour: number
  /** In milliseconds. It must not jump. */
  readonly now?: () => number
}

/** What is to be made. */
export interface Purchase {
  /** Of the original. */
  readonly tag: string
  /** Processor time by estimate. */
  readonly seconds: number
}

/** Payers and originals remembered: a megabyte or two each. */
const mostRemembered = 10_000

/**
 * What may be made for those who have not signed in. Asked where a render would begin, so that
 * what is there already is never refused. Those who pay are told apart by their network; a
 * purchase without a payer (`undefined` among them) is for somebody who is known, and free.
 */
export class RenderBudget {
  readonly #ofPayers: TokenBuckets | undefined
  readonly #ofOriginals: TokenBuckets | undefined
  readonly #now: () => number

  constructor({ renderSecondsPerMinute, derivativesPerHour, now }: RenderBudgetOptions) {
    const buckets = (capacity: number, refill: number) =>
      capacity === 0 ? undefined : new TokenBuckets({ capacity, refill, most: mostRemembered })
    this.#ofPayers = buckets(renderSecondsPerMinute, 60_000)
    this.#ofOriginals = buckets(derivativesPerHour, 3_600_000)
    this.#now = now ?? (() => performance.now())
  }

  /**
   * Lets the first of `payers` who can pay for it. What is returned takes that back, for what in
   * the end was not begun.
   *
   * @throws KeyartError RENDER_BUDGET, with the seconds to wait
   */
  charge(payers: Iterable<string | undefined>, { tag, seconds }: Purchase): () => void {
    const candidates = new Set(payers)
    if (candidates.size === 0 || candidates.has(undefined)) return () => {}
    const now = this.#now()
    const wait = this.#ofOriginals?.waitFor(tag, 1, now) ?? 0
    if (wait > 0) throw refusal('Of this image, too many sizes were asked for', wait)
    const waits = Array.from(candidates as Set<string>, (payer) => ({
      payer,
      wait: this.#ofPayers?.waitFor(payer, seconds, now) ?? 0,
    }))
    const able = waits.find((one) => one.wait === 0)
    if (able === undefined)
      throw refusal(
        'From this address, more images were asked for than are made for one',
        Math.min(...waits.map((one) => one.wait)),
      )
    this.#ofOriginals?.take(tag, 1, now)
    this.#ofPayers?.take(able.payer, seconds, now)
    return () => {
      this.#ofOriginals?.giveBack(tag, 1, this.#now())
      this.#ofPayers?.giveBack(able.payer, seconds, this.#now())
    }
  }
}

function refusal(what: string, wait: number): KeyartError {
  const retryAfter = Math.max(1, Math.ceil(wait / 1000))
  return new KeyartError(
    'RENDER_BUDGET',
    `${what}; those that are made already are served, another one in ${retryAfter} seconds`,
    { retryAfter },
  )
}
