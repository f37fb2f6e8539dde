import { type Static, Type } from 'typebox'
import type { ItemQuery } from '../../catalog/items/item-catalog.ts'
import { listOptions, requestingUser } from './dto-options.ts'
import { ItemSchema } from '../../dto/schemas.ts'
import { itemKinds } from '../../library/item.ts'
import type { Access } from '../access/access.ts'
import { requireItem } from '../access/find-items.ts'
import { visibleIn } from '../access/visible.ts'
import { idText } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import { type ItemDeps, ItemPageSchema, loadItemDtos } from './item-dtos.ts'
import { dtoQuery, itemsQuery, parseKinds, toItemQuery } from './item-query.ts'
import { list } from './query-parameters.ts'
import { component } from '../../dto/component.ts'

const most = (description: string, byDefault: number) =>
  Type.Integer({ minimum: 0, maximum: 200, default: byDefault, description })

const suggestionsQuery = Type.Object({
  ...dtoQuery,
  mediaType: itemsQuery.properties.mediaTypes,
  type: list('Only items of these types.'),
  limit: most('Maximum number of items.', 20),
})

const recommendationsQuery = Type.Object({
  ...dtoQuery,
  parentId: itemsQuery.properties.parentId,
  categoryLimit: most('Maximum number of rows.', 5),
  itemLimit: most('Maximum number of films in a row.', 8),
})

const RecommendationSchema = component('RecommendationDto', {
  Items: Type.Array(ItemSchema),
  RecommendationType: Type.String(),
  BaselineItemName: Type.String({ description: 'The film that these are like.' }),
  CategoryId: Type.String({ description: 'Its id.' }),
})

/** What one might look at next: anything not played yet, and films like those that were. */
export function suggestionRoutes(server: Server, deps: ItemDeps): void {
  const { catalog } = deps

  async function suggest(query: Static<typeof suggestionsQuery>, access: Access) {
    const { mediaType, type, limit, ...rest } = query
    const kinds = parseKinds(type)
    const { items } = await catalog.queryItems({
      ...toItemQuery(catalog.ids, {
        ...rest,
        recursive: true,
        limit,
        sortBy: ['Random'],
        ...(mediaType === undefined ? {} : { mediaTypes: mediaType }),
        includeItemTypes: [...(kinds ?? itemKinds.filter((kind) => kind !== 'Folder'))],
      }),
      ...visibleIn(access),
      ...(access.userId === undefined ? {} : { userId: access.userId, isPlayed: false }),
    })
    const dtos = await loadItemDtos(
      deps,
      items,
      listOptions(rest, access),
      requestingUser(rest, access),
    )
    return { Items: dtos, TotalRecordCount: dtos.length, StartIndex: 0 }
  }

  async function recommend(query: Static<typeof recommendationsQuery>, access: Access) {
    const { userId } = access
    if (userId === undefined) return []
    const parent =
      query.parentId === undefined ? undefined : await requireItem(catalog, query.parentId, access)
    const played: ItemQuery = {
      ...(parent === undefined ? {} : { parentId: parent.id }),
      ...visibleIn(access),
      recursive: true,
      kinds: ['Movie'],
      userId,
      isPlayed: true,
      sortBy: [{ key: 'DatePlayed', descending: true }],
      limit: query.categoryLimit,
    }
    const rows = []
    for (const item of (await catalog.queryItems(played)).items) {
      const alike = { ...visibleIn(access), limit: query.itemLimit }
      const items = await catalog.similarItems(item, alike)
      if (items.length === 0) continue
      const options = listOptions(query, access)
      rows.push({
        Items: await loadItemDtos(deps, items, options, requestingUser(query, access)),
        RecommendationType: 'SimilarToRecentlyPlayed',
        BaselineItemName: item.name,
        CategoryId: item.id,
      })
    }
    return rows
  }

  const page = { answer: { json: ItemPageSchema } }
  const summary = 'Returns items at random, of those that the user has not played.'
  server.get(
    '/Items/Suggestions',
    {
      config: { access: 'signed-in', ...page },
      schema: { summary, querystring: suggestionsQuery },
    },
    ({ query, access }) => suggest(query, access),
  )
  server.get(
    '/Users/:userId/Suggestions',
    {
      config: { access: 'self-or-admin', ...page },
      schema: {
        summary: 'Older form of `/Items/Suggestions`.',
        params: Type.Object({ userId: idText('User') }),
        querystring: suggestionsQuery,
      },
    },
    ({ query, access }) => suggest(query, access),
  )
  server.get(
    '/Movies/Recommendations',
    {
      config: { access: 'signed-in', answer: { json: Type.Array(RecommendationSchema) } },
      schema: {
        summary: 'Returns films like those that the user has played last.',
        querystring: recommendationsQuery,
      },
    },
    ({ query, access }) => recommend(query, access),
  )
}
