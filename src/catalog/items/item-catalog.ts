import type { ImageType } from '../../library/image-type.ts'
import type { Item, ItemKind } from '../../library/item.ts'
import type { ExtraType } from '../../library/media-file.ts'

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
  'CriticRating',
  'OfficialRating',
  'Runtime',
  'Studio',
  'Artist',
  'DateLastContentAdded',
  'SeriesDatePlayed',
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

/** What items say of themselves and lists are narrowed by; of each list one must hold. */
export interface FactFilter {
  readonly tags?: readonly string[]
  readonly officialRatings?: readonly string[]
  readonly hasOfficialRating?: boolean
  /** Years of age; what has no rating passes. */
  readonly minRatingAge?: number
  readonly maxRatingAge?: number
  readonly hasOverview?: boolean
  /** Whether the item has an extra of one of these types, by what is asked. */
  readonly hasExtras?: readonly {
    readonly types: readonly ExtraType[]
    readonly isPresent: boolean
  }[]
  readonly hasSubtitles?: boolean
  /** Whether its video has at least so many pixels a side; what has no video has none. */
  readonly sides?: readonly {
    readonly side: 'width' | 'height'
    readonly min: number
    readonly isReached: boolean
  }[]
  /** By the wire's names of databases: whether the item has an id there. */
  readonly hasProviderId?: Readonly<Record<string, boolean>>
  readonly seriesStatus?: readonly string[]
  readonly isLocked?: boolean
  readonly minCommunityRating?: number
  readonly minCriticRating?: number
  /** ISO dates; items without one are left out. */
  readonly minPremiereDate?: string
  readonly maxPremiereDate?: string
  /** Milliseconds since 1970: added, or its images changed, since. */
  readonly changedSince?: number
}

/** Whose music a list is narrowed to: ids as `Ids.name` makes them; of each list one must hold. */
export interface ArtistFilter {
  /** By one of these, and albums with a song by one. */
  readonly anyOf?: readonly string[]
  /** Albums by one of these, and songs on such albums. */
  readonly albumArtists?: readonly string[]
  /** Songs by one of these on albums by others, and those albums. */
  readonly guests?: readonly string[]
  readonly noneOf?: readonly string[]
}

/** What the items of a list have, for panels that narrow it. */
export interface ItemValues {
  readonly genres: readonly string[]
  readonly tags: readonly string[]
  readonly officialRatings: readonly string[]
  readonly years: readonly number[]
}

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
  /** What the user rated up (true) or down (false). */
  readonly isLiked?: boolean
  readonly facts?: FactFilter
  readonly artists?: ArtistFilter
  /** Only what lies below one of these items. */
  readonly within?: readonly string[]
  /** Items that announce at least one image of any of these types. */
  readonly imageTypes?: readonly ImageType[]
  /** Absent: of `ids` in their order, of a search by how well the name fits, else as an index has it. */
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

/** As `ItemPage`, by id alone. */
export interface IdPage {
  readonly ids: readonly string[]
  readonly total?: number
}

/** Items of all libraries. */
export interface ItemCatalog {
  findItem(id: string): Promise<Item | undefined>
  /** Those that exist, in the order asked for. */
  findItems(ids: readonly string[]): Promise<readonly Item[]>
  /** The item that has an extra or a further part of this id. */
  findHolder(id: string): Promise<Item | undefined>
  queryItems(query: ItemQuery): Promise<ItemPage>
  /** As `queryItems`. */
  queryIds(query: ItemQuery): Promise<IdPage>
  /** What all that match have; pages and orders do not matter. */
  valuesOf(query: ItemQuery): Promise<ItemValues>
  /**
   * Parents, grandparents and so on of `items`, by id. One of `items` is among them only when it is
   * above another.
   */
  ancestorsOf(items: readonly Item[]): Promise<ReadonlyMap<string, Item>>
  /** Direct children, by parent id; parents without any are absent. */
  childCounts(ids: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** What is played or looked at below each, by id; those with nothing below are absent. */
  leafCounts(ids: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** How many there are of each kind; kinds without any are absent. */
  kindCounts(libraryIds?: readonly string[]): Promise<ReadonlyMap<ItemKind, number>>
  /** Of its own kind, the likest first: those that mention most of what it mentions. */
  similarItems(
    item: Item,
    options: { readonly libraryIds?: readonly string[]; readonly limit: number },
  ): Promise<readonly Item[]>
}
