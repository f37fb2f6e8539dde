import type { FileStamp, Probe } from '../../library/image.ts'
import type { ImageType } from '../../library/image-type.ts'

/** One image of the server in front of which Keyart stands. */
export interface UpstreamImage {
  /** Tells the images of the upstream apart. */
  readonly slot: string
  /** Id of the item or user; `''` where the image has a name alone. */
  readonly ownerId: string
  readonly type: ImageType
  readonly index: number
}

/** An image whose original was fetched. */
export interface StoredUpstreamImage extends UpstreamImage {
  readonly probe: Probe
  readonly stamp: FileStamp
  /** Milliseconds since 1970, as `ImageRecord` has it. */
  readonly modifiedAt: number
  /** What the upstream said of the file. */
  readonly facts: {
    readonly length: number | undefined
    readonly lastModified: string | undefined
    readonly etag: string | undefined
  }
}

/** An image that the lists of the upstream name. */
export interface ListedUpstreamImage extends UpstreamImage {
  /** The upstream's own tag. */
  readonly tag: string
}

/** All listed images of an item or user. */
export interface ListedOwner {
  readonly ownerId: string
  /** What it is there, such as `Movie`. */
  readonly kind: string
  readonly images: readonly ListedUpstreamImage[]
}

export interface FetchedUpstreamImage {
  readonly slot: string
  /** The upstream's own. */
  readonly tag: string
  /** Why it cannot be read. */
  readonly problem?: string
}

export interface UpstreamCounts {
  /** Images that lists name. */
  readonly listed: number
  /** Of these, those whose original is to be fetched: no photographs. */
  readonly due: number
  /** Of these, those that cannot be read. */
  readonly unreadable: number
  /** Images whose original was fetched, listed or not. */
  readonly stored: number
}

export interface UnreadableUpstreamImage extends UpstreamImage {
  readonly reason: string
}

/** What is stored of the server in front of which Keyart stands. */
export interface UpstreamCatalog {
  find(slot: string): Promise<StoredUpstreamImage | undefined>
  /** Whether lists call its owner a photograph. */
  isOfPhoto(slot: string): Promise<boolean>
  /** Of those that no list names, the oldest are removed beyond a limit. */
  put(images: readonly StoredUpstreamImage[]): Promise<void>
  /** Forgets the originals, not that they are listed. */
  drop(slots: readonly string[]): Promise<void>
  /** Forgets everything, for another upstream. */
  clear(): Promise<void>

  state(name: string): Promise<string | undefined>
  setState(name: string, value: string): Promise<void>
  /**
   * Records all images of some owners, as a pass over the lists found them, and `state` with them.
   * What they had before and have no longer is removed.
   */
  putListed(
    owners: readonly ListedOwner[],
    pass: number,
    state?: { readonly name: string; readonly value: string },
  ): Promise<void>
  /** Removes listed images that neither this pass nor a later one found. */
  removeUnlisted(pass: number): Promise<number>

  /** Listed images whose original is to be fetched, the most visible and the latest first; none of photographs. */
  due(limit: number): Promise<readonly ListedUpstreamImage[]>
  /** The originals of these tags were fetched, or cannot be. */
  setFetched(images: readonly FetchedUpstreamImage[]): Promise<void>
  /** Images with these bytes cannot be read. */
  setProblem(contentTag: string, reason: string): Promise<void>
  /** At most `limit` images that cannot be read. */
  unreadable(limit: number): Promise<readonly UnreadableUpstreamImage[]>
  counts(): Promise<UpstreamCounts>

  /** Stored images by owner. */
  imagesOf(
    ownerIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly StoredUpstreamImage[]>>
  /** Owners of stored images whose ids come next after `afterOwnerId` (`''`: the first). */
  owners(afterOwnerId: string, limit: number): Promise<readonly string[]>
  /** Owners of these kinds with a stored image of type Primary; those that came last first. */
  latestOwners(kinds: readonly string[], limit: number): Promise<readonly string[]>
}
