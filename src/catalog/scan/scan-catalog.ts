import type { FileStamp } from '../../library/image.ts'
import type { Item } from '../../library/item.ts'
import type { StoredLibrary, Library } from '../../library/library.ts'
import type { ImageCandidate } from '../images/image-catalog.ts'
import type { ScanProblem } from '../images/problem-catalog.ts'

/**
 * Everything found in one unit of a library: a top-level folder, or (`''`) what lies loose in the
 * library's own folder. Units are scanned, compared and replaced whole and independently.
 */
export interface UnitContents {
  readonly libraryId: string
  readonly unit: string
  readonly items: readonly Item[]
  /** In announcing order within each owner and type. */
  readonly images: readonly ImageCandidate[]
}

/** Libraries, and what the scan remembers of them. */
export interface LibraryCatalog {
  /**
   * Names libraries, each with its own item (CollectionFolder), in their order. What is known of
   * others stays: a name that is left out once must not cost what was found and done.
   */
  setLibraries(libraries: readonly Library[]): Promise<void>
  /** All that were ever named, and not forgotten since. */
  storedLibraries(): Promise<readonly StoredLibrary[]>
  /**
   * Removes a library with its items and their images. What people did with them stays, and is
   * there again if they are. False when there is no such library.
   */
  forgetLibrary(id: string): Promise<boolean>
  /** Replaces the problems of a library that are not those of one file (a folder gone, …). */
  setLibraryProblems(libraryId: string, problems: readonly ScanProblem[]): Promise<void>
  /** Parsed sidecar files (`.nfo`), so that an unchanged one is not read again. */
  findSidecars(
    libraryId: string,
    paths: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly stamp: FileStamp; readonly json: string }>>
  putSidecars(
    libraryId: string,
    entries: readonly { readonly path: string; readonly stamp: FileStamp; readonly json: string }[],
  ): Promise<void>
}

/** What the scan finds, unit by unit. */
export interface UnitCatalog {
  /**
   * Fingerprints of the units as last finished, by unit name; `''` for one whose contents were
   * replaced and not finished since.
   */
  unitFingerprints(libraryId: string): Promise<ReadonlyMap<string, string>>
  /**
   * Replaces the contents of a unit. Items that are gone leave with their images; those that stay
   * keep `createdAt`. Its fingerprint is cleared until `finishUnit`.
   */
  replaceUnit(contents: UnitContents): Promise<void>
  /** Remembers that all images of the unit are known: the next scan may pass it over. */
  finishUnit(libraryId: string, unit: string, fingerprint: string): Promise<void>
  removeUnits(libraryId: string, units: readonly string[]): Promise<void>
  /**
   * Replaces the contents of a finished unit by the same with more: what lay inside media files.
   * False, and nothing is written, when its fingerprint is another one by now.
   */
  extendUnit(contents: UnitContents, fingerprint: string): Promise<boolean>
  /**
   * Finished units of which `markExtracted` was never told as they are now, or of another `how`:
   * their fingerprints, by unit name.
   */
  unextractedUnits(libraryId: string, how: string): Promise<ReadonlyMap<string, string>>
  /**
   * Remembers that the units, of these fingerprints, have had the insides of their media files
   * looked into.
   * @param how what they were looked for, and with
   */
  markExtracted(
    libraryId: string,
    fingerprints: ReadonlyMap<string, string>,
    how: string,
  ): Promise<void>
}
