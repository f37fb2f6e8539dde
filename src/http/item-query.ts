import { type Static, Type } from 'typebox'
import { type ItemQuery, type SortKey, sortKeys } from '../catalog/catalog.ts'
import { parseId } from '../library/id.ts'
import { parseImageType } from '../library/image-type.ts'
import { type ItemKind, itemKinds } from '../library/item.ts'
import { idText, requireId } from './parameters.ts'

const list = (description: string) =>
  Type.Optional(
    Type.Array(Type.String(), {
      description: `${description} Comma-separated or repeated; names that are not known are passed over.`,
    }),
  )

/** How much of each item a list gives. */
export const dtoQuery = {
  fields: list('Members of the item that are given only when asked for.'),
  enableImages: Type.Optional(
    Type.Boolean({ description: 'Whether images are named. Default true.' }),
  ),
  imageTypeLimit: Type.Optional(
    Type.Integer({ description: 'At most so many images of a type are named; 0 or less: none.' }),
  ),
  enableImageTypes: list('Image types that are named. Default all.'),
}

/** The query of `/Items` and its older form. */
export const itemsQuery = Type.Object({
  ...dtoQuery,
  parentId: Type.Optional(idText('Item whose children are listed')),
  recursive: Type.Optional(
    Type.Boolean({ description: 'All that is below the parent, not its children alone.' }),
  ),
  includeItemTypes: list('Only items of these types.'),
  excludeItemTypes: list('No items of these types.'),
  ids: list('Only these items.'),
  searchTerm: Type.Optional(
    Type.String({ maxLength: 200, description: 'Part of the name, without regard to case.' }),
  ),
  imageTypes: list('Only items that have an image of one of these types.'),
  sortBy: list(`Orders, the first one first: ${sortKeys.join(', ')}. Default SortName.`),
  sortOrder: list('Ascending or Descending, one for each order; the last one holds for the rest.'),
  startIndex: Type.Optional(Type.Integer({ minimum: 0, description: 'Items to pass over.' })),
  limit: Type.Optional(Type.Integer({ minimum: 0, description: 'Most items to give.' })),
  enableTotalRecordCount: Type.Optional(
    Type.Boolean({ description: 'Whether all that match are counted. Default true.' }),
  ),
})

export type ItemsQuery = Static<typeof itemsQuery>

const kindByName = new Map(itemKinds.map((kind) => [kind.toLowerCase(), kind]))
const sortKeyByName = new Map(sortKeys.map((key) => [key.toLowerCase(), key]))

/**
 * Kinds by their names on the wire. Names that Keyart does not know (Book, Trailer, …) are passed
 * over, but a list of none but those means no item at all, not every one.
 */
export function parseKinds(names: readonly string[] | undefined): ItemKind[] | undefined {
  if (names === undefined || names.length === 0) return undefined
  return names.flatMap((name) => kindByName.get(name.toLowerCase()) ?? [])
}

/**
 * What a query asks of the catalog.
 *
 * @throws KeyartError ID_INVALID
 */
export function toItemQuery(query: ItemsQuery): ItemQuery {
  const ids = query.ids?.flatMap((text) => parseId(text) ?? [])
  const kinds = parseKinds(query.includeItemTypes)
  const excludeKinds = parseKinds(query.excludeItemTypes)
  const imageTypes = query.imageTypes?.flatMap((name) => parseImageType(name) ?? [])
  const searches = query.searchTerm !== undefined
  return {
    ...(query.parentId === undefined ? {} : { parentId: requireId(query.parentId, 'parentId') }),
    // Nobody searches the names of libraries alone.
    ...(query.recursive === true || searches ? { recursive: true } : {}),
    ...(ids === undefined ? {} : { ids }),
    ...(kinds === undefined ? {} : { kinds }),
    ...(excludeKinds === undefined || excludeKinds.length === 0 ? {} : { excludeKinds }),
    ...(query.searchTerm === undefined ? {} : { searchTerm: query.searchTerm }),
    ...(imageTypes === undefined || query.imageTypes?.length === 0 ? {} : { imageTypes }),
    sortBy: parseSort(query),
    ...(query.startIndex === undefined ? {} : { startIndex: query.startIndex }),
    ...(query.limit === undefined ? {} : { limit: query.limit }),
    countTotal: query.enableTotalRecordCount ?? true,
  }
}

function parseSort({ sortBy = [], sortOrder = [] }: ItemsQuery) {
  const orders = sortOrder.map((order) => order.toLowerCase().startsWith('desc'))
  const keys = sortBy.flatMap<{ key: SortKey; descending: boolean }>((name, index) => {
    const key = sortKeyByName.get(name.toLowerCase())
    const descending = orders[Math.min(index, orders.length - 1)] ?? false
    return key === undefined ? [] : [{ key, descending }]
  })
  return keys.length > 0 ? keys : [{ key: 'SortName' as const, descending: orders[0] ?? false }]
}
