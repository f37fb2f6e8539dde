import { type OrderByItemBuilder, sql, type RawBuilder } from 'kysely'
import { leafKinds } from '../../library/item.ts'
import type { ItemQuery, SortKey } from './item-catalog.ts'
import type { Items } from '../database/database.ts'
import type { ItemRow } from '../database/tables.ts'
import { userItemOrder } from './user-item-conditions.ts'

const sortColumns = {
  SortName: 'sort_key',
  Name: 'name_key',
  SeriesSortName: 'series_key',
  DateCreated: 'created_at',
  PremiereDate: 'premiere_date',
  ProductionYear: 'year',
  IndexNumber: 'index_number',
  ParentIndexNumber: 'parent_index_number',
  CommunityRating: 'community_rating',
  Album: 'album_key',
  AlbumArtist: 'artist_key',
} as const satisfies Partial<Record<SortKey, keyof ItemRow>>

/** `items` as `query` sorts them, each in a place of its own. */
export function inOrder(items: Items, query: ItemQuery): Items {
  let ordered = items
  if (query.sortBy === undefined && query.parentId === undefined && query.recursive !== true)
    // The libraries stand as they were configured.
    ordered = ordered.orderBy((eb) =>
      eb
        .selectFrom('libraries')
        .select('position')
        .whereRef('libraries.id', '=', 'items.library_id'),
    )
  const seen = new Set<SortKey>()
  let isBackwards = false
  for (const { key, descending } of query.sortBy ?? []) {
    if (seen.has(key) || key === 'Random') continue
    seen.add(key)
    isBackwards = descending
    ordered = ordered.orderBy(sortExpression(key, query.userId), direction(descending))
  }
  // What is equal goes on in the same direction: so an index has the whole order, either way.
  if (!seen.has('SortName')) ordered = ordered.orderBy('items.sort_key', direction(isBackwards))
  return ordered.orderBy('items.id', direction(isBackwards))
}

/** Items that lack a value come first, and last when descending, on every database. */
function direction(descending: boolean): (by: OrderByItemBuilder) => OrderByItemBuilder {
  return (by) => (descending ? by.desc().nullsLast() : by.asc().nullsFirst())
}

function sortExpression(key: Exclude<SortKey, 'Random'>, userId = ''): RawBuilder<unknown> {
  // Folders first, as Jellyfin has it.
  if (key === 'IsFolder')
    return sql`case when items.kind in (${sql.join(leafKinds)}) then 1 else 0 end`
  return isColumnKey(key) ? sql.ref(`items.${sortColumns[key]}`) : userItemOrder(key, userId)
}

/** Whether items themselves have what `key` sorts by. */
export function isColumnKey(key: SortKey): key is keyof typeof sortColumns {
  return key in sortColumns
}
