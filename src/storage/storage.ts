export interface StoredEntry {
  readonly key: string
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly usedAt: number
}

/**
 * Whole byte strings under keys (32 lower-case hex digits). Nothing is ever seen half written:
 * after a crash an entry is whole or absent.
 */
export interface Storage {
  /** `undefined` when nothing is stored under `key`. */
  read(key: string): Promise<Buffer | undefined>
  /** Whether something is stored under `key`; no use of it. */
  has(key: string): Promise<boolean>
  /**
   * The file of this machine in which `key` is stored, if it is; `undefined` where entries are no
   * files. A use of the entry.
   */
  fileOf(key: string): string | undefined
  /** Resolves once the entry can be read. Replaces what was there. */
  write(key: string, bytes: Uint8Array): Promise<void>
  /** Not an error when nothing is there. */
  remove(key: string): Promise<void>
  /** Remembers that the entry was used just now, for the next process's sake. */
  touch(key: string): Promise<void>
  list(signal: AbortSignal): AsyncIterable<StoredEntry>
}
