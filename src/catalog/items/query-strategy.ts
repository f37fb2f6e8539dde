import type { ItemQuery, SortKey } from './item-catalog.ts'
import { isItemKey } from './item-order.ts'

/**
 * How a page is found:
 * - `near`: an index covers the order and the filters, and the page is near its beginning: it is
 *   read right away, on this thread;
 * - `index`: an index covers them, but the page may be far in, or few rows may match;
 * - `list`: no index has the order, or few rows match: all matching ids are found once and cached
 *   for the pages that follow.
 */
export type QueryStrategy = 'near' | 'index' | 'list'

/** Rows of an index that may be skipped to reach a page without slowing down other requests. */
const DEEP = 1000

/** Orders of the items of one kind that have an index (migration 0009). */
const ordersOfKind: ReadonlySet<SortKey> = new Set([
  'PremiereDate',
  'ProductionYear',
  'CommunityRating',
])

/** How the page of `query` is found. */
export function queryStrategy(query: ItemQuery): QueryStrategy {
  const { ids, parentId, recursive, kinds, libraryIds } = query
  if (isRandom(query)) return 'list'
  if (ids !== undefined) return 'near'
  const order = orderOf(query)
  if (query.limit === undefined || order === undefined || isNarrowed(query)) return 'list'
  const isNear = (query.startIndex ?? 0) + query.limit <= DEEP
  if (parentId !== undefined && recursive !== true)
    return order !== 'SortName' ? 'list' : isNear ? 'near' : 'index'
  // Of several kinds or libraries the index may have to be read through for a few.
  const isOfOne = (kinds?.length ?? 1) <= 1 && (libraryIds?.length ?? 1) <= 1
  if (order === 'SortName') return isNear && isOfOne ? 'near' : 'index'
  return order === 'DateCreated' || (ordersOfKind.has(order) && kinds?.length === 1)
    ? 'index'
    : 'list'
}

/** The one key that is sorted by; after others, names of the same direction change nothing. */
function orderOf({ sortBy = [] }: ItemQuery): SortKey | undefined {
  const [by = { key: 'SortName', descending: false }, then, ...more] = sortBy
  const isPlain =
    then === undefined || (then.key === 'SortName' && then.descending === by.descending)
  return isPlain && more.length === 0 ? by.key : undefined
}

/** Whether it looks at more than what stands in the indexes that are in an order. */
function isNarrowed(query: ItemQuery): boolean {
  const { searchTerm, name, indexNumber, parentIndexNumber } = query
  const { mentions, imageTypes, within, facts, artists } = query
  return (
    usesPlays(query) ||
    [searchTerm, name, indexNumber, parentIndexNumber, within, facts, artists].some(
      (requested) => requested !== undefined,
    ) ||
    [mentions, imageTypes].some((requested) => requested !== undefined && requested.length > 0)
  )
}

/** Whether items are drawn in no order. */
export function isRandom({ sortBy = [] }: ItemQuery): boolean {
  return sortBy.some(({ key }) => key === 'Random')
}

/** Whether what a user did with items says which there are, or in what order. */
export function usesPlays({
  isPlayed,
  isFavorite,
  isResumable,
  isLiked,
  sortBy = [],
}: ItemQuery): boolean {
  return (
    [isPlayed, isFavorite, isResumable, isLiked].some((requested) => requested !== undefined) ||
    sortBy.some(({ key }) => key !== 'Random' && !isItemKey(key))
  )
}
