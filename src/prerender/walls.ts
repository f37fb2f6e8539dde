import type { ItemCatalog } from '../catalog/items/item-catalog.ts'
import { wallKinds } from '../library/wall-kinds.ts'

/** Items read at a time. */
const pageItems = 200

/** Ids of the items on walls, those that came last first. */
export async function* pagesOnWalls(
  catalog: Pick<ItemCatalog, 'queryItems'>,
): AsyncIterable<readonly string[]> {
  for (let startIndex = 0; ; startIndex += pageItems) {
    const { items } = await catalog.queryItems({
      recursive: true,
      kinds: wallKinds,
      sortBy: [{ key: 'DateCreated', descending: true }],
      startIndex,
      limit: pageItems,
    })
    yield items.map(({ id }) => id)
    if (items.length < pageItems) return
  }
}
