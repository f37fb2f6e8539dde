import { setTimeout as sleep } from 'node:timers/promises'
import type { Storage, StoredEntry } from '../../src/storage/storage.ts'

/** What the calls of a storage come to: a failure of the system, or an answer that takes long. */
export type Trouble =
  | { readonly kind: 'none' }
  | { readonly kind: 'fails'; readonly code: 'ENOSPC' | 'EIO' | 'EMFILE' | 'EACCES' | 'EROFS' }
  | { readonly kind: 'slow'; readonly milliseconds: number }

/** A storage over another one, with the trouble that a test gives it. */
export class FailingStorage implements Storage {
  trouble: Trouble = { kind: 'none' }
  /** Calls that failed. */
  failures = 0
  readonly #inner: Storage

  constructor(inner: Storage) {
    this.#inner = inner
  }

  async read(key: string): Promise<Buffer | undefined> {
    await this.#meet()
    return await this.#inner.read(key)
  }

  async has(key: string): Promise<boolean> {
    await this.#meet()
    return await this.#inner.has(key)
  }

  fileOf(key: string): string | undefined {
    return this.#inner.fileOf(key)
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    await this.#meet()
    await this.#inner.write(key, bytes)
  }

  async remove(key: string): Promise<void> {
    await this.#meet()
    await this.#inner.remove(key)
  }

  async touch(key: string): Promise<void> {
    await this.#meet()
    await this.#inner.touch(key)
  }

  async *list(signal: AbortSignal): AsyncIterable<StoredEntry> {
    await this.#meet()
    yield* this.#inner.list(signal)
  }

  async #meet(): Promise<void> {
    const { trouble } = this
    if (trouble.kind === 'slow') await sleep(trouble.milliseconds)
    if (trouble.kind !== 'fails') return
    this.failures++
    throw Object.assign(new Error(`${trouble.code}: as a disk says it`), { code: trouble.code })
  }
}
