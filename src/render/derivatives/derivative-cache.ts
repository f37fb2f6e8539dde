import { AdmissionCache } from '../../cache/admission-cache.ts'
import type { Storage } from '../../storage/storage.ts'
import { compactBuffer } from '../compact-buffer.ts'

export interface DerivativeCacheOptions {
  readonly storage: Storage
  /** Bytes of derivatives held in memory. */
  readonly memoryBytes: number
  /** Called when a derivative could not be read or stored; it was served all the same. */
  readonly onStoreFailed: (error: unknown) => void
}

/** Bytes that may wait to be written; beyond that they are served and forgotten. */
const maxPendingBytes = 128 * 1024 * 1024

/** Part of them from which on whoever creates in advance waits for storage. */
const backlogShare = 1 / 4

/** What goes with each derivative in memory beside its bytes: key, buffer object, places in maps. */
export const entryBytes = 512

/**
 * Part of the memory that prefetched derivatives may fill. The rest is left to requested ones, so
 * that these do not begin by evicting what was prefetched.
 */
const freeShare = 3 / 4

/**
 * Rendered derivatives by key: some in memory, as many as the budget allows in storage. They can be
 * rendered again, so a failing storage is treated like an empty one.
 */
export class DerivativeCache {
  readonly #storage: Storage
  readonly #onStoreFailed: (error: unknown) => void
  readonly #memory: AdmissionCache<Buffer>
  readonly #maxMemory: number
  /** Made and not yet in storage; served from here meanwhile. */
  readonly #pendingWrites = new Map<
    string,
    { readonly bytes: Buffer; readonly written: Promise<void> }
  >()
  #pendingBytes = 0

  constructor({ storage, memoryBytes, onStoreFailed }: DerivativeCacheOptions) {
    this.#storage = storage
    this.#onStoreFailed = onStoreFailed
    this.#maxMemory = Math.max(1, memoryBytes)
    this.#memory = new AdmissionCache({
      maxBytes: this.#maxMemory,
      sizeOf: (bytes) => bytes.length + entryBytes,
      onEvict: () => {},
    })
  }

  /** Bytes held in memory at present. */
  get memoryBytes(): number {
    return this.#memory.bytes + this.#pendingBytes
  }

  /** Whether storage has fallen behind what is made. */
  get hasWriteBacklog(): boolean {
    return this.#pendingBytes > backlogShare * maxPendingBytes
  }

  /** Whether it is in memory. */
  isHeld(key: string): boolean {
    return this.#memory.has(key)
  }

  /** What is in memory, or waits to be written. */
  inMemory(key: string): Buffer | undefined {
    return this.#memory.get(key) ?? this.#pendingWrites.get(key)?.bytes
  }

  /** What storage has; from now on it is in memory, too. */
  async read(key: string): Promise<Buffer | undefined> {
    try {
      const bytes = await this.#storage.read(key)
      if (bytes === undefined || bytes.length === 0) return undefined
      const own = compactBuffer(bytes)
      this.remember(key, own)
      return own
    } catch (error) {
      this.#onStoreFailed(error)
      return undefined
    }
  }

  async has(key: string): Promise<boolean> {
    if (this.#memory.has(key) || this.#pendingWrites.has(key)) return true
    return await this.#isStored(key)
  }

  /** The file of this machine that has the bytes. */
  async findFile(key: string): Promise<string | undefined> {
    return (await this.#isStored(key)) ? this.#storage.fileOf(key) : undefined
  }

  /** Adds it to memory if the admission policy allows; `store` writes it to storage. */
  remember(key: string, bytes: Buffer): void {
    if (bytes.length + entryBytes <= this.#maxEntry) this.#memory.set(key, compactBuffer(bytes))
    // It is made anew and too large by now.
    else this.#memory.delete(key)
  }

  /** Adds it to memory if there is free space for prefetched derivatives; evicts nothing. */
  rememberIfFree(key: string, bytes: Buffer): void {
    if (this.#memory.has(key) || !this.#hasFreeSpace(bytes.length)) return
    this.#memory.set(key, compactBuffer(bytes))
  }

  /**
   * As `rememberIfFree`, of what storage has; `length` says how much that is. False when there is no
   * room for so much; then nothing is read.
   */
  async readAhead(key: string, length: number): Promise<boolean> {
    if (this.#memory.has(key)) return true
    if (!this.#hasFreeSpace(length)) return false
    try {
      const bytes = await this.#storage.read(key)
      if (bytes !== undefined && bytes.length > 0) this.rememberIfFree(key, bytes)
    } catch (error) {
      this.#onStoreFailed(error)
    }
    return true
  }

  /** Resolves when it is in storage, or known not to get there. */
  async store(key: string, bytes: Buffer): Promise<void> {
    if (this.#pendingBytes + bytes.length > maxPendingBytes) return
    const own = compactBuffer(bytes)
    this.#pendingBytes += own.length
    const written = this.#storage
      .write(key, own)
      .catch((error: unknown) => this.#onStoreFailed(error))
      .finally(() => {
        this.#pendingBytes -= own.length
        this.#pendingWrites.delete(key)
      })
    this.#pendingWrites.set(key, { bytes: own, written })
    await written
  }

  /** Drops what storage has, too. What waits to be written stays. */
  releaseMemory(): void {
    while (this.#memory.size > 0) this.#memory.evictOne()
  }

  async forget(key: string): Promise<void> {
    this.#memory.delete(key)
    await this.#storage.remove(key).catch((error: unknown) => this.#onStoreFailed(error))
  }

  /** Resolves when all pending writes are done. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.#pendingWrites.values(), ({ written }) => written))
  }

  /** One large picture must not push out a whole wall of posters. */
  get #maxEntry(): number {
    return Math.max(1, Math.floor(this.#maxMemory / 16))
  }

  #hasFreeSpace(length: number): boolean {
    const bytes = length + entryBytes
    return bytes <= this.#maxEntry && this.#memory.bytes + bytes <= freeShare * this.#maxMemory
  }

  async #isStored(key: string): Promise<boolean> {
    return await this.#storage.has(key).catch((error: unknown) => {
      this.#onStoreFailed(error)
      return false
    })
  }
}
