import { type OrderByItemBuilder, sql, type RawBuilder } from 'kysely'
import { filmSetRole } from '../../library/film-set.ts'
import { leafKinds } from '../../library/item.ts'
import type { ItemQuery, SortKey } from './item-catalog.ts'
import type { Items } from '../database/database.ts'
import type { ItemRow } from '../database/tables.ts'
import { nameFit } from './name-conditions.ts'
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

/** What is asked for rarely is read out of the item as it is stored, or counted. */
const otherExpressions = {
  CriticRating: sql`json_extract(items.json, '$.facts.criticRating')`,
  OfficialRating: sql`json_extract(items.json, '$.facts.ratingAge')`,
  Runtime: sql`json_extract(items.json, '$.facts.runTimeTicks')`,
  Studio: sql`lower(json_extract(items.json, '$.studios[0]'))`,
  Artist: sql`items.artist_key`,
  DateLastContentAdded: sql`(with recursive below(id, created_at) as (
      select items.id, items.created_at
      union select film.id, film.created_at from mentions join items film on film.id = mentions.item_id
        where mentions.name_id = items.id and mentions.role = ${filmSetRole}
      union select child.id, child.created_at
        from items child join below on child.parent_id = below.id
    ) select max(created_at) from below)`,
} as const satisfies Partial<Record<SortKey, RawBuilder<unknown>>>

function isOtherKey(key: SortKey): key is keyof typeof otherExpressions {
  return key in otherExpressions
}

/** Whether anything but a user decides on the order. */
export function isItemKey(key: SortKey): boolean {
  return key === 'IsFolder' || isOtherKey(key) || isColumnKey(key)
}

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
  if (fitsBy(query)) ordered = ordered.orderBy(nameFit(sql.ref('items.name_key'), query.searchTerm))
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
  if (isOtherKey(key)) return otherExpressions[key]
  return isColumnKey(key) ? sql.ref(`items.${sortColumns[key]}`) : userItemOrder(key, userId)
}

/** Whether the order of a search is that of how well names fit: unless another order is asked for. */
function fitsBy(query: ItemQuery): query is ItemQuery & { readonly searchTerm: string } {
  return query.searchTerm !== undefined && (query.sortBy?.[0]?.key ?? 'SortName') === 'SortName'
}

/** Whether items themselves have what `key` sorts by. */
export function isColumnKey(key: SortKey): key is keyof typeof sortColumns {
  return key in sortColumns
}
