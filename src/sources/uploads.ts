import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { renameDurably, syncFolder, writeSynced } from '../durable-file.ts'
import type { FileStamp } from '../library/image.ts'
import type { ImageSource, OriginalFile } from './image-source.ts'

/** The name under which originals given to Keyart are found (`OriginalRef.source`). */
export const uploadsSource = 'uploads'

/** Younger files may belong to an upload that is under way. */
const pruneAge = 3_600_000

/** Bytes in a temporary file, to be checked before they are stored. Removed when disposed of. */
export interface StagedUpload extends AsyncDisposable {
  /** Absolute. */
  readonly path: string
}

/** Uploaded originals, stored in the data folder by content; keys are their tags. */
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
    const made = await mkdir(uploads.#temporary, { recursive: true, mode: 0o700 })
    // A folder that the power takes away takes along what is in it.
    if (made !== undefined) for (const path of [root, dirname(root)]) await syncFolder(path)
    return uploads
  }

  async find(key: string): Promise<OriginalFile | undefined> {
    if (!isKey(key)) return undefined
    const path = join(this.#root, key)
    try {
      await stat(path)
      return { path }
    } catch {
      return undefined
    }
  }

  /** Writes what comes as it comes. @throws KeyartError STORAGE_FULL; and what `bytes` throws */
  async stage(bytes: AsyncIterable<Uint8Array>): Promise<StagedUpload> {
    const path = join(this.#temporary, randomUUID())
    const discard = () => rm(path, { force: true })
    try {
      await writeSynced(path, bytes)
    } catch (error) {
      await discard()
      throw error
    }
    return { path, [Symbol.asyncDispose]: discard }
  }

  /** Keeps what was staged under the tag of its bytes; resolves once it is on disk for good. */
  async store({ path }: StagedUpload, key: string): Promise<FileStamp> {
    const destination = join(this.#root, key)
    await renameDurably(path, destination)
    return await stampOf(destination)
  }

  /** `undefined` when nothing is stored under `key`. */
  async findStamp(key: string): Promise<FileStamp | undefined> {
    const file = await this.find(key)
    return file && (await stampOf(file.path))
  }

  /** What is being read of it can be read to its end. */
  async remove(key: string): Promise<void> {
    if (isKey(key)) await rm(join(this.#root, key), { force: true })
  }

  /** Removes what is left of interrupted uploads, and all that `isUsed` does not claim. */
  async prune(isUsed: (key: string) => Promise<boolean>, now: number): Promise<number> {
    let removed = 0
    for (const name of await readdir(this.#temporary))
      if (await isOld(join(this.#temporary, name), now))
        await rm(join(this.#temporary, name), { force: true })
    for (const key of await readdir(this.#root)) {
      if (!isKey(key) || (await isUsed(key))) continue
      // Looked at last: an upload of the same bytes makes it young again.
      if (!(await isOld(join(this.#root, key), now))) continue
      await rm(join(this.#root, key), { force: true })
      removed++
    }
    return removed
  }
}

/** Whether it is the name of an upload. */
export function isKey(name: string): boolean {
  return /^[0-9a-f]{32}$/.test(name)
}

async function isOld(path: string, now: number): Promise<boolean> {
  return await stat(path).then(
    ({ mtimeMs }) => now - mtimeMs > pruneAge,
    () => false,
  )
}

async function stampOf(path: string): Promise<FileStamp> {
  const { size, mtimeMs, ctimeMs } = await stat(path)
  return { bytes: size, mtimeMs, ctimeMs }
}
