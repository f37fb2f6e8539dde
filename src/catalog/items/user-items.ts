import { sql } from 'kysely'
import { filmSetRole } from '../../library/film-set.ts'
import { type ItemKind, leafKinds } from '../../library/item.ts'
import type { UserItem, UserItemCatalog, UserItemState } from './user-item-catalog.ts'
import { type CatalogDatabase, inBatches, inLists } from '../database/database.ts'
import type { QueryCache } from '../cache/query-cache.ts'
import type { ItemCache } from './item-cache.ts'
import { nextUp } from './next-up.ts'
import type { UserItemRow } from '../database/tables.ts'

/** Folders with a count of what is not played yet. No client shows one for a library. */
const countedKinds = [
  'Series',
  'Season',
  'BoxSet',
  'MusicAlbum',
] as const satisfies readonly ItemKind[]

const untouched: UserItem = { played: false, playCount: 0, positionTicks: 0, isFavorite: false }

export function userItemWrites(
  { read, durably, lists, generationWithPlays }: CatalogDatabase,
  cache: QueryCache,
  items: ItemCache,
): UserItemCatalog {
  /** What is below folders is much to read. */
  const below = (userId: string, ids: readonly string[]) =>
    cache.rows(`below ${JSON.stringify([userId, ids])}`, generationWithPlays, () =>
      countBelow(lists, userId, ids),
    )

  return {
    async userItems(userId, ids) {
      const rows = await inLists(ids, (some) =>
        read
          .selectFrom('user_items')
          .selectAll()
          .where('user_id', '=', userId)
          .where('item_id', 'in', some)
          .execute(),
      )
      const states = new Map<string, UserItemState>(ids.map((id) => [id, untouched]))
      for (const row of rows) states.set(row.item_id, toUserItem(row))
      for (const { root, leaves, played } of await below(userId, ids)) {
        const all = Number(leaves)
        const unplayed = all - Number(played)
        const state = states.get(root) ?? untouched
        states.set(root, { ...state, played: all > 0 && unplayed === 0, unplayed })
      }
      return states
    },

    async changeUserItems(userId, ids, change) {
      const columns = toColumns(change)
      const rows = [...new Set(ids)].map((item_id) => ({
        ...fresh,
        ...columns,
        user_id: userId,
        item_id,
      }))
      if (Object.keys(columns).length === 0) return
      await durably((db) =>
        inBatches(rows, (some) =>
          db
            .insertInto('user_items')
            .values(some)
            .onConflict((conflict) => conflict.columns(['user_id', 'item_id']).doUpdateSet(columns))
            .execute(),
        ),
      )
    },

    async nextUp({ startIndex = 0, limit, ...query }) {
      const key = `next up ${JSON.stringify(query)}`
      const list = await cache.list(key, generationWithPlays, () => nextUp(lists, query))
      return { items: await items.find(list.page(startIndex, limit)), total: list.length }
    },
  }
}

/** What is below each of the folders and how much of it is played. Others are absent. */
function countBelow(db: CatalogDatabase['read'], userId: string, ids: readonly string[]) {
  return inLists(ids, async (some) => {
    const counted = await sql<{ root: string; leaves: number; played: number }>`
      with recursive below(root, id, kind) as (
        select id, id, kind from items
          where id in (${sql.join(some)}) and kind in (${sql.join(countedKinds)})
        union select name_id, item_id, item_kind from mentions
          where name_id in (${sql.join(some)}) and role = ${filmSetRole}
        union
        select below.root, items.id, items.kind from items join below on items.parent_id = below.id
      )
      select below.root as root, count(*) as leaves, count(user_items.item_id) as played
      from below left join user_items on user_items.item_id = below.id
        and user_items.user_id = ${userId} and user_items.played = 1
      where below.kind in (${sql.join(leafKinds)})
      group by below.root
    `.execute(db)
    return counted.rows
  })
}

function toUserItem(row: UserItemRow): UserItem {
  return {
    played: row.played === 1,
    playCount: row.play_count,
    positionTicks: row.position_ticks,
    isFavorite: row.is_favorite === 1,
    ...(row.last_played_at === null ? {} : { lastPlayedAt: row.last_played_at }),
    ...(row.likes === null ? {} : { likes: row.likes === 1 }),
  }
}

type Columns = Omit<UserItemRow, 'user_id' | 'item_id'>

const fresh: Columns = {
  played: 0,
  play_count: 0,
  position_ticks: 0,
  is_favorite: 0,
  last_played_at: null,
  likes: null,
}

function toColumns(change: Partial<UserItem>): Partial<Columns> {
  const { played, playCount, positionTicks, isFavorite, lastPlayedAt, likes } = change
  return {
    ...(played === undefined ? {} : { played: Number(played) }),
    ...(playCount === undefined ? {} : { play_count: playCount }),
    ...(positionTicks === undefined ? {} : { position_ticks: positionTicks }),
    ...(isFavorite === undefined ? {} : { is_favorite: Number(isFavorite) }),
    ...('lastPlayedAt' in change ? { last_played_at: lastPlayedAt ?? null } : {}),
    ...('likes' in change ? { likes: likes === undefined ? null : Number(likes) } : {}),
  }
}
