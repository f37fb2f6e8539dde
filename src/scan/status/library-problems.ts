import type { Catalog } from '../../catalog/catalog.ts'
import type { ScanProblem } from '../../catalog/images/problem-catalog.ts'

type Note = Pick<ScanProblem, 'path' | 'reason'>

/**
 * The problems of one library that are not those of an image, unit by unit, from run to run: a
 * run that passes over a unit must not forget what is wrong in it.
 */
export class LibraryProblems {
  readonly #catalog: Catalog
  readonly #libraryId: string
  readonly #units = new Map<string, readonly Note[]>()
  #root: readonly Note[] = []
  #saved: string

  private constructor(catalog: Catalog, libraryId: string, stored: readonly ScanProblem[]) {
    this.#catalog = catalog
    this.#libraryId = libraryId
    this.#saved = stored.length === 0 ? '[]' : ''
    // Links and folders are looked at by every run, sidecars only when they changed.
    const notes = stored.filter(({ path }) => path.endsWith('.nfo'))
    for (const [unit, some] of Map.groupBy(notes, ({ path }) => unitOf(path)))
      this.#units.set(
        unit,
        some.map(({ path, reason }) => ({ path, reason })),
      )
  }

  static async open(catalog: Catalog, libraryId: string): Promise<LibraryProblems> {
    const stored = await catalog.problems()
    return new LibraryProblems(
      catalog,
      libraryId,
      stored.filter((problem) => problem.libraryId === libraryId),
    )
  }

  /** `ofNfos`: as just read; `undefined` when they were not, and what is known of them stands. */
  set(unit: string, listed: readonly Note[], ofNfos: readonly Note[] | undefined): void {
    const before = this.#units.get(unit) ?? []
    const notes = [...listed, ...(ofNfos ?? before.filter(({ path }) => path.endsWith('.nfo')))]
    if (notes.length > 0) this.#units.set(unit, notes)
    else this.#units.delete(unit)
  }

  forget(unit: string): void {
    this.#units.delete(unit)
  }

  get root(): string | undefined {
    return this.#root[0]?.reason
  }

  /** What is wrong with the library as a whole. */
  setRoot(reason: string | undefined): void {
    this.#root = reason === undefined ? [] : [{ path: '', reason }]
  }

  /** Keeps them in the catalog; an unchanged library is not written to. */
  async save(): Promise<void> {
    const libraryId = this.#libraryId
    const notes = [...this.#root, ...[...this.#units.values()].flat()]
    const json = JSON.stringify(notes)
    if (json === this.#saved) return
    await this.#catalog.setLibraryProblems(
      libraryId,
      notes.map(({ path, reason }) => ({ libraryId, path, reason })),
    )
    this.#saved = json
  }
}

/** The unit that a file at `path` belongs to: its top folder, or `''` when it has none. */
export function unitOf(path: string): string {
  return path.slice(0, Math.max(0, path.indexOf('/')))
}
