import type { ItemQuery } from '../../catalog/items/item-catalog.ts'
import type { Access } from '../access/access.ts'
import { visibleIn } from '../access/visible.ts'
import { listOptions, requestingUser } from './dto-options.ts'
import { type ItemDeps, loadItemDtos } from './item-dtos.ts'
import type { dtoQuery, ItemsQuery } from './item-query.ts'

/** The page of those items that the caller may see, as the wire has it. */
export async function listPage(
  deps: ItemDeps,
  requested: ItemQuery,
  query: Pick<ItemsQuery, keyof typeof dtoQuery>,
  access: Access,
) {
  const { userId } = access
  const { items, total } = await deps.catalog.queryItems({
    ...requested,
    ...visibleIn(access),
    ...(userId === undefined ? {} : { userId }),
    countTotal: requested.countTotal ?? true,
  })
  return {
    Items: await loadItemDtos(
      deps,
      items,
      listOptions(query, access),
      requestingUser(query, access),
    ),
    TotalRecordCount: total ?? items.length,
    StartIndex: requested.startIndex ?? 0,
  }
}
