import { close, fstat, open, read } from 'node:fs'
import { promisify } from 'node:util'
import { LRUCache } from 'lru-cache'

const [openFile, statFile, readFrom] = [promisify(open), promisify(fstat), promisify(read)]

/** Longer files are opened each time: opening is little of what reading them takes. */
const maxBytes = 1024 * 1024

/**
 * Files that were read lately, left open: one that is read again takes a single call of the system,
 * where finding, opening, measuring and closing it take four, each by another thread. For files that
 * are replaced as a whole, never in place.
 */
export class OpenFiles {
  readonly #files: LRUCache<string, OpenFile>
  /** Of each path that is being opened the latest attempt, unless it was replaced meanwhile. */
  readonly #opening = new Map<string, symbol>()

  /** @param max files that are open at a time, besides those that are being read */
  constructor(max: number) {
    this.#files = new LRUCache({ max, dispose: (file) => file.release() })
  }

  /** The whole file. Rejects as `open` does, with `ENOENT` where there is none. */
  async read(path: string): Promise<Buffer> {
    const file = this.#files.get(path)?.use() ?? (await this.#open(path))
    try {
      const bytes = await file.read()
      if (bytes !== undefined) return bytes
    } finally {
      file.release()
    }
    this.forget(path)
    throw Object.assign(new Error('Expected a file that is not cut off'), { code: 'ENOENT' })
  }

  /** It was replaced or removed. */
  forget(path: string): void {
    this.#opening.delete(path)
    this.#files.delete(path)
  }

  async #open(path: string): Promise<OpenFile> {
    const attempt = Symbol()
    this.#opening.set(path, attempt)
    try {
      const file = await OpenFile.open(path)
      if (file.length <= maxBytes && this.#opening.get(path) === attempt)
        this.#files.set(path, file.use())
      return file
    } catch (error) {
      // Too many open files: what is open for the sake of speed makes room.
      if (!isAbsent(error)) this.#files.clear()
      throw error
    } finally {
      if (this.#opening.get(path) === attempt) this.#opening.delete(path)
    }
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** A descriptor is closed when nobody uses it: its number may be another file's right after. */
class OpenFile {
  readonly length: number
  readonly #descriptor: number
  #users = 1

  private constructor(descriptor: number, length: number) {
    this.#descriptor = descriptor
    this.length = length
  }

  static async open(path: string): Promise<OpenFile> {
    const descriptor = await openFile(path, 'r')
    try {
      return new OpenFile(descriptor, (await statFile(descriptor)).size)
    } catch (error) {
      close(descriptor, () => {})
      throw error
    }
  }

  use(): this {
    this.#users++
    return this
  }

  release(): void {
    if (--this.#users === 0) close(this.#descriptor, () => {})
  }

  /** `undefined`: it is shorter than it was. */
  async read(): Promise<Buffer | undefined> {
    const bytes = Buffer.allocUnsafeSlow(this.length)
    for (let at = 0; at < this.length;) {
      const { bytesRead } = await readFrom(this.#descriptor, bytes, at, this.length - at, at)
      if (bytesRead === 0) return undefined
      at += bytesRead
    }
    return bytes
  }
}
