import type { ItemCatalog, SortKey } from '../catalog/items/item-catalog.ts'
import { wallKinds } from '../library/wall-kinds.ts'

/** Items at the begin of each list that somebody may see first. */
const byName = 60
const byDate = 24

/** What newcomers see first: of each kind the begin of its list, and what came last. */
export async function firstScreens(
  catalog: Pick<ItemCatalog, 'queryItems'>,
): Promise<readonly string[]> {
  const ids = new Set<string>()
  const lists: readonly (readonly [SortKey, boolean, number])[] = [
    ['DateCreated', true, byDate],
    ['SortName', false, byName],
  ]
  for (const [key, descending, limit] of lists)
    for (const kind of [...wallKinds, 'Photo'] as const) {
      const sortBy = [{ key, descending }]
      const query = { recursive: true, kinds: [kind], sortBy, limit, countTotal: false }
      for (const { id } of (await catalog.queryItems(query)).items) ids.add(id)
    }
  // The libraries themselves.
  for (const { id } of (await catalog.queryItems({ countTotal: false })).items) ids.add(id)
  return [...ids]
}
