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

export function toUserData(itemId: string, facts: UserItemFacts): UserDataDto {
  return present({
    PlaybackPositionTicks: facts.positionTicks,
    PlayCount: facts.playCount,
    IsFavorite: facts.isFavorite,
    Likes: facts.likes,
    Played: facts.played,
    LastPlayedDate: facts.lastPlayedAt === undefined ? undefined : wireTime(facts.lastPlayedAt),
    UnplayedItemCount: facts.unplayed,
    Key: itemId,
    ItemId: itemId,
  })
}

/** `UserData` of the item, where the request is for a user. */
export function nameUserData(
  itemId: string,
  userItems: ReadonlyMap<string, UserItemFacts> | undefined,
): { readonly UserData?: UserDataDto } {
  const facts = userItems?.get(itemId)
  return facts === undefined ? {} : { UserData: toUserData(itemId, facts) }
}
