import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from '../durable-file.ts'
import { OpenFiles } from './open-files.ts'
import type { Storage, StoredEntry } from './storage.ts'

/** What a few walls of posters show. */
const maxOpenFiles = 256

/** No write takes an hour, in milliseconds. */
const staleAfter = 60 * 60 * 1000

/**
 * Entries as files: `<root>/<first two digits>/<key>`. Written beside (`<root>/tmp`), synced and
 * renamed, so that a file under its own name is always whole, whatever ended the process.
 */
export class DiskStorage implements Storage {
  readonly #root: string
  readonly #temporary: string
  readonly #made = new Set<string>()
  readonly #files = new OpenFiles(maxOpenFiles)

  private constructor(root: string) {
    this.#root = root
    this.#temporary = join(root, 'tmp')
  }

  /** Makes the folder if need be, and throws away what an interrupted run was writing. */
  static async open(root: string): Promise<DiskStorage> {
    const storage = new DiskStorage(root)
    await mkdir(storage.#temporary, { recursive: true, mode: 0o700 })
    for (const name of await readdir(storage.#temporary)) {
      const path = join(storage.#temporary, name)
      const stats = await absentAsUndefined(stat(path))
      // Younger ones may be another process's, still being written.
      if (stats !== undefined && Date.now() - stats.mtimeMs > staleAfter)
        await rm(path, { force: true })
    }
    return storage
  }

  async read(key: string): Promise<Buffer | undefined> {
    return await absentAsUndefined(this.#files.read(this.#path(key)))
  }

  async has(key: string): Promise<boolean> {
    return (await absentAsUndefined(stat(this.#path(key)))) !== undefined
  }

  fileOf(key: string): string {
    return this.#path(key)
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    const folder = this.#folder(key)
    if (!this.#made.has(folder)) await this.#make(folder)
    try {
      await writeWhole(this.#path(key), bytes, this.#temporary)
    } catch (error) {
      if (!isAbsence(error)) throw error
      // The folder was removed meanwhile.
      await this.#make(folder)
      await writeWhole(this.#path(key), bytes, this.#temporary)
    } finally {
      this.#files.forget(this.#path(key))
    }
  }

  async remove(key: string): Promise<void> {
    try {
      await rm(this.#path(key), { force: true })
    } finally {
      this.#files.forget(this.#path(key))
    }
  }

  async touch(key: string): Promise<void> {
    const now = new Date()
    await absentAsUndefined(utimes(this.#path(key), now, now))
  }

  async *list(signal: AbortSignal): AsyncIterable<StoredEntry> {
    for (const folder of await readdir(this.#root, { withFileTypes: true })) {
      if (!folder.isDirectory() || !/^[0-9a-f]{2}$/.test(folder.name)) continue
      for (const key of await readdir(join(this.#root, folder.name))) {
        signal.throwIfAborted()
        if (!/^[0-9a-f]{32}$/.test(key)) continue
        const stats = await absentAsUndefined(stat(join(this.#root, folder.name, key)))
        if (stats !== undefined) yield { key, bytes: stats.size, usedAt: stats.mtimeMs }
      }
    }
  }

  async #make(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await mkdir(this.#temporary, { recursive: true, mode: 0o700 })
    this.#made.add(folder)
  }

  #folder(key: string): string {
    if (!/^[0-9a-f]{32}$/.test(key))
      throw new TypeError(`Expected a key of 32 lower-case hex digits but received '${key}'`)
    return join(this.#root, key.slice(0, 2))
  }

  #path(key: string): string {
    return join(this.#folder(key), key)
  }
}

async function absentAsUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
