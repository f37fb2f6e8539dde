import { AdmissionCache } from '../cache/admission-cache.ts'
import type { Storage, StoredEntry } from './storage.ts'

interface IndexEntry {
  readonly bytes: number
  /** When the underlying storage was last told of a use, milliseconds since 1970. */
  touchedAt: number
}

/** Uses are told to the underlying storage once in so many milliseconds an entry. */
const touchInterval = 60 * 60 * 1000

/** A file takes at least a block of the disk, and its entry here some memory, however small it is. */
const blockBytes = 4096

export interface BudgetOptions {
  /** Most bytes stored, by the sizes of the entries. */
  readonly maxBytes: number
  /** Hears of a removal that failed; the entry is then still there but no longer counted. */
  readonly onError?: (error: unknown) => void
}

/**
 * A storage with a single writer, bounded in bytes: what is used little for its size is evicted
 * first, or not stored at all. The order of use survives a restart, to within an hour; how often
 * does not.
 */
export class BudgetedStorage implements Storage, AsyncDisposable {
  readonly #inner: Storage
  readonly #index: AdmissionCache<IndexEntry>
  readonly #options: BudgetOptions
  readonly #stopping = new AbortController()
  readonly #loaded: Promise<void>
  readonly #removals = new Set<Promise<void>>()
  #isLoaded = false

  constructor(inner: Storage, options: BudgetOptions) {
    this.#inner = inner
    this.#options = options
    this.#index = new AdmissionCache({
      maxBytes: options.maxBytes,
      sizeOf: ({ bytes }) => bytes,
      onEvict: (key) => this.#removeSoon(key),
    })
    this.#loaded = this.#load()
  }

  /** Bytes stored at present, as far as the listing at the start has come. */
  get bytes(): number {
    return this.#index.bytes
  }

  /** Resolves when everything that an earlier run left is counted. */
  get loaded(): Promise<void> {
    return this.#loaded
  }

  /** `undefined` when nothing is known to be stored under `key`. No use of it. */
  sizeOf(key: string): number | undefined {
    return this.#index.peek(key)?.bytes
  }

  /** What is likely to be asked for counts as used once more. */
  expect(key: string): void {
    this.#index.expect(key)
  }

  async read(key: string): Promise<Buffer | undefined> {
    // Once all that was there is counted, what is not known is not there: no need to look.
    if (this.#isLoaded && !this.#index.has(key)) return undefined
    const bytes = await this.#inner.read(key)
    if (bytes === undefined) {
      this.#index.delete(key)
      return undefined
    }
    if (!this.#index.has(key)) this.#set(key, { bytes: bytes.length, touchedAt: 0 })
    this.#use(key)
    return bytes
  }

  async has(key: string): Promise<boolean> {
    // No use: the order of eviction stays.
    return this.#isLoaded ? this.#index.has(key) : await this.#inner.has(key)
  }

  fileOf(key: string): string | undefined {
    this.#use(key)
    return this.#inner.fileOf(key)
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    if (!this.#index.has(key) && !this.#index.admits(key, bytes.length)) return
    await this.#inner.write(key, bytes)
    this.#set(key, { bytes: bytes.length, touchedAt: Date.now() })
  }

  async remove(key: string): Promise<void> {
    this.#index.delete(key)
    await this.#inner.remove(key)
  }

  async touch(key: string): Promise<void> {
    this.#index.get(key)
    await this.#inner.touch(key)
  }

  list(signal: AbortSignal): AsyncIterable<StoredEntry> {
    return this.#inner.list(signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    await this.#loaded
    await Promise.all(this.#removals)
  }

  async #load(): Promise<void> {
    const found: StoredEntry[] = []
    try {
      for await (const entry of this.#inner.list(this.#stopping.signal)) found.push(entry)
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#options.onError?.(error)
      return
    }
    // What this run has used already is the most recent; the rest goes in before it, newest first.
    found.sort((a, b) => b.usedAt - a.usedAt)
    this.#index.restore(
      found
        .filter(({ key }) => !this.#index.has(key))
        .map(({ key, bytes, usedAt }) => [key, { bytes, touchedAt: usedAt }]),
    )
    this.#boundEntries()
    this.#isLoaded = true
  }

  #set(key: string, indexed: IndexEntry): void {
    this.#index.set(key, indexed)
    this.#boundEntries()
  }

  #boundEntries(): void {
    const max = Math.max(1000, this.#options.maxBytes / blockBytes)
    while (this.#index.size > max) this.#index.evictOne()
  }

  #use(key: string): void {
    const indexed = this.#index.get(key)
    const now = Date.now()
    if (indexed === undefined || now - indexed.touchedAt <= touchInterval) return
    indexed.touchedAt = now
    void this.#inner.touch(key).catch((error: unknown) => this.#options.onError?.(error))
  }

  #removeSoon(key: string): void {
    const removal = this.#inner
      .remove(key)
      .catch((error: unknown) => this.#options.onError?.(error))
      .finally(() => this.#removals.delete(removal))
    this.#removals.add(removal)
  }
}
