import { realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { ImageSource, OriginalFile } from './image-source.ts'

/** Originals that lie in a library's folder; keys are paths below it, `/` between segments. */
export class FolderSource implements ImageSource {
  readonly #root: string
  /** Where that really is, as last looked up. */
  #realRoot: string | undefined

  constructor(root: string) {
    this.#root = root
  }

  async find(key: string): Promise<OriginalFile | undefined> {
    if (key.split('/').some((segment) => segment === '..' || segment === '')) return undefined
    try {
      // Links are followed as far as they stay inside, also when they changed since the scan.
      const path = await realpath(join(this.#root, key))
      if (isBelow(path, this.#realRoot)) return { path }
      this.#realRoot = await realpath(this.#root)
      return isBelow(path, this.#realRoot) ? { path } : undefined
    } catch {
      // Gone, unmounted, not permitted: for the reader it is not there, and a scan says why.
      return undefined
    }
  }
}

function isBelow(path: string, root: string | undefined): boolean {
  return root !== undefined && path.startsWith(root.endsWith(sep) ? root : root + sep)
}
