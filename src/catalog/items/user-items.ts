import { sql } from 'kysely'
import { filmSetRole } from '../../library/film-set.ts'
import { type ItemKind, leafKinds } from '../../library/item.ts'
import {
  untouched,
  type UserItem,
  type UserItemCatalog,
  type UserItemState,
} from './user-item-catalog.ts'
import { type CatalogDatabase, inBatches, inLists, preparedByIds } from '../database/database.ts'
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

export function userItemWrites(
  { read, durably, lists, generationWithPlays }: CatalogDatabase,
  cache: QueryCache,
  items: ItemCache,
): UserItemCatalog {
  const rowsOf = preparedByIds(read, (ids) =>
    read.selectFrom('user_items').selectAll().where('user_id', '=', '').where('item_id', 'in', ids),
  )

  /** What is below folders is much to read. */
  const below = async (userId: string, folders: readonly string[]) => {
    if (folders.length === 0) return []
    const key = `below ${JSON.stringify([userId, folders])}`
    return await cache.rows(key, generationWithPlays, () => countBelow(lists, userId, folders))
  }

  async function touched(userId: string, ids: readonly string[], folders: readonly string[]) {
    const states = new Map<string, UserItemState>()
    for (const row of await rowsOf(ids, [userId])) states.set(row.item_id, toUserItem(row))
    for (const { root, leaves, played } of await below(userId, folders)) {
      const all = Number(leaves)
      const unplayed = all - Number(played)
      const state = states.get(root) ?? untouched
      states.set(root, { ...state, played: all > 0 && unplayed === 0, unplayed })
    }
    return states
  }

  return {
    async userItems(userId, ids) {
      // Of what is not cached nobody knows whether it is a folder.
      const folders = ids.filter((id) => isCounted(items.findCached(id)?.kind ?? 'Series'))
      const states = await touched(userId, ids, folders)
      return new Map(ids.map((id) => [id, states.get(id) ?? untouched]))
    },

    touchedItems(userId, asked) {
      const idsOf = (some: typeof asked) => some.map(({ id }) => id)
      const folders = asked.filter(({ kind }) => isCounted(kind))
      return touched(userId, idsOf(asked), idsOf(folders))
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

function isCounted(kind: ItemKind): boolean {
  return countedKinds.some((counted) => counted === kind)
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
