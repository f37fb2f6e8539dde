import { realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { ImageSource, OriginalFile } from './image-source.ts'

/** Originals that lie in a library's folder; keys are paths below it, `/` between segments. */
export class FolderSource implements ImageSource {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  async find(key: string): Promise<OriginalFile | undefined> {
    if (key.split('/').some((segment) => segment === '..' || segment === '')) return undefined
    try {
      // Links are followed as far as they stay inside, also when they changed since the scan.
      const [root, path] = await Promise.all([
        realpath(this.#root),
        realpath(join(this.#root, key)),
      ])
      if (!path.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined
      const { size, mtimeMs, ctimeMs } = await stat(path)
      return { path, stamp: { bytes: size, mtimeMs, ctimeMs } }
    } catch {
      // Gone, unmounted, not permitted: for the reader it is not there, and a scan says why.
      return undefined
    }
  }
}
