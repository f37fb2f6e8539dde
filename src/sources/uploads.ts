import { createHash } from 'node:crypto'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from '../durable-file.ts'
import type { ImageSource, OriginalFile } from './image-source.ts'

/** The name under which originals given to Keyart are found (`OriginalRef.source`). */
export const uploadsSource = 'uploads'

/** Originals that were given to Keyart, kept in its data folder by content; keys are their tags. */
export class Uploads implements ImageSource {
  readonly #root: string
  readonly #temporary: string

  private constructor(root: string) {
    this.#root = root
    this.#temporary = join(root, 'tmp')
  }

  /** Makes the folder if need be. */
  static async open(root: string): Promise<Uploads> {
    const uploads = new Uploads(root)
    await mkdir(uploads.#temporary, { recursive: true })
    return uploads
  }

  async find(key: string): Promise<OriginalFile | undefined> {
    if (!/^[0-9a-f]{32}$/.test(key)) return undefined
    const path = join(this.#root, key)
    try {
      const { size, mtimeMs, ctimeMs } = await stat(path)
      return { path, stamp: { bytes: size, mtimeMs, ctimeMs } }
    } catch {
      return undefined
    }
  }

  /** The key of the bytes, once they are on disk for good. */
  async add(bytes: Uint8Array): Promise<string> {
    const key = createHash('sha256').update(bytes).digest('hex').slice(0, 32)
    await writeDurably(join(this.#root, key), bytes, this.#temporary)
    return key
  }

  /** Not an error when nothing is there. */
  async remove(key: string): Promise<void> {
    if ((await this.find(key)) !== undefined) await rm(join(this.#root, key), { force: true })
  }
}
