import { LRUCache } from 'lru-cache'

export interface TokenBucketsOptions {
  /** What one key may take at once, from a full bucket. */
  readonly capacity: number
  /** Milliseconds in which an empty bucket is full again. */
  readonly refill: number
  /** Keys remembered; beyond it the one longest untouched is, and has a full bucket again. */
  readonly max: number
}

interface Bucket {
  /** Below 0 after something that costs more than a bucket holds. */
  left: number
  /** When that was true, in milliseconds. */
  at: number
}

/** What may be owed for what turned out to cost more than a bucket holds, in capacities. */
const maxDebt = 10

/** A token bucket for each key: bursts up to its capacity, and its refill in the long run. */
export class TokenBuckets {
  readonly #options: TokenBucketsOptions
  readonly #buckets: LRUCache<string, Bucket>

  constructor(options: TokenBucketsOptions) {
    this.#options = options
    this.#buckets = new LRUCache({ max: options.max })
  }

  /** Milliseconds after `now` until `key` can pay `cost`; 0: at once. A full bucket pays anything. */
  waitFor(key: string, cost: number, now: number): number {
    const { capacity, refill } = this.#options
    const missing = Math.min(cost, capacity) - this.#leftOf(key, now)
    return missing <= 0 ? 0 : (missing / capacity) * refill
  }

  take(key: string, cost: number, now: number): void {
    const left = Math.max(-maxDebt * this.#options.capacity, this.#leftOf(key, now) - cost)
    this.#buckets.set(key, { left, at: now })
  }

  refund(key: string, cost: number, now: number): void {
    // What is no longer remembered is full.
    if (this.#buckets.has(key)) this.take(key, -cost, now)
  }

  #leftOf(key: string, now: number): number {
    const { capacity, refill } = this.#options
    const bucket = this.#buckets.get(key)
    if (bucket === undefined) return capacity
    return Math.min(capacity, bucket.left + ((now - bucket.at) / refill) * capacity)
  }
}
