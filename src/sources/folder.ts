import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Library } from '../library/library.ts'
import { isWithinFolder } from '../within-folder.ts'
import type { ImageSource, OriginalFile } from './image-source.ts'

/**
 * Originals that lie in a library's folder; keys are paths below it, `/` between segments. Links
 * are followed as far as they stay inside, or lead into a folder that the operator named. The real
 * path decides, at every look: a link may have changed since the scan.
 */
export class FolderSource implements ImageSource {
  readonly #root: string
  readonly #folders: readonly string[]
  /** Where these really are, as last looked up. */
  #realFolders: readonly string[] = []

  constructor({ root, linkTargets = [] }: Pick<Library, 'root' | 'linkTargets'>) {
    this.#root = root
    this.#folders = [root, ...linkTargets]
  }

  async find(key: string): Promise<OriginalFile | undefined> {
    if (key.split('/').some((segment) => segment === '..' || segment === '')) return undefined
    try {
      const path = await realpath(join(this.#root, key))
      if (this.#isInside(path)) return { path }
      this.#realFolders = await realFoldersOf(this.#folders)
      return this.#isInside(path) ? { path } : undefined
    } catch {
      // Gone, unmounted, not permitted: for the reader it is not there, and a scan says why.
      return undefined
    }
  }

  #isInside(path: string): boolean {
    return this.#realFolders.some((folder) => path !== folder && isWithinFolder(path, folder))
  }
}

/** Folders as they are called without links; those that are away are left out. */
export async function realFoldersOf(folders: readonly string[]): Promise<readonly string[]> {
  const real = await Promise.allSettled(folders.map((folder) => realpath(folder)))
  return real.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}
