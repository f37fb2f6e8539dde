import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from '../durable-file.ts'
import type { ImageSource, OriginalFile } from './image-source.ts'

/** The name under which originals taken out of media files are found (`OriginalRef.source`). */
export const extractedSource = 'extracted'

/** No write takes an hour, in milliseconds. */
const staleAfter = 60 * 60 * 1000

/**
 * Originals taken out of media files: frames of videos, pictures inside songs. Stored in Keyart's
 * data folder by content, so that the cover in every song of an album is there once; keys are
 * their tags.
 */
export class ExtractedImages implements ImageSource {
  readonly #root: string
  readonly #temporary: string
  /** Differs for another folder, which holds other files. */
  readonly generation: string

  private constructor(root: string, temporary: string, generation: string) {
    this.#root = root
    this.#temporary = temporary
    this.generation = generation
  }

  /** Makes the folder if need be. */
  static async open(root: string): Promise<ExtractedImages> {
    const temporary = join(root, 'tmp')
    await mkdir(temporary, { recursive: true, mode: 0o700 })
    await removeStale(temporary)
    const file = join(root, 'generation')
    const stored = await readFile(file, 'utf8').catch(() => '')
    const generation = /^[0-9a-f]{16}$/.test(stored) ? stored : randomBytes(8).toString('hex')
    if (generation !== stored) await writeDurably(file, Buffer.from(generation), temporary)
    return new ExtractedImages(root, temporary, generation)
  }

  async find(key: string): Promise<OriginalFile | undefined> {
    if (!isKey(key)) return undefined
    const path = this.#path(key)
    try {
      await stat(path)
      return { path }
    } catch {
      return undefined
    }
  }

  /** The key of the bytes, once they are on disk for good. */
  async add(bytes: Uint8Array): Promise<string> {
    const key = createHash('sha256').update(bytes).digest('hex').slice(0, 32)
    // A file under its own name is whole. Written again it would have another stamp.
    if ((await this.find(key)) !== undefined) return key
    await mkdir(join(this.#root, key.slice(0, 2)), { recursive: true, mode: 0o700 })
    await writeDurably(this.#path(key), bytes, this.#temporary)
    return key
  }

  /** Not an error when nothing is there. */
  async remove(key: string): Promise<void> {
    if (isKey(key)) await rm(this.#path(key), { force: true })
  }

  /** Keys of all stored files, a folder of them at a time. */
  async *list(): AsyncIterable<readonly string[]> {
    for (const folder of await readdir(this.#root, { withFileTypes: true }))
      if (folder.isDirectory() && /^[0-9a-f]{2}$/.test(folder.name))
        yield (await readdir(join(this.#root, folder.name))).filter(isKey)
  }

  #path(key: string): string {
    return join(this.#root, key.slice(0, 2), key)
  }
}

/** What an interrupted run left. Younger files may be another process's, still being written. */
async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const stats = await stat(path).catch(() => undefined)
    if (stats !== undefined && Date.now() - stats.mtimeMs > staleAfter)
      await rm(path, { force: true })
  }
}

function isKey(key: string): boolean {
  return /^[0-9a-f]{32}$/.test(key)
}
