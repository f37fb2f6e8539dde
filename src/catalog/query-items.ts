import { sql } from 'kysely'
import { KeyartError } from '../errors.ts'
import type { ItemPage, ItemQuery } from './catalog.ts'
import { joinIds, type ListReads } from './id-lists.ts'
import { matchingItems } from './item-conditions.ts'
import { inOrder, isColumnKey } from './item-order.ts'
import { findItems } from './item-row.ts'

/** Databases bound the parameters of a statement. */
const MOST_IDS = 10_000

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
  const matching = await matchingItems(read, query)
  const ordered = inOrder(matching, isDrawn ? unordered : query).select('items.id')

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
