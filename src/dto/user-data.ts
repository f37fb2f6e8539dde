import type { ItemFacts } from '../library/item-facts.ts'
import { present, wireTime } from './present.ts'
import type { UserDataDto } from './schemas.ts'

/** What a user did with an item. */
export interface UserItemFacts {
  readonly played: boolean
  readonly playCount: number
  readonly positionTicks: number
  readonly isFavorite: boolean
  readonly lastPlayedAt?: number
  readonly likes?: boolean
  /** What is below a folder and not played. */
  readonly unplayed?: number
}

/** What the progress of an item is measured by. */
export interface PlayedItem {
  readonly id: string
  readonly facts?: Pick<ItemFacts, 'runTimeTicks'>
}

/** `leaves`: what is below a folder, where it was counted. */
export function toUserData(item: PlayedItem, facts: UserItemFacts, leaves?: number): UserDataDto {
  return present({
    PlayedPercentage: playedPercentage(item, facts, leaves),
    PlaybackPositionTicks: facts.positionTicks,
    PlayCount: facts.playCount,
    IsFavorite: facts.isFavorite,
    Likes: facts.likes,
    Played: facts.played,
    LastPlayedDate: facts.lastPlayedAt === undefined ? undefined : wireTime(facts.lastPlayedAt),
    UnplayedItemCount: facts.unplayed,
    Key: item.id,
    ItemId: item.id,
  })
}

/** Of a folder by what it holds, of all else by the position; absent where nothing is known or begun. */
function playedPercentage(
  { facts: { runTimeTicks = 0 } = {} }: PlayedItem,
  { positionTicks, unplayed }: UserItemFacts,
  leaves = 0,
): number | undefined {
  if (unplayed !== undefined) return leaves > 0 ? 100 - (unplayed / leaves) * 100 : undefined
  if (positionTicks <= 0 || runTimeTicks <= 0) return undefined
  return Math.min(100, (positionTicks / runTimeTicks) * 100)
}

/** `UserData` of the item, where the request is for a user. */
export function nameUserData(
  item: PlayedItem,
  context: {
    readonly userItems?: ReadonlyMap<string, UserItemFacts>
    readonly leafCounts?: ReadonlyMap<string, number>
  },
): { readonly UserData?: UserDataDto } {
  const { userItems, leafCounts } = context
  const facts = userItems?.get(item.id)
  return facts === undefined ? {} : { UserData: toUserData(item, facts, leafCounts?.get(item.id)) }
}
