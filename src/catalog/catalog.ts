import type { FileStamp, ImageRecord, OriginalRef, Probe } from '../library/image.ts'
import type { ImageFamily, ImageLayout } from '../library/image-layout.ts'
import type { ImageType } from '../library/image-type.ts'
import type { Item, ItemKind } from '../library/item.ts'
import type { Library } from '../library/library.ts'

/** Orders that `/Items` knows, in the wire's spelling of `SortBy`. */
export const sortKeys = [
  'SortName',
  'Name',
  'SeriesSortName',
  'DateCreated',
  'PremiereDate',
  'ProductionYear',
  'IndexNumber',
  'ParentIndexNumber',
  'CommunityRating',
  'Album',
  'AlbumArtist',
  'Random',
] as const
export type SortKey = (typeof sortKeys)[number]

export interface ItemQuery {
  /** Children of this item; with `recursive` all that lies below it. Absent: the libraries. */
  readonly parentId?: string
  /** Without `parentId`: every item of every library, the libraries themselves left out. */
  readonly recursive?: boolean
  /** Only what belongs to these libraries, themselves included. Absent: all; none: nothing. */
  readonly libraryIds?: readonly string[]
  /** At most 10,000. Without `parentId` and `recursive`: of everything, the libraries too. */
  readonly ids?: readonly string[]
  readonly kinds?: readonly ItemKind[]
  readonly excludeKinds?: readonly ItemKind[]
  /** Part of the name, without regard to case. */
  readonly searchTerm?: string
  /** Exactly this name, without regard to case and accents. */
  readonly name?: string
  /** Items that announce at least one image of any of these types. */
  readonly imageTypes?: readonly ImageType[]
  readonly sortBy?: readonly { readonly key: SortKey; readonly descending: boolean }[]
  readonly startIndex?: number
  readonly limit?: number
  /** Whether `total` is wanted; it costs a statement. */
  readonly countTotal?: boolean
}

export interface ItemPage {
  readonly items: readonly Item[]
  /** How many match in all; absent when not asked for. */
  readonly total?: number
}

export interface User {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly isAdmin: boolean
  /** The libraries that the user may see; absent: all of them. An admin may see all in any case. */
  readonly libraryIds?: readonly string[]
  readonly hasPassword: boolean
}

/** A user as written. The password is set apart from it, and stays when a user is replaced. */
export type UserEntry = Omit<User, 'hasPassword' | 'isAdmin'> & { readonly isAdmin?: boolean }

/** What a client calls itself and the device that it runs on. `''` where it does not say. */
export interface ClientIdentity {
  readonly client: string
  readonly device: string
  readonly deviceId: string
  readonly version: string
}

interface IssuedToken {
  readonly id: string
  readonly createdAt: number
  /** To within some minutes; absent: never. */
  readonly lastUsedAt?: number
}

/** The token that a user got by signing in. */
export interface SessionToken extends IssuedToken, ClientIdentity {
  readonly kind: 'session'
  readonly userId: string
}

/** The key of a program, which may do what an admin may. */
export interface ApiKey extends IssuedToken {
  readonly kind: 'key'
  readonly name: string
}

export type Token = SessionToken | ApiKey

/** A token with the user, if it is one's. */
export type TokenHolder =
  | { readonly token: SessionToken; readonly user: User }
  | { readonly token: ApiKey; readonly user?: undefined }

/** A file that would be an image of an item, in its order among those of the type. */
export interface ImageCandidate {
  readonly ownerId: string
  readonly type: ImageType
  readonly original: OriginalRef
}

export interface ImageUse {
  readonly ownerId: string
  readonly type: ImageType
}

/** What the catalog keeps of a file that was opened once. */
export type OriginalState =
  | { readonly kind: 'image'; readonly probe: Probe; readonly stamp: FileStamp }
  | { readonly kind: 'problem'; readonly reason: string; readonly stamp: FileStamp }

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

export interface ScanProblem {
  readonly libraryId: string
  /** Path below the library's folder; `''` for the library itself. */
  readonly path: string
  readonly reason: string
}

export interface CatalogCounts {
  readonly items: number
  /** Announced images. */
  readonly images: number
  readonly problems: number
}

/** What exists, as kept between runs. All answers are consistent with the last finished write. */
export interface Catalog extends AsyncDisposable {
  // Reading: items
  findItem(id: string): Promise<Item | undefined>
  /** Those that exist, in the order asked for. */
  findItems(ids: readonly string[]): Promise<readonly Item[]>
  queryItems(query: ItemQuery): Promise<ItemPage>
  /**
   * Parents, grandparents and so on of `items`, by id. One of `items` is among them only when it is
   * above another.
   */
  ancestorsOf(items: readonly Item[]): Promise<ReadonlyMap<string, Item>>
  /** Direct children, by parent id; parents without any are absent. */
  childCounts(ids: readonly string[]): Promise<ReadonlyMap<string, number>>

  // Reading: images
  /** Announced images of an owner and type, by index. One alone for a type that is not plural. */
  findImages(ownerId: string, type: ImageType): Promise<readonly ImageRecord[]>
  /** Announced images of all types by owner id, ordered by type and index; owners without any are absent. */
  imagesOf(ownerIds: readonly string[]): Promise<ReadonlyMap<string, readonly ImageRecord[]>>
  counts(): Promise<CatalogCounts>
  problems(): Promise<readonly ScanProblem[]>

  // Writing: what the scan finds
  /**
   * Makes the libraries exactly these, each with its own item (CollectionFolder); items and images
   * of one no longer named are removed.
   */
  setLibraries(libraries: readonly Library[]): Promise<void>
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
  /** By unit, what `markExtracted` kept of it last; `''` at first. */
  extractionMarks(libraryId: string): Promise<ReadonlyMap<string, string>>
  /** Remembers how far the insides of the units' media files are known. */
  markExtracted(libraryId: string, marks: ReadonlyMap<string, string>): Promise<void>
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
  /** Parsed sidecar files (`.nfo`), so that an unchanged one is not read again. */
  findSidecars(
    libraryId: string,
    paths: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly stamp: FileStamp; readonly json: string }>>
  putSidecars(
    libraryId: string,
    entries: readonly { readonly path: string; readonly stamp: FileStamp; readonly json: string }[],
  ): Promise<void>
  /** Replaces the problems of a library that are not those of one file (a folder gone, …). */
  setLibraryProblems(libraryId: string, problems: readonly ScanProblem[]): Promise<void>

  // Users
  users(): Promise<readonly User[]>
  findUser(id: string): Promise<User | undefined>
  hasUsers(): Promise<boolean>
  /** Adds the user, or replaces one of the same id, whose password stays. */
  putUser(user: UserEntry): Promise<void>
  /** The user's tokens and images leave, too. */
  removeUser(id: string): Promise<boolean>
  /** The hash of the user's password; `undefined` where there is none, or no such user. */
  findPassword(userId: string): Promise<string | undefined>
  /** Sets the hash, or takes it away. The tokens of the user are revoked. */
  setPassword(userId: string, hash: string | undefined): Promise<void>
  /** Makes `original` the owner's only image of `type`; `undefined` removes it. */
  setOwnerImage(ownerId: string, type: ImageType, original: OriginalRef | undefined): Promise<void>

  // What people say of images
  /** All that could be shown of an owner and type, and what was said of it. */
  findFamily(ownerId: string, type: ImageType): Promise<ImageFamily>
  /**
   * Makes the layout of an owner and type what `plan` makes of it, in one step and for good: once
   * this resolves it survives a power cut. Uploads that the layout names must be known or among
   * `added`. What `plan` throws is thrown, and nothing is written.
   */
  editLayout(
    ownerId: string,
    type: ImageType,
    plan: (family: ImageFamily) => ImageLayout,
    added?: readonly { readonly ref: OriginalRef; readonly state: OriginalState }[],
  ): Promise<void>
  /** Owners and types that an original belongs to. */
  findUses(ref: OriginalRef): Promise<readonly ImageUse[]>

  // Tokens, known by their hashes alone
  /** By age. */
  tokens(): Promise<readonly Token[]>
  findToken(hash: string): Promise<TokenHolder | undefined>
  /**
   * Adds a token. One of the same user and device is replaced, and a user keeps at most a hundred:
   * those used last.
   */
  addToken(hash: string, token: Token): Promise<void>
  /** Remembers that the token was used. */
  touchToken(id: string, at: number): Promise<void>
  /** Revokes it. */
  removeToken(id: string): Promise<boolean>
}
