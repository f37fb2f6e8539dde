import type { ItemCatalog } from '../../catalog/items/item-catalog.ts'
import type { NameCatalog } from '../../catalog/items/name-catalog.ts'
import type { Item } from '../../library/item.ts'
import type { Access } from './access.ts'

/** What the caller may see. Absent: everything. */
export interface Visible {
  readonly libraryIds?: Access['libraryIds']
  /** Absent: no stranger. */
  readonly isStranger?: Access['isStranger']
}

/** Whether what belongs to a library may be seen. */
export function maySee({ libraryIds }: Visible, item: Pick<Item, 'libraryId'>): boolean {
  return libraryIds === undefined || libraryIds.includes(item.libraryId)
}

/**
 * Whether images of this owner may be seen: an item's by its library, a name's by what mentions it.
 * Pictures of users and of the server are everyone's.
 */
export async function maySeeImagesOf(
  catalog: Pick<ItemCatalog, 'findItem'> & Pick<NameCatalog, 'findNames'>,
  { libraryIds }: Visible,
  ownerId: string,
): Promise<boolean> {
  if (libraryIds === undefined) return true
  const item = await catalog.findItem(ownerId)
  if (item !== undefined) return maySee({ libraryIds }, item)
  if ((await catalog.findNames([ownerId], libraryIds)).length > 0) return true
  return (await catalog.findNames([ownerId])).length === 0
}

/** What a query of the catalog is narrowed by. */
export function visibleIn({ libraryIds }: Visible): { readonly libraryIds?: readonly string[] } {
  return libraryIds === undefined ? {} : { libraryIds }
}
