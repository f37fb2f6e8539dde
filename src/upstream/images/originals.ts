import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'
import { KeyartError } from '../../errors.ts'
import type { FileStamp } from '../../library/image.ts'
import type { ImageSource, OriginalFile } from '../../sources/image-source.ts'
import { type StagedUpload, Uploads } from '../../sources/uploads.ts'

/** The name under which originals of the upstream are found (`OriginalRef.source`). */
export const upstreamSource = 'upstream'

/** A file takes a block of the disk at least. */
const minFileBytes = 4096

/**
 * Originals that the upstream sent, stored in the data folder by content within a limit in bytes.
 * They can be fetched again, so what an earlier run left is removed.
 */
export class UpstreamOriginals implements ImageSource {
  readonly #files: Uploads
  readonly #index: LRUCache<string, FileStamp>

  private constructor(files: Uploads, maxBytes: number) {
    this.#files = files
    this.#index = new LRUCache<string, FileStamp>({
      maxSize: Math.max(1, maxBytes),
      sizeCalculation: ({ bytes }) => Math.max(bytes, minFileBytes),
      dispose: (_stamp, key, reason) => {
        if (reason === 'evict') void this.#files.remove(key).catch(() => undefined)
      },
    })
  }

  static async open(root: string, maxBytes: number): Promise<UpstreamOriginals> {
    const files = await Uploads.open(root)
    for (const { parentPath, name } of await readdir(root, {
      recursive: true,
      withFileTypes: true,
    }))
      if (/^[0-9a-f-]{32,36}$/.test(name)) await rm(join(parentPath, name), { force: true })
    return new UpstreamOriginals(files, maxBytes)
  }

  /** Bytes stored at present. */
  get bytes(): number {
    return this.#index.calculatedSize
  }

  async find(key: string): Promise<OriginalFile | undefined> {
    return this.#index.get(key) === undefined ? undefined : await this.#files.find(key)
  }

  async stage(bytes: AsyncIterable<Uint8Array>): Promise<StagedUpload> {
    return await this.#files.stage(bytes)
  }

  /**
   * Stores what was staged under the tag of its bytes, unless it is there.
   *
   * @throws KeyartError IMAGE_TOO_LARGE where the limit leaves no room for it; and what writing throws
   */
  async store(staged: StagedUpload, key: string): Promise<FileStamp> {
    const stored = this.#index.get(key)
    // The times of the file that is there are known to those who use it.
    if (stored !== undefined) return stored
    const stamp = await this.#files.store(staged, key)
    this.#index.set(key, stamp)
    if (this.#index.has(key)) return stamp
    await this.#files.remove(key)
    throw new KeyartError(
      'IMAGE_TOO_LARGE',
      'Expected an original that fits into upstream.maxBytes',
    )
  }
}
