import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { filmSetRole } from '../../library/film-set.ts'
import { leafKinds } from '../../library/item.ts'
import type { SortKey } from './item-catalog.ts'

/*
 * Conditions on a row of `items` that ask what a user did with it. Nothing is known of the user ''.
 */

const ofUser = (userId: string) =>
  sql`from user_items where user_items.item_id = items.id and user_items.user_id = ${userId}`

const isLeaf = (table: string) =>
  sql<SqlBool>`${sql.ref(`${table}.kind`)} in (${sql.join(leafKinds)})`

/** A folder is played once all below it is, and it is not empty. */
export function isPlayedBy(userId: string): RawBuilder<SqlBool> {
  const ownPlayed = sql`exists (select 1 ${ofUser(userId)} and user_items.played = 1)`
  const below = sql`(with recursive below(id, kind) as (
      select id, kind from items child where child.parent_id = items.id
      union select item_id, item_kind from mentions
        where name_id = items.id and role = ${filmSetRole}
      union select child.id, child.kind from items child join below on child.parent_id = below.id
    ) select case when count(*) > 0 and count(*) = count(played.item_id) then 1 else 0 end
      from below left join user_items played
        on played.item_id = below.id and played.user_id = ${userId} and played.played = 1
      where ${isLeaf('below')})`
  return sql<SqlBool>`(case when ${isLeaf('items')} then ${ownPlayed} else ${below} = 1 end)`
}

export function isFavoriteOf(userId: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`exists (select 1 ${ofUser(userId)} and user_items.is_favorite = 1)`
}

export function isResumableBy(userId: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`exists (select 1 ${ofUser(userId)} and user_items.position_ticks > 0)`
}

export function isLikedBy(userId: string, likes: boolean): RawBuilder<SqlBool> {
  return sql<SqlBool>`exists (select 1 ${ofUser(userId)} and user_items.likes = ${Number(likes)})`
}

type UserSortKey = Extract<
  SortKey,
  'DatePlayed' | 'SeriesDatePlayed' | 'PlayCount' | 'IsPlayed' | 'IsUnplayed' | 'IsFavoriteOrLiked'
>

/** In ascending order what is not comes first, as Jellyfin has it. */
const columns = {
  DatePlayed: sql`user_items.last_played_at`,
  PlayCount: sql`user_items.play_count`,
  IsPlayed: sql`user_items.played`,
  IsUnplayed: sql`1 - user_items.played`,
  IsFavoriteOrLiked: sql`user_items.is_favorite`,
} as const satisfies Record<Exclude<UserSortKey, 'SeriesDatePlayed'>, RawBuilder<unknown>>

/** An item without user data is neither played nor a favourite. */
const untouched = {
  DatePlayed: null,
  PlayCount: 0,
  IsPlayed: 0,
  IsUnplayed: 1,
  IsFavoriteOrLiked: 0,
}

export function userItemOrder(key: UserSortKey, userId: string): RawBuilder<unknown> {
  if (key === 'SeriesDatePlayed') return lastPlayedBelow(userId)
  return sql`coalesce((select ${columns[key]} ${ofUser(userId)}), ${untouched[key]})`
}

/** When anything of the item or below it was played last. */
function lastPlayedBelow(userId: string): RawBuilder<unknown> {
  return sql`(with recursive below(id) as (
      select items.id
      union select item_id from mentions where name_id = items.id and role = ${filmSetRole}
      union select child.id from items child join below on child.parent_id = below.id
    ) select max(user_items.last_played_at) from below join user_items
      on user_items.item_id = below.id and user_items.user_id = ${userId})`
}
