import { opendir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'
import { KeyartError } from '../../errors.ts'
import type { FileStamp } from '../../library/image.ts'
import type { ImageSource, OriginalFile } from '../../sources/image-source.ts'
import { isKey, type StagedUpload, Uploads } from '../../sources/uploads.ts'

/** The name under which originals of the upstream are found (`OriginalRef.source`). */
export const upstreamSource = 'upstream'

/** A file takes a block of the disk at least. */
const minFileBytes = 4096

/** Originals that the upstream sent, stored in the data folder by content within a limit in bytes. */
export class UpstreamOriginals implements ImageSource {
  readonly #files: Uploads
  readonly #index: LRUCache<string, FileStamp>

  readonly #root: string
  readonly #stopping = new AbortController()
  /** Resolves once the files of an earlier run are counted. */
  loaded: Promise<void> = Promise.resolve()

  private constructor(files: Uploads, root: string, maxBytes: number) {
    this.#files = files
    this.#root = root
    this.#index = new LRUCache<string, FileStamp>({
      maxSize: Math.max(1, maxBytes),
      sizeCalculation: ({ bytes }) => Math.max(bytes, minFileBytes),
      dispose: (_stamp, key, reason) => {
        if (reason === 'evict') void this.#files.remove(key).catch(() => undefined)
      },
    })
  }

  /** Those of an earlier run are found at once, and counted by the time that `loaded` resolves. */
  static async open(root: string, maxBytes: number): Promise<UpstreamOriginals> {
    // What was being fetched when an earlier run ended.
    await rm(join(root, 'tmp'), { recursive: true, force: true })
    const originals = new UpstreamOriginals(await Uploads.open(root), root, maxBytes)
    originals.loaded = originals.#load().catch(() => undefined)
    return originals
  }

  /** Bytes stored at present. */
  get bytes(): number {
    return this.#index.calculatedSize
  }

  /** Whether it is there, as far as those of an earlier run are counted. */
  has(key: string): boolean {
    return this.#index.has(key)
  }

  async find(key: string): Promise<OriginalFile | undefined> {
    this.#index.get(key)
    return await this.#files.find(key)
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
    // Those who use the file that is there compare its times.
    const stored = this.#index.get(key) ?? (await this.#files.findStamp(key))
    const stamp = stored ?? (await this.#files.store(staged, key))
    this.#index.set(key, stamp)
    if (this.#index.has(key)) return stamp
    await this.#files.remove(key)
    throw new KeyartError(
      'IMAGE_TOO_LARGE',
      'Expected an original that fits into upstream.maxBytes',
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    await this.loaded
  }

  /** Counts what an earlier run left, what was used last as such. */
  async #load(): Promise<void> {
    const found: { readonly key: string; readonly stamp: FileStamp; readonly usedAt: number }[] = []
    for await (const { name: key } of await opendir(this.#root)) {
      if (this.#stopping.signal.aborted) return
      const stats = isKey(key)
        ? await stat(join(this.#root, key)).catch(() => undefined)
        : undefined
      if (stats === undefined) continue
      const { size: bytes, mtimeMs, ctimeMs, atimeMs } = stats
      found.push({ key, stamp: { bytes, mtimeMs, ctimeMs }, usedAt: Math.max(atimeMs, mtimeMs) })
    }
    found.sort((one, other) => one.usedAt - other.usedAt)
    for (const { key, stamp } of found) if (!this.#index.has(key)) this.#index.set(key, stamp)
  }
}
