import type { Library } from '../library/library.ts'
import { FolderSource } from './folder.ts'

/** Files of the libraries as scans read them: where they really are, if that is inside. */
export class LibraryFiles {
  readonly #sources: ReadonlyMap<string, FolderSource>

  constructor(libraries: readonly Library[]) {
    this.#sources = new Map(libraries.map((library) => [library.id, new FolderSource(library)]))
  }

  /** `undefined` when nothing (any more) lies at `path` below the library's folder, or it leads out. */
  async find({ id }: Library, path: string): Promise<string | undefined> {
    return (await this.#sources.get(id)?.find(path))?.path
  }
}
