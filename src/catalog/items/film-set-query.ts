import { isFilmSet } from '../../library/film-set.ts'
import type { ItemQuery } from './item-catalog.ts'
import type { ItemCache } from './item-cache.ts'

/**
 * The films of a set lie elsewhere and mention it: what is asked of it as the parent is asked of
 * those that do. They come in the order of their release, unless another order is asked for.
 */
export async function ofFilmSet(
  items: Pick<ItemCache, 'findOne'>,
  query: ItemQuery,
): Promise<ItemQuery> {
  const { parentId, ...rest } = query
  const parent = parentId === undefined ? undefined : await items.findOne(parentId)
  if (parent === undefined || !isFilmSet(parent)) return query
  const mentions = [...(query.mentions ?? []), [parent.id]]
  return { ...byRelease(query), ...rest, recursive: true, mentions }
}

function byRelease({ searchTerm }: ItemQuery): Pick<ItemQuery, 'sortBy'> {
  return searchTerm === undefined ? { sortBy: [{ key: 'PremiereDate', descending: false }] } : {}
}
