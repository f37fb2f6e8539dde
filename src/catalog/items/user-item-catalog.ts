import type { Item } from '../../library/item.ts'
import type { ItemPage } from './item-catalog.ts'

/** What a user did with an item. */
export interface UserItem {
  readonly played: boolean
  readonly playCount: number
  /** Where to go on, in units of 100 ns; 0 for the beginning. */
  readonly positionTicks: number
  readonly isFavorite: boolean
  readonly lastPlayedAt?: number
  /** Rated up (true) or down (false). */
  readonly likes?: boolean
}

/** What a user did with an item that the user never touched. */
export const untouched: UserItem = {
  played: false,
  playCount: 0,
  positionTicks: 0,
  isFavorite: false,
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
  /** Only series of which something was played since, in milliseconds since 1970. */
  readonly playedSince?: number
  /** Whether to leave out series whose next episode is begun. */
  readonly withoutBegun?: boolean
  readonly startIndex?: number
  readonly limit?: number
}

/** What users did with items. */
export interface UserItemCatalog {
  /** What a user did with items and names, by id; all of `ids` are there. */
  userItems(userId: string, ids: readonly string[]): Promise<ReadonlyMap<string, UserItemState>>
  /** As `userItems`, without those that are `untouched`. */
  touchedItems(
    userId: string,
    items: readonly Pick<Item, 'id' | 'kind'>[],
  ): Promise<ReadonlyMap<string, UserItemState>>
  /** Changes what a user did with each of the items; what is absent in `change` stays. */
  changeUserItems(userId: string, ids: readonly string[], change: Partial<UserItem>): Promise<void>
  /** The episode to go on with of each series, the series played last first. */
  nextUp(query: NextUpQuery): Promise<Required<ItemPage>>
}
