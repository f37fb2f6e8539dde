import { KeyartError } from '../../errors.ts'
import type { Client } from './client.ts'
import { TokenBuckets } from './token-buckets.ts'

export interface RenderBudgetOptions {
  /** Seconds of processor time for one client in a minute; 0: no bound. */
  readonly renderSecondsPerMinute: number
  /** Derivatives of one original in an hour, for one client; 0: no bound. */
  readonly derivativesPerHour: number
  /** In milliseconds. It must not jump. */
  readonly now?: () => number
}

/** What a render is going to take. */
export interface RenderCost {
  /** Of the original. */
  readonly tag: string
  /** Processor time by estimate. */
  readonly seconds: number
  /** Derivatives that count as asked for; 1 where it is absent. */
  readonly derivatives?: number
}

/** What was charged before the work, and is corrected after it. Once it is settled or refunded. */
export interface Charge {
  /** The work took so many seconds of processor time: the difference is refunded, or charged. */
  settle(seconds: number): void
  /** So many seconds more were used on its account. */
  add(seconds: number): void
  /** The work was not begun. */
  refund(): void
}

/** A user has so many times the budget of one without a token: both cores of a small machine. */
export const userShare = 4

/** Clients remembered, and pairs of a client and an original: a few megabytes. */
const maxClients = 10_000
const maxOriginals = 40_000

const free: Charge = { settle: () => {}, add: () => {}, refund: () => {} }

/**
 * What may be made for each client. Asked where a render would begin, so that what is there already
 * is never refused. It is charged by estimate before the work, and by what was used after it. An
 * admin, an API key and the server itself (`undefined` among the clients) have no budget.
 */
export class RenderBudget {
  readonly #seconds: TokenBuckets | undefined
  readonly #derivatives: TokenBuckets | undefined
  readonly #now: () => number

  constructor({ renderSecondsPerMinute, derivativesPerHour, now }: RenderBudgetOptions) {
    const buckets = (capacity: number, refill: number, max: number) =>
      capacity === 0 ? undefined : new TokenBuckets({ capacity, refill, max })
    this.#seconds = buckets(renderSecondsPerMinute, 60_000, maxClients)
    this.#derivatives = buckets(derivativesPerHour, 3_600_000, maxOriginals)
    this.#now = now ?? (() => performance.now())
  }

  /**
   * Charges the first of `clients` who can pay.
   *
   * @throws KeyartError RENDER_BUDGET, with the seconds to wait
   */
  charge(clients: Iterable<Client | undefined>, cost: RenderCost): Charge {
    const candidates = new Map<string, Client>()
    for (const client of clients) {
      if (client === undefined || client.trustLevel === 'admin') return free
      candidates.set(client.key, client)
    }
    if (candidates.size === 0) return free
    const now = this.#now()
    const refusals: KeyartError[] = []
    for (const client of candidates.values()) {
      const refused = this.#refusalOf(client, cost, now)
      if (refused === undefined) return this.#take(client, cost, now)
      refusals.push(refused)
    }
    throw refusals.sort((one, other) => (one.retryAfter ?? 0) - (other.retryAfter ?? 0))[0]!
  }

  #refusalOf(client: Client, cost: RenderCost, now: number): KeyartError | undefined {
    const { tag, seconds, derivatives = 1 } = cost
    const share = shareOf(client)
    const sizes = this.#derivatives?.waitFor(sizesKey(client, tag), derivatives / share, now) ?? 0
    if (sizes > 0) return refusal('Too many sizes of this image were requested', sizes)
    const time = this.#seconds?.waitFor(client.key, seconds / share, now) ?? 0
    if (time > 0) return refusal('Too many new images were requested from this address', time)
    return undefined
  }

  #take(client: Client, { tag, seconds, derivatives = 1 }: RenderCost, at: number): Charge {
    const share = shareOf(client)
    const sizes = sizesKey(client, tag)
    this.#derivatives?.take(sizes, derivatives / share, at)
    this.#seconds?.take(client.key, seconds / share, at)
    const add = (more: number) => {
      if (more >= 0) this.#seconds?.take(client.key, more / share, this.#now())
      else this.#seconds?.refund(client.key, -more / share, this.#now())
    }
    return {
      settle: (used) => add(used - seconds),
      add,
      refund: () => {
        add(-seconds)
        this.#derivatives?.refund(sizes, derivatives / share, this.#now())
      },
    }
  }
}

function shareOf({ trustLevel }: Client): number {
  return trustLevel === 'user' ? userShare : 1
}

function sizesKey({ key }: Client, tag: string): string {
  return `${key} ${tag}`
}

function refusal(what: string, wait: number): KeyartError {
  const retryAfter = Math.max(1, Math.ceil(wait / 1000))
  return new KeyartError(
    'RENDER_BUDGET',
    `${what}; existing ones are still served, new ones in ${retryAfter} seconds`,
    { retryAfter },
  )
}
