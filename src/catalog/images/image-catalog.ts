import type { Members } from '../../library/collage.ts'
import type { ImageType } from '../../library/image-type.ts'
import type { FileStamp, ImageRecord, OriginalRef, Probe } from '../../library/image.ts'

/** A file that would be an image of an item, in its order among those of the type. */
export interface ImageCandidate {
  readonly ownerId: string
  readonly type: ImageType
  readonly original: OriginalRef
}

/** What the catalog keeps of a file that was opened once. */
export type OriginalState =
  | { readonly kind: 'image'; readonly probe: Probe; readonly stamp: FileStamp }
  | { readonly kind: 'problem'; readonly reason: string; readonly stamp: FileStamp }

export interface AnnouncedPage {
  /** By owner; of each as `imagesOf` orders them. */
  readonly images: readonly ImageRecord[]
  /** The last owner of the page; absent when no owner comes after it. */
  readonly lastOwnerId: string | undefined
}

export interface CatalogCounts {
  readonly items: number
  /** Announced images. */
  readonly images: number
  readonly problems: number
}

/** Announced images, and how much there is of everything. */
export interface ImageCatalog {
  /** Announced images of an owner and type, by index. One alone for a type that is not plural. */
  findImages(ownerId: string, type: ImageType): Promise<readonly ImageRecord[]>
  /** Announced images of all types by owner id, ordered by type and index; owners without any are absent. */
  imagesOf(ownerIds: readonly string[]): Promise<ReadonlyMap<string, readonly ImageRecord[]>>
  /**
   * All announced images, page by page: those of the `limit` owners whose ids come next after
   * `afterOwnerId` (`''` for the first page).
   */
  announcedImages(afterOwnerId: string, limit: number): Promise<AnnouncedPage>
  counts(): Promise<CatalogCounts>
}

/** What stands for an owner without images. */
export interface MemberCatalog {
  /**
   * Of each that is asked: ids of at most `maxMembers` items with an announced image of one of the
   * types, by sort name. Always the same ones as long as nothing changes: the first by sort name,
   * or for a name by id. Far down a long list none are looked for.
   */
  findMembers(requested: readonly Members[]): Promise<readonly (readonly string[])[]>
}

/** Files that were opened once. */
export interface OriginalCatalog {
  /** What is known of files of a source, by key; files never opened are absent. */
  findOriginals(
    source: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, OriginalState>>
  /** Records what opening files taught. `at`: when it was seen, milliseconds since 1970. */
  putOriginals(
    entries: readonly { readonly ref: OriginalRef; readonly state: OriginalState }[],
    at: number,
  ): Promise<void>
  /** Forgets files that nothing refers to any more. */
  pruneOriginals(): Promise<void>
}
