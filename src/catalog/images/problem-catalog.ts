import type { ImageType } from '../../library/image-type.ts'
import type { Item } from '../../library/item.ts'

export interface ScanProblem {
  readonly libraryId: string
  /** Path below the library's folder; `''` for the library itself. */
  readonly path: string
  readonly reason: string
}

export interface ProblemQuery {
  /** Absent: those of all libraries. */
  readonly libraryIds?: readonly string[]
  readonly start: number
  readonly limit: number
}

/** A file of an item that cannot be used. */
export interface ItemProblem {
  /** What it would be an image of; absent for other files and for folders. */
  readonly type?: ImageType
  /** Path below the library's folder. */
  readonly path: string
  readonly reason: string
}

/** What is wrong with the files of the libraries. */
export interface ProblemCatalog {
  /** By library and path. */
  problems(): Promise<readonly ScanProblem[]>
  /** Some of `problems`, and how many there are. */
  queryProblems(
    query: ProblemQuery,
  ): Promise<{ readonly problems: readonly ScanProblem[]; readonly total: number }>
  /** At most twenty, those of its images first. */
  problemsOf(item: Pick<Item, 'id' | 'libraryId' | 'path'>): Promise<readonly ItemProblem[]>
}
