/** How much the storage of derivatives can still take. */
export interface Capacity {
  /** Bytes that can be written before anything has to leave. */
  free(): number
  /** Bytes stored under `key`; `undefined` when there are none. */
  sizeOf(key: string): number | undefined
  /** What is stored under `key` is likely to be requested: it counts as used once. */
  expect(key: string): void
}

/** What one derivative is taken to need before any was seen, in bytes. */
const firstGuess = 30_000

/**
 * Counts the bytes of what is made ahead of time, so that it stays below a bound and never pushes
 * anything out.
 */
export class ByteQuota {
  readonly #capacity: Capacity
  readonly #maxBytes: number
  #bytes = 0
  #derivatives = 0
  #reserved = 0

  constructor(capacity: Capacity, maxBytes: number) {
    this.#capacity = capacity
    this.#maxBytes = maxBytes
  }

  /** Bytes counted. */
  get bytes(): number {
    return this.#bytes
  }

  /** Starts counting anew. */
  reset(): void {
    this.#bytes = 0
    this.#derivatives = 0
  }

  /** Bytes stored under `key`; `undefined` when there are none. */
  sizeOf(key: string): number | undefined {
    return this.#capacity.sizeOf(key)
  }

  /** Counts what is stored under `key`. */
  count(key: string): void {
    const bytes = this.sizeOf(key)
    if (bytes === undefined) return
    this.#capacity.expect(key)
    this.#bytes += bytes
    this.#derivatives++
  }

  /**
   * Sets room aside for so many derivatives, by the mean of those counted; `share` of the bound,
   * from 0 to 1, may be used. `undefined` when there is no room, else what gives it back.
   */
  reserve(derivatives: number, share: number): Disposable | undefined {
    const mean = this.#derivatives === 0 ? firstGuess : this.#bytes / this.#derivatives
    const bytes = derivatives * mean
    const needed = this.#reserved + bytes
    if (this.#bytes + needed > this.#maxBytes * share) return undefined
    if (needed > this.#capacity.free()) return undefined
    this.#reserved += bytes
    return { [Symbol.dispose]: () => void (this.#reserved -= bytes) }
  }
}
