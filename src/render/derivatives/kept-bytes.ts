import { AdmissionCache } from '../../cache/admission-cache.ts'
import type { Storage } from '../../storage/storage.ts'
import { ownBytes } from '../own-bytes.ts'

export interface KeptBytesOptions {
  readonly storage: Storage
  /** Bytes of derivatives held in memory. */
  readonly memoryBytes: number
  /** Hears when something could not be read or kept; it was served all the same. */
  readonly onKeepFailed: (error: unknown) => void
}

/** Bytes that may wait to be written; beyond that they are served and forgotten. */
const maxUnkeptBytes = 128 * 1024 * 1024

/** What goes with each derivative in memory beside its bytes: key, buffer object, places in maps. */
export const entryBytes = 512

/**
 * Part of the memory that is used for what nobody has asked for yet. The rest is left to what is
 * asked for, so that this does not begin by pushing out what is expected.
 */
const aheadShare = 3 / 4

/**
 * What was made, by key: some of it in memory, all that the budget allows in storage. It can be
 * made again, so a storage that fails is as good as an empty one.
 */
export class KeptBytes {
  /** Hears of what was in memory and is so no longer. */
  onLeave: (key: string) => void = () => {}

  readonly #storage: Storage
  readonly #onKeepFailed: (error: unknown) => void
  readonly #memory: AdmissionCache<Buffer>
  readonly #maxMemory: number
  /** Made and not yet in storage; served from here meanwhile. */
  readonly #unkept = new Map<string, { readonly bytes: Buffer; readonly kept: Promise<void> }>()
  #unkeptBytes = 0

  constructor({ storage, memoryBytes, onKeepFailed }: KeptBytesOptions) {
    this.#storage = storage
    this.#onKeepFailed = onKeepFailed
    this.#maxMemory = Math.max(1, memoryBytes)
    this.#memory = new AdmissionCache({
      maxBytes: this.#maxMemory,
      sizeOf: (bytes) => bytes.length + entryBytes,
      onEvict: (key) => this.onLeave(key),
    })
  }

  /** Bytes held in memory at present. */
  get memoryBytes(): number {
    return this.#memory.bytes + this.#unkeptBytes
  }

  /** Whether it is in memory until `onLeave` says otherwise. */
  isHeld(key: string): boolean {
    return this.#memory.has(key)
  }

  /** What is at hand at once. */
  inMemory(key: string): Buffer | undefined {
    return this.#memory.get(key) ?? this.#unkept.get(key)?.bytes
  }

  /** What storage has; from now on it is in memory, too. */
  async read(key: string): Promise<Buffer | undefined> {
    try {
      const bytes = await this.#storage.read(key)
      if (bytes === undefined || bytes.length === 0) return undefined
      const own = ownBytes(bytes)
      this.remember(key, own)
      return own
    } catch (error) {
      this.#onKeepFailed(error)
      return undefined
    }
  }

  async has(key: string): Promise<boolean> {
    if (this.#memory.has(key) || this.#unkept.has(key)) return true
    return await this.#isStored(key)
  }

  /** The file of this machine that has the bytes. */
  async findFile(key: string): Promise<string | undefined> {
    return (await this.#isStored(key)) ? this.#storage.fileOf(key) : undefined
  }

  /** Into memory, if it is worth its room there; `keep` is what makes it last. */
  remember(key: string, bytes: Buffer): void {
    if (bytes.length + entryBytes <= this.#maxEntry) this.#memory.set(key, ownBytes(bytes))
    // It is made anew and too large by now.
    else this.#leave(key)
  }

  /** Into memory as far as there is free room for what nobody has asked for; pushes out nothing. */
  rememberAhead(key: string, bytes: Buffer): void {
    if (this.#memory.has(key) || !this.#hasRoomAhead(bytes.length)) return
    this.#memory.set(key, ownBytes(bytes))
  }

  /**
   * As `rememberAhead`, of what storage has; `length` says how much that is. False when there is no
   * room for so much; then nothing is read.
   */
  async readAhead(key: string, length: number): Promise<boolean> {
    if (this.#memory.has(key)) return true
    if (!this.#hasRoomAhead(length)) return false
    try {
      const bytes = await this.#storage.read(key)
      if (bytes !== undefined && bytes.length > 0) this.rememberAhead(key, bytes)
    } catch (error) {
      this.#onKeepFailed(error)
    }
    return true
  }

  /** Resolves when it is in storage, or known not to get there. */
  async keep(key: string, bytes: Buffer): Promise<void> {
    if (this.#unkeptBytes + bytes.length > maxUnkeptBytes) return
    const own = ownBytes(bytes)
    this.#unkeptBytes += own.length
    const kept = this.#storage
      .write(key, own)
      .catch((error: unknown) => this.#onKeepFailed(error))
      .finally(() => {
        this.#unkeptBytes -= own.length
        this.#unkept.delete(key)
      })
    this.#unkept.set(key, { bytes: own, kept })
    await kept
  }

  async forget(key: string): Promise<void> {
    this.#leave(key)
    await this.#storage.remove(key).catch((error: unknown) => this.#onKeepFailed(error))
  }

  /** Resolves when all that was to be kept is. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.#unkept.values(), ({ kept }) => kept))
  }

  /** One large picture must not push out a whole wall of posters. */
  get #maxEntry(): number {
    return Math.max(1, Math.floor(this.#maxMemory / 16))
  }

  #leave(key: string): void {
    if (this.#memory.delete(key)) this.onLeave(key)
  }

  #hasRoomAhead(length: number): boolean {
    const bytes = length + entryBytes
    return bytes <= this.#maxEntry && this.#memory.bytes + bytes <= aheadShare * this.#maxMemory
  }

  async #isStored(key: string): Promise<boolean> {
    return await this.#storage.has(key).catch((error: unknown) => {
      this.#onKeepFailed(error)
      return false
    })
  }
}
