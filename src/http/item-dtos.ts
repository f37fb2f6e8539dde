import type { Catalog } from '../catalog/catalog.ts'
import { imageOwners } from '../dto/context.ts'
import { toItemDto } from '../dto/item.ts'
import type { DtoOptions } from '../dto/options.ts'
import type { ItemDto } from '../dto/schemas.ts'
import type { Item } from '../library/item.ts'
import type { Library } from '../library/library.ts'

/** What saying things of items needs of the rest. */
export interface ItemHouse {
  readonly catalog: Catalog
  readonly libraries: readonly Library[]
  readonly serverId: string
}

/** The wire objects of `items`. Statements depend on the depth of the tree, not on how many items. */
export async function loadItemDtos(
  { catalog, libraries, serverId }: ItemHouse,
  items: readonly Item[],
  options: DtoOptions,
): Promise<ItemDto[]> {
  const ancestors = await catalog.ancestorsOf(items)
  const images = await catalog.imagesOf(imageOwners(items, { ancestors, options }))
  const childCounts = options.fields.has('ChildCount')
    ? await catalog.childCounts(items.map(({ id }) => id))
    : new Map<string, number>()
  const libraryKinds = new Map(libraries.map(({ id, kind }) => [id, kind]))
  const context = { serverId, options, images, ancestors, childCounts, libraryKinds }
  return items.map((item) => toItemDto(item, context))
}
