import { sql, type Kysely, type RawBuilder, type SelectQueryBuilder, type SqlBool } from 'kysely'
import { KeyartError } from '../errors.ts'
import { leafKinds } from '../library/item.ts'
import type { ItemPage, ItemQuery, SortKey } from './catalog.ts'
import { fold } from './fold.ts'
import { findItems } from './item-row.ts'
import { joinIds, type ListReads } from './id-lists.ts'
import { isHidden } from './joined-images.ts'
import { beginsWith, keyContains } from './name-conditions.ts'
import { isPlayedBy, isResumableBy, isFavoriteOf, userItemOrder } from './user-item-conditions.ts'
import type { ItemRow, Tables } from './tables.ts'

/** Databases bound the parameters of a statement. */
const MOST_IDS = 10_000

type Query = SelectQueryBuilder<Tables, 'items', object>

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

/**
 * A page and the total of what `query` asks for. Where an index has the order, the page is read off
 * it; anything else is found whole once, as ids in order, away from this thread, and kept until
 * what it depends on changes. Statements do not depend on how many items there are.
 */
export async function queryItems(
  { read, lists, kept, generation, generationWithPlays }: ListReads,
  query: ItemQuery,
): Promise<ItemPage> {
  if ((query.ids?.length ?? 0) > MOST_IDS)
    throw new KeyartError('QUERY_INVALID', `Expected at most ${MOST_IDS} ids`, { parameter: 'ids' })
  const { startIndex, limit, countTotal, ...asked } = query
  const start = Math.max(0, startIndex ?? 0)
  // Of all that match some are drawn: the order does not matter.
  const isDrawn = isRandom(query)
  const { sortBy, userId, ...unordered } = asked
  const wanted = {
    ...unordered,
    ...(isDrawn || sortBy === undefined ? {} : { sortBy }),
    ...(usesPlays(query) ? { userId } : {}),
  }
  const version = usesPlays(query) ? generationWithPlays() : generation()
  const matching = narrow(visible(await scope(read, query), query), query)
  const ordered = order(matching, isDrawn ? unordered : query).select('items.id')

  if (!isQuick(query)) {
    const list = await kept.list(`items ${JSON.stringify(wanted)}`, version, () =>
      joinIds(lists, ordered),
    )
    const ids = isDrawn ? list.draw(limit ?? list.length) : list.page(start, limit)
    const items = await findItems(read, ids)
    return countTotal === true ? { items, total: list.length } : { items }
  }
  const page = ordered.limit(limit ?? Number.MAX_SAFE_INTEGER).offset(start)
  const found = limit === 0 ? [] : await page.execute()
  const items = await findItems(
    read,
    found.map(({ id }) => id),
  )
  if (countTotal !== true) return { items }
  const key = `count ${JSON.stringify({ ...wanted, sortBy: undefined })}`
  const total = await kept.count(key, version, async () => {
    const counted = await lists
      .selectFrom(matching.select('items.id').as('found'))
      .select(sql<number | string>`count(*)`.as('total'))
      .executeTakeFirstOrThrow()
    return Number(counted.total)
  })
  return { items, total }
}

/** Ever so many, and none of a page that an index has in its order. */
const DEEP = 1000

/** Whether an index has the order and all that the query looks at, and the page lies near its beginning. */
function isQuick(query: ItemQuery): boolean {
  const { ids, parentId, recursive, kinds, libraryIds, searchTerm, mentions, imageTypes } = query
  if (isRandom(query)) return false
  if (ids !== undefined) return true
  if (usesPlays(query) || searchTerm !== undefined || imageTypes?.length || mentions?.length)
    return false
  if (query.limit === undefined || (query.startIndex ?? 0) + query.limit > DEEP) return false
  const [by, ...more] = query.sortBy ?? []
  const isByName = (by === undefined || by.key === 'SortName') && more.length === 0
  if (!isByName || query.indexNumber !== undefined || query.parentIndexNumber !== undefined)
    return false
  if (parentId !== undefined && recursive !== true) return true
  // Of several kinds or libraries the index would be read through for a few.
  return (kinds?.length ?? 1) <= 1 && (libraryIds?.length ?? 1) <= 1
}

function isRandom({ sortBy = [] }: ItemQuery): boolean {
  return sortBy.some(({ key }) => key === 'Random')
}

/** Whether what a user did with items says which there are, or in what order. */
function usesPlays({ isPlayed, isFavorite, isResumable, sortBy = [] }: ItemQuery): boolean {
  return (
    [isPlayed, isFavorite, isResumable].some((asked) => asked !== undefined) ||
    sortBy.some(({ key }) => key !== 'Random' && key !== 'IsFolder' && !isColumnKey(key))
  )
}

/** Where to look: below a parent, or in everything. */
async function scope(db: Kysely<Tables>, query: ItemQuery): Promise<Query> {
  const items = db.selectFrom('items')
  const { parentId } = query
  if (parentId === undefined) {
    if (query.recursive === true) return items.where('items.kind', '!=', 'CollectionFolder')
    if (query.ids !== undefined) return items
    return items.where('items.kind', '=', 'CollectionFolder')
  }
  if (query.recursive !== true) return items.where('items.parent_id', '=', parentId)
  const library = await db
    .selectFrom('libraries')
    .select('id')
    .where('id', '=', parentId)
    .executeTakeFirst()
  if (library !== undefined)
    return items.where('items.library_id', '=', parentId).where('items.id', '!=', parentId)
  // Not by path: the episodes of a season that only they show do not lie below the season's path.
  return items.where((eb) =>
    eb(
      'items.id',
      'in',
      sql<string>`(with recursive below(id) as (
        select id from items where parent_id = ${parentId}
        union
        select items.id from items join below on items.parent_id = below.id
      ) select id from below)`,
    ),
  )
}

/** What of `items` lies in the libraries that may be seen. */
function visible(items: Query, { libraryIds }: ItemQuery): Query {
  if (libraryIds === undefined) return items
  const [only, ...more] = libraryIds
  // Of one library alone the index has the order, too.
  if (only !== undefined && more.length === 0) return items.where('items.library_id', '=', only)
  return items.where('items.library_id', 'in', libraryIds)
}

function narrow(items: Query, query: ItemQuery): Query {
  const { ids, kinds, excludeKinds, searchTerm, name, imageTypes } = query
  let narrowed = items
  if (ids !== undefined) narrowed = narrowed.where('items.id', 'in', ids)
  if (kinds !== undefined) narrowed = narrowed.where('items.kind', 'in', kinds)
  if (excludeKinds !== undefined && excludeKinds.length > 0)
    narrowed = narrowed.where('items.kind', 'not in', excludeKinds)
  if (searchTerm !== undefined)
    narrowed = narrowed.where(keyContains(sql.ref('items.name_key'), searchTerm))
  if (name !== undefined) narrowed = narrowed.where('items.name_key', '=', fold(name))
  narrowed = narrowSorted(narrowed, query)
  narrowed = narrowByUser(narrowed, query)
  for (const some of query.mentions ?? [])
    narrowed = narrowed.where((eb) =>
      eb(
        'items.id',
        'in',
        eb.selectFrom('mentions').select('mentions.item_id').where('mentions.name_id', 'in', some),
      ),
    )
  if (imageTypes !== undefined && imageTypes.length > 0)
    narrowed = narrowed.where((eb) =>
      eb(
        'items.id',
        'in',
        eb
          .selectFrom('images')
          .innerJoin('originals', (join) =>
            join
              .onRef('originals.source', '=', 'images.source')
              .onRef('originals.key', '=', 'images.key'),
          )
          .select('images.owner_id')
          .where('images.type', 'in', imageTypes)
          .where('originals.problem', 'is', null)
          .where((image) => image.not(isHidden)),
      ),
    )
  return narrowed
}

function narrowSorted(items: Query, query: ItemQuery): Query {
  const { nameStartsWith, nameFrom, nameBefore, excludeIds, indexNumber, parentIndexNumber } = query
  let narrowed = items
  if (nameStartsWith !== undefined)
    narrowed = narrowed.where(beginsWith(sql.ref('items.sort_key'), nameStartsWith))
  if (nameFrom !== undefined) narrowed = narrowed.where('items.sort_key', '>=', fold(nameFrom))
  if (nameBefore !== undefined) narrowed = narrowed.where('items.sort_key', '<', fold(nameBefore))
  if (excludeIds !== undefined && excludeIds.length > 0)
    narrowed = narrowed.where('items.id', 'not in', excludeIds)
  if (indexNumber !== undefined) narrowed = narrowed.where('items.index_number', '=', indexNumber)
  if (parentIndexNumber !== undefined)
    narrowed = narrowed.where('items.parent_index_number', '=', parentIndexNumber)
  return narrowed
}

/** Nobody has played or marked anything where no user is named. */
function narrowByUser(items: Query, { userId = '', ...query }: ItemQuery): Query {
  const { isPlayed, isFavorite, isResumable } = query
  let narrowed = items
  if (isPlayed !== undefined)
    narrowed = narrowed.where(
      isPlayed ? isPlayedBy(userId) : sql<SqlBool>`not ${isPlayedBy(userId)}`,
    )
  if (isFavorite !== undefined)
    narrowed = narrowed.where(
      isFavorite ? isFavoriteOf(userId) : sql<SqlBool>`not ${isFavoriteOf(userId)}`,
    )
  if (isResumable !== undefined)
    narrowed = narrowed.where(
      isResumable ? isResumableBy(userId) : sql<SqlBool>`not ${isResumableBy(userId)}`,
    )
  return narrowed
}

function order(items: Query, query: ItemQuery): Query {
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
  for (const { key, descending } of query.sortBy ?? []) {
    if (seen.has(key) || key === 'Random') continue
    seen.add(key)
    ordered = ordered.orderBy(sortExpression(key, query.userId), (by) =>
      // Items that lack the value come first, and last when descending, on every database.
      descending ? by.desc().nullsLast() : by.asc().nullsFirst(),
    )
  }
  if (!seen.has('SortName')) ordered = ordered.orderBy('items.sort_key')
  return ordered.orderBy('items.id')
}

function sortExpression(key: Exclude<SortKey, 'Random'>, userId = ''): RawBuilder<unknown> {
  // Folders first, as Jellyfin has it.
  if (key === 'IsFolder')
    return sql`case when items.kind in (${sql.join(leafKinds)}) then 1 else 0 end`
  return isColumnKey(key) ? sql.ref(`items.${sortColumns[key]}`) : userItemOrder(key, userId)
}

function isColumnKey(key: SortKey): key is keyof typeof sortColumns {
  return key in sortColumns
}
