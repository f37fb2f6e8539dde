import { Type } from 'typebox'
import type { Item } from '../../library/item.ts'
import { requireOwner } from '../access/find-items.ts'
import { idText } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import { itemOptions } from './dto-options.ts'
import { type ItemDeps, ItemPageSchema, loadItemDtos } from './item-dtos.ts'
import { dtoQuery } from './item-query.ts'

/** The set or box set that a film is one of. */
export function collectionRoutes(server: Server, deps: ItemDeps): void {
  const { catalog } = deps

  server.get(
    '/Items/:id/Collections',
    {
      config: { access: 'signed-in', answer: { json: ItemPageSchema } },
      schema: {
        summary: 'Returns the collections that an item belongs to.',
        params: Type.Object({ id: idText('Item') }),
        querystring: Type.Object({ userId: dtoQuery.userId }),
      },
    },
    async ({ params, access }) => {
      const owner = await requireOwner(catalog, params.id, access)
      const collections = owner.kind === 'item' ? await collectionsOf(owner.item) : []
      const dtos = await loadItemDtos(deps, collections, itemOptions(access), access.userId)
      return { Items: dtos, TotalRecordCount: dtos.length, StartIndex: 0 }
    },
  )

  async function collectionsOf(item: Item): Promise<readonly Item[]> {
    const above = [...(await catalog.ancestorsOf([item])).values()]
    const sets = await catalog.findItems(item.set === undefined ? [] : [item.set.id])
    return [...above.filter(({ kind }) => kind === 'BoxSet'), ...sets]
  }
}
