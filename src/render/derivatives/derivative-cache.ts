import { LRUCache } from 'lru-cache'
import { AdmissionCache } from '../../cache/admission-cache.ts'
import type { Storage } from '../../storage/storage.ts'
import { compactBuffer } from '../compact-buffer.ts'
import { WriteQueue } from './write-queue.ts'

export interface DerivativeCacheOptions {
  readonly storage: Storage
  /** Bytes of derivatives held in memory. */
  readonly memoryBytes: number
  /** Called when a derivative could not be read or stored; it was served all the same. */
  readonly onStoreFailed: (error: unknown) => void
}

/** What goes with each derivative in memory beside its bytes: key, buffer object, places in maps. */
export const entryBytes = 512

/**
 * Part of the memory that prefetched derivatives may fill. The rest is left to requested ones, so
 * that these do not begin by evicting what was prefetched.
 */
const freeShare = 3 / 4

/** Part of the memory for what was made for one client that is about to ask for it. */
const announcedShare = 1 / 4

/** Milliseconds after which it is not expected any more. */
const announcedSpan = 60_000

/**
 * Rendered derivatives by key: some in memory, as many as the budget allows in storage. They can be
 * rendered again, so a failing storage is treated like an empty one.
 */
export class DerivativeCache {
  readonly #storage: Storage
  /** Made and not yet in storage; served from there meanwhile. */
  readonly #writes: WriteQueue
  readonly #onStoreFailed: (error: unknown) => void
  readonly #memory: AdmissionCache<Buffer>
  /** What a client is about to ask for, and nobody has yet. Its room is taken from the rest. */
  readonly #announced: LRUCache<string, Buffer>
  readonly #maxMemory: number

  constructor({ storage, memoryBytes, onStoreFailed }: DerivativeCacheOptions) {
    this.#storage = storage
    this.#onStoreFailed = onStoreFailed
    this.#writes = new WriteQueue(storage, onStoreFailed)
    this.#maxMemory = Math.max(1, memoryBytes)
    this.#memory = new AdmissionCache({
      maxBytes: this.#maxMemory,
      sizeOf: (bytes) => bytes.length + entryBytes,
      onEvict: () => {},
    })
    this.#announced = new LRUCache({
      maxSize: this.#maxMemory,
      sizeCalculation: (bytes) => bytes.length + entryBytes,
      ttl: announcedSpan,
    })
  }

  /** Bytes held in memory at present. */
  get memoryBytes(): number {
    return this.#memory.bytes + this.#announced.calculatedSize + this.#writes.bytes
  }

  /** Whether storage has fallen behind what is made. */
  get hasWriteBacklog(): boolean {
    return this.#writes.hasBacklog
  }

  /** Has writes to storage wait for the client who waits, until it is disposed of. */
  holdWrites(): Disposable {
    return this.#writes.hold()
  }

  /** Whether it is in memory. */
  isHeld(key: string): boolean {
    return this.#memory.has(key) || this.#announced.has(key)
  }

  /** What is in memory, or waits to be written. */
  inMemory(key: string): Buffer | undefined {
    return this.#memory.get(key) ?? this.#takeAnnounced(key) ?? this.#writes.find(key)
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
    if (this.isHeld(key) || this.#writes.has(key)) return true
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
    if (this.isHeld(key) || !this.#hasFreeSpace(bytes.length)) return
    this.#memory.set(key, compactBuffer(bytes))
  }

  /**
   * Adds it to memory for the client that is about to ask for it, until somebody does, for a while.
   * A quarter of the memory makes room for that; beyond it only what is free. What was announced
   * before is asked for sooner, and stays.
   */
  announce(key: string, bytes: Buffer): void {
    if (this.isHeld(key) || bytes.length + entryBytes > this.#maxEntry) return
    this.#announced.purgeStale()
    const announced = this.#announced.calculatedSize + bytes.length + entryBytes
    if (announced > announcedShare * this.#maxMemory) return this.rememberIfFree(key, bytes)
    this.#announced.set(key, compactBuffer(bytes))
    this.#share()
  }

  /**
   * As `rememberIfFree`, of what storage has; `length` says how much that is. False when there is no
   * room for so much; then nothing is read.
   */
  async readAhead(key: string, length: number): Promise<boolean> {
    if (this.isHeld(key)) return true
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
    await this.#writes.write(key, compactBuffer(bytes))
  }

  /** Drops what storage has, too. What waits to be written stays. */
  releaseMemory(): void {
    this.#announced.clear()
    while (this.#memory.size > 0) this.#memory.evictOne()
    this.#share()
  }

  async forget(key: string): Promise<void> {
    this.#memory.delete(key)
    this.#announced.delete(key)
    this.#share()
    await this.#storage.remove(key).catch((error: unknown) => this.#onStoreFailed(error))
  }

  /** Resolves when all pending writes are done. */
  async settled(): Promise<void> {
    await this.#writes.settled()
  }

  /** One large picture must not push out a whole wall of posters. */
  get #maxEntry(): number {
    return Math.max(1, Math.floor(this.#maxMemory / 16))
  }

  /** From now on it counts as requested. */
  #takeAnnounced(key: string): Buffer | undefined {
    const bytes = this.#announced.get(key)
    if (bytes === undefined) return undefined
    this.#announced.delete(key)
    this.#share()
    this.#memory.set(key, bytes)
    return bytes
  }

  /** What is announced and the rest share the memory. */
  #share(): void {
    this.#memory.resize(this.#maxMemory - this.#announced.calculatedSize)
  }

  #hasFreeSpace(length: number): boolean {
    const bytes = length + entryBytes
    const held = this.#memory.bytes + this.#announced.calculatedSize
    return bytes <= this.#maxEntry && held + bytes <= freeShare * this.#maxMemory
  }

  async #isStored(key: string): Promise<boolean> {
    return await this.#storage.has(key).catch((error: unknown) => {
      this.#onStoreFailed(error)
      return false
    })
  }
}
