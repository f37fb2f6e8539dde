export interface FreedMemoryOptions {
  /** Has the C library give back what was freed; false where it cannot. */
  readonly trim: () => boolean
  /** Bytes that the process holds and does not use. Default: of this process. */
  readonly unused?: () => number
  /** Bytes of it, beyond the least that was seen, from which on they are given back. */
  readonly maxFreed?: number
  /** Milliseconds between two looks. */
  readonly interval?: number
}

/**
 * Gives back what was freed while a server is at work: what passes through leaves gaps that the C
 * library would keep, half as much again as is in use. Takes some milliseconds each time.
 */
export class FreedMemory implements Disposable {
  readonly #options: FreedMemoryOptions
  readonly #timer: NodeJS.Timeout
  #least = Infinity

  constructor(options: FreedMemoryOptions) {
    this.#options = options
    this.#timer = setInterval(() => this.#look(), options.interval ?? 2_000).unref()
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const { trim, unused = unusedBytes, maxFreed = 32 * 1024 * 1024 } = this.#options
    const now = unused()
    this.#least = Math.min(this.#least, now)
    if (now - this.#least <= maxFreed) return
    if (!trim()) return this[Symbol.dispose]()
    // What is left is in use by others than V8.
    this.#least = unused()
  }
}

/** Beside the heap of V8 and what belongs to its objects; code, too. */
function unusedBytes(): number {
  const { rss, heapTotal, external } = process.memoryUsage()
  return rss - heapTotal - external
}
