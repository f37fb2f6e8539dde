import type { Members } from '../library/collage.ts'
import type { FileStamp, ImageRecord, OriginalRef, Probe } from '../library/image.ts'
import type { ImageFamily, ImageLayout } from '../library/image-layout.ts'
import type { ImageType } from '../library/image-type.ts'
import type { Ids } from '../library/ids.ts'
import type { Item, ItemKind } from '../library/item.ts'
import type { KnownLibrary, Library } from '../library/library.ts'
import type { NameKind } from '../library/mentions.ts'

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
  'IsFolder',
  'DatePlayed',
  'PlayCount',
  'IsPlayed',
  'IsUnplayed',
  'IsFavoriteOrLiked',
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
  /** The name as sorted begins with this, without regard to case and accents. */
  readonly nameStartsWith?: string
  /** The name as sorted is this or comes after it. */
  readonly nameFrom?: string
  /** The name as sorted comes before this. */
  readonly nameBefore?: string
  /** None of these items; at most 10,000. */
  readonly excludeIds?: readonly string[]
  /** Of each list the item mentions at least one: ids as `nameId` makes them. */
  readonly mentions?: readonly (readonly string[])[]
  readonly indexNumber?: number
  readonly parentIndexNumber?: number
  /** Whose plays and favourites `played…`, `favorite` and the orders of that kind speak of. */
  readonly userId?: string
  /** Folders count as played when all below them is. */
  readonly isPlayed?: boolean
  readonly isFavorite?: boolean
  /** Begun and not played to the end. */
  readonly isResumable?: boolean
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

/** A person, genre, studio, artist or year that items mention. */
export interface Name {
  readonly id: string
  readonly kind: NameKind
  readonly name: string
}

export interface NameQuery {
  readonly kind: NameKind
  /** Mentioned in these libraries. Absent: in any. */
  readonly libraryIds?: readonly string[]
  /** Mentioned by something below this item. */
  readonly parentId?: string
  /** Mentioned by items of these kinds. */
  readonly itemKinds?: readonly ItemKind[]
  /** Persons who did one of these there: the wire's `PersonKind`. */
  readonly roles?: readonly string[]
  /** Mentioned by this item. */
  readonly itemId?: string
  readonly searchTerm?: string
  readonly nameStartsWith?: string
  readonly nameFrom?: string
  readonly nameBefore?: string
  /** Favourites of this user. */
  readonly favoriteOf?: string
  readonly descending?: boolean
  readonly startIndex?: number
  readonly limit?: number
  readonly countTotal?: boolean
}

export interface NamePage {
  readonly names: readonly Name[]
  readonly total?: number
}

/** What a user did with an item. */
export interface UserItem {
  readonly played: boolean
  readonly playCount: number
  /** Where to go on, in units of 100 ns; 0 for the beginning. */
  readonly positionTicks: number
  readonly isFavorite: boolean
  readonly lastPlayedAt?: number
}

/** `UserItem` of a folder with what is below it. */
export interface UserItemState extends UserItem {
  /** Of a series, season, album or box set: what is below it and not played yet. */
  readonly unplayed?: number
}

export interface NextUpQuery {
  readonly userId: string
  readonly libraryIds?: readonly string[]
  /** Of this series, begun or not. Absent: of those that were begun. */
  readonly seriesId?: string
  readonly parentLibraryId?: string
  readonly startIndex?: number
  readonly limit?: number
}

export interface User {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly isAdmin: boolean
  /** The libraries that the user may see; absent: all of them. An admin may see all in any case. */
  readonly libraryIds?: readonly string[]
  readonly hasPassword: boolean
  /** Not shown to strangers, who might sign in. */
  readonly isHidden?: true
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

/** The key of a program, which may do what an admin may, as far as nothing else is said. */
export interface ApiKey extends IssuedToken {
  readonly kind: 'key'
  readonly name: string
  /** It may look, and change nothing. */
  readonly isReadOnly?: true
  /** What it may see and change; absent: all libraries. */
  readonly libraryIds?: readonly string[]
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

/** How much a shape (what clients ask of images: an opaque line of text) was asked for. */
export interface ShapeTally {
  readonly shape: string
  /** Requests up to `at`, older ones counted less. */
  readonly score: number
  /** Milliseconds since 1970. */
  readonly at: number
  /** Some of the images that it was asked of. */
  readonly images: readonly string[]
  /** Some of those who asked for it, by whatever tells them apart. */
  readonly clients: readonly string[]
}

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

/** What exists, as kept between runs. All answers are consistent with the last finished write. */
export interface Catalog extends AsyncDisposable {
  /**
   * Another number after every finished write that could change an answer about images, items,
   * names, libraries, users or access: what was read under this number still holds while it stands.
   * Read it before the answer that is to be kept. It changes with the commit, before the write
   * resolves; for a write of another process within 50 ms. What users did with items, their
   * settings, when tokens were last used, and what the scan remembers for itself leave it alone.
   */
  readonly generation: number
  /** Of what is in this catalog: they depend on a secret that is kept in it. */
  readonly ids: Ids

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

  /** How many there are of each kind; kinds without any are absent. */
  kindCounts(libraryIds?: readonly string[]): Promise<ReadonlyMap<ItemKind, number>>
  /** Of its own kind, the likest first: those that mention most of what it mentions. */
  similarItems(
    item: Item,
    options: { readonly libraryIds?: readonly string[]; readonly limit: number },
  ): Promise<readonly Item[]>

  // Reading: names that items mention
  /** By name. */
  queryNames(query: NameQuery): Promise<NamePage>
  /** Those of `ids` that items mention, in the order asked for. */
  findNames(ids: readonly string[], libraryIds?: readonly string[]): Promise<readonly Name[]>
  /** Items that mention the names: name id to kind to how many. */
  mentionCounts(
    ids: readonly string[],
    libraryIds?: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<ItemKind, number>>>

  // Reading: what stands for an owner without images
  /**
   * Of each that is asked: ids of at most `mostMembers` items with an announced image of one of the
   * types, by sort name. Always the same ones as long as nothing changes: the first by sort name,
   * or for a name by id. Far down a long list none are looked for.
   */
  findMembers(asked: readonly Members[]): Promise<readonly (readonly string[])[]>

  // Users and items
  /** What a user did with items and names, by id; all of `ids` are there. */
  userItems(userId: string, ids: readonly string[]): Promise<ReadonlyMap<string, UserItemState>>
  /** Changes what a user did with each of the items; what is absent in `change` stays. */
  changeUserItems(userId: string, ids: readonly string[], change: Partial<UserItem>): Promise<void>
  /** The episode to go on with of each series, the series played last first. */
  nextUp(query: NextUpQuery): Promise<Required<ItemPage>>
  /** JSON that a client keeps under a name. */
  findUserSetting(userId: string, client: string, name: string): Promise<string | undefined>
  /** A user keeps at most 500; beyond that the ones not written for longest leave. */
  putUserSetting(userId: string, client: string, name: string, json: string): Promise<void>

  // Reading: images
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
  problems(): Promise<readonly ScanProblem[]>

  // Writing: what the scan finds
  /**
   * Names libraries, each with its own item (CollectionFolder), in their order. What is known of
   * others stays: a name that is left out once must not cost what was found and done.
   */
  setLibraries(libraries: readonly Library[]): Promise<void>
  /** All that were ever named, and not forgotten since. */
  knownLibraries(): Promise<readonly KnownLibrary[]>
  /**
   * Removes a library with its items and their images. What people did with them stays, and is
   * there again if they are. False when there is no such library.
   */
  forgetLibrary(id: string): Promise<boolean>
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

  // What clients ask for
  shapeTallies(): Promise<readonly ShapeTally[]>
  /** Makes the tallies exactly these. */
  setShapeTallies(tallies: readonly ShapeTally[]): Promise<void>

  // Users
  users(): Promise<readonly User[]>
  findUser(id: string): Promise<User | undefined>
  /** Whether there is anyone to sign in: a user with a password, or an admin. */
  hasAccounts(): Promise<boolean>
  /** Adds the user, or replaces one of the same id, whose password stays. */
  /**
   * With `password` in the same transaction as `setPassword` does it: no user is left without the
   * one that was meant for them.
   */
  putUser(user: UserEntry, password?: { readonly hash: string | undefined }): Promise<void>
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
   * @param places where the user signed in from, opaque texts; the last twenty are remembered
   */
  addToken(hash: string, token: Token, places?: readonly string[]): Promise<void>
  /** Those of `places` where the user has signed in before. */
  findSignInPlaces(userId: string, places: readonly string[]): Promise<readonly string[]>
  /** Revokes the sign-ins that were not used since a time. */
  removeIdleSessions(before: number): Promise<number>
  /** Remembers that the token was used. */
  touchToken(id: string, at: number): Promise<void>
  /** Revokes it. */
  removeToken(id: string): Promise<boolean>
}
