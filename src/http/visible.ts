import type { Catalog } from '../catalog/catalog.ts'
import type { Item } from '../library/item.ts'
import type { Access } from './access.ts'

/** Whether what belongs to a library may be seen. */
export function maySee({ libraryIds }: Access, item: Pick<Item, 'libraryId'>): boolean {
  return libraryIds === undefined || libraryIds.includes(item.libraryId)
}

/** Whether images of this owner may be seen. Persons and users belong to no library. */
export async function maySeeImagesOf(
  catalog: Pick<Catalog, 'findItem'>,
  access: Access,
  ownerId: string,
): Promise<boolean> {
  if (access.libraryIds === undefined) return true
  const item = await catalog.findItem(ownerId)
  return item === undefined || maySee(access, item)
}

/** What a query of the catalog is narrowed by. */
export function visibleIn({ libraryIds }: Access): { readonly libraryIds?: readonly string[] } {
  return libraryIds === undefined ? {} : { libraryIds }
}
