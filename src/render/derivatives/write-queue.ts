import { Semaphore } from '../../semaphore.ts'
import type { Storage } from '../../storage/storage.ts'

/** Bytes that may wait to be written; beyond that they are served and forgotten. */
const maxPendingBytes = 128 * 1024 * 1024

/** Part of them from which on whoever creates in advance waits for storage. */
const backlogShare = 1 / 4

/** Milliseconds for which a write waits at most, while one client after another waits. */
const maxHeld = 1000

/** Writes at a time: Node has four threads for files, and hits are to find one of them free. */
const maxWrites = 3

/**
 * Writes derivatives to storage behind the answers. A write is five calls to the system, each by way
 * of another thread: while clients wait for pictures, it waits. Until it is written, a derivative is
 * served from here.
 */
export class WriteQueue {
  readonly #storage: Pick<Storage, 'write'>
  readonly #onFailed: (error: unknown) => void
  readonly #pending = new Map<string, { readonly bytes: Buffer; readonly written: Promise<void> }>()
  readonly #writes = new Semaphore(maxWrites)
  #bytes = 0
  #holders = 0
  #released: PromiseWithResolvers<void> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(storage: Pick<Storage, 'write'>, onFailed: (error: unknown) => void) {
    this.#storage = storage
    this.#onFailed = onFailed
  }

  /** Bytes that are not written yet. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether storage has fallen behind what is made. */
  get hasBacklog(): boolean {
    return this.#bytes > backlogShare * maxPendingBytes
  }

  /** What is not written yet. */
  find(key: string): Buffer | undefined {
    return this.#pending.get(key)?.bytes
  }

  has(key: string): boolean {
    return this.#pending.has(key)
  }

  /** Has writes wait, until what is returned is disposed of, and no longer than `maxHeld`. */
  hold(): Disposable {
    this.#holders++
    return {
      [Symbol.dispose]: () => {
        if (--this.#holders === 0) this.#release()
      },
    }
  }

  /** Resolves when it is in storage, or known not to get there. Never rejects. */
  async write(key: string, bytes: Buffer): Promise<void> {
    if (this.#bytes + bytes.length > maxPendingBytes) return
    this.#bytes += bytes.length
    const written = this.#writeWhenFree(key, bytes)
      .catch((error: unknown) => this.#onFailed(error))
      .finally(() => {
        this.#bytes -= bytes.length
        this.#pending.delete(key)
      })
    this.#pending.set(key, { bytes, written })
    await written
  }

  /** Resolves when all is written. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.#pending.values(), ({ written }) => written))
  }

  async #writeWhenFree(key: string, bytes: Buffer): Promise<void> {
    if (this.#holders > 0) await this.#untilReleased()
    await this.#writes.run(() => this.#storage.write(key, bytes))
  }

  #untilReleased(): Promise<void> {
    this.#released ??= Promise.withResolvers()
    this.#timer ??= setTimeout(() => this.#release(), maxHeld)
    return this.#released.promise
  }

  #release(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#released?.resolve()
    this.#released = undefined
  }
}
