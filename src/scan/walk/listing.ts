import type { FileStamp } from '../../library/image.ts'

/** A file below a library's folder; `path` is relative with `/` between segments. */
export interface ListedFile extends FileStamp {
  readonly path: string
}

/**
 * All that lies in one unit of a library: a top-level folder with everything below it, or (`''`)
 * the files loose in the library's own folder. Nothing was opened yet.
 */
export interface UnitListing {
  readonly unit: string
  /** Files, ordered by path. Ignored names (`._*`, `@eaDir`, …) are left out already. */
  readonly files: readonly ListedFile[]
  /** Folders below the library's folder, the unit's own included, ordered by path. */
  readonly folders: readonly ListedFolder[]
  /** 32 hex digits over paths and stamps of all of it. */
  readonly fingerprint: string
  /** Folders that could not be read, links that leave the library, …: `path` and `reason`. */
  readonly problems: readonly { readonly path: string; readonly reason: string }[]
  /** Absolute paths outside of the library to which links in it lead, or led. */
  readonly linked: readonly string[]
  /** False when a part could not be read: the unit is then left as it was. */
  readonly complete: boolean
}

export interface ListedFolder {
  readonly path: string
  readonly mtimeMs: number
}
