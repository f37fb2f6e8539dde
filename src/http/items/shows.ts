import { Type } from 'typebox'
import type { ItemQuery } from '../../catalog/items/item-catalog.ts'
import { toDtoOptions } from '../../dto/options.ts'
import { KeyartError } from '../../errors.ts'
import type { Access } from '../access/access.ts'
import { requireItem, requireUser } from '../access/find-items.ts'
import { ItemPageSchema, type ItemDeps, loadItemDtos } from './item-dtos.ts'
import { dtoQuery, type ItemsQuery, itemsQuery, toItemQuery } from './item-query.ts'
import { idText, requireId } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import { visibleIn } from '../access/visible.ts'
import { requestingUser } from './items.ts'

const { startIndex, limit, enableTotalRecordCount } = itemsQuery.properties
const paging = { startIndex, limit, enableTotalRecordCount }

const seriesParameters = Type.Object({ seriesId: idText('Series') })

const seasonsQuery = Type.Object({ ...dtoQuery, ...paging })

const episodesQuery = Type.Object({
  ...dtoQuery,
  ...paging,
  season: Type.Optional(Type.Integer({ minimum: 0, description: 'Season number.' })),
  seasonId: Type.Optional(idText('Season')),
  startItemId: Type.Optional(idText('First episode to return')),
})

const nextUpQuery = Type.Object({
  ...dtoQuery,
  ...paging,
  seriesId: Type.Optional(idText('Series')),
  parentId: Type.Optional(idText('Library')),
})

const resumeQuery = Type.Object({ ...itemsQuery.properties })

const answer = { json: ItemPageSchema }
const signedIn = { access: 'signed-in', answer } as const

/** Seasons, episodes, what to go on with. */
export function showRoutes(server: Server, deps: ItemDeps): void {
  const { catalog } = deps

  async function list(
    requested: ItemQuery,
    query: Pick<ItemsQuery, keyof typeof dtoQuery>,
    access: Access,
  ) {
    const { userId } = access
    const { items, total } = await catalog.queryItems({
      ...requested,
      ...visibleIn(access),
      ...(userId === undefined ? {} : { userId }),
      countTotal: requested.countTotal ?? true,
    })
    return {
      Items: await loadItemDtos(deps, items, toDtoOptions(query), requestingUser(query, access)),
      TotalRecordCount: total ?? items.length,
      StartIndex: requested.startIndex ?? 0,
    }
  }

  async function requireSeries(id: string, access: Access) {
    const item = await requireItem(catalog, id, access)
    if (item.kind !== 'Series') throw new KeyartError('ITEM_NOT_FOUND', 'There is no such series')
    return item
  }

  server.get(
    '/Shows/:seriesId/Seasons',
    {
      config: signedIn,
      schema: {
        summary: 'Returns the seasons of a series.',
        params: seriesParameters,
        querystring: seasonsQuery,
      },
    },
    async ({ params, query, access }) => {
      const series = await requireSeries(params.seriesId, access)
      const requested = { parentId: series.id, kinds: ['Season'] as const, ...pageOf(query) }
      return await list({ ...requested, sortBy: [ascending('IndexNumber')] }, query, access)
    },
  )

  server.get(
    '/Shows/:seriesId/Episodes',
    {
      config: signedIn,
      schema: {
        summary: 'Returns the episodes of a series, or of one season.',
        params: seriesParameters,
        querystring: episodesQuery,
      },
    },
    async ({ params, query, access }) => {
      const series = await requireSeries(params.seriesId, access)
      const parentId =
        query.seasonId === undefined
          ? series.id
          : (await requireItem(catalog, query.seasonId, access)).id
      const requested: ItemQuery = {
        parentId,
        recursive: true,
        kinds: ['Episode'],
        ...(query.season === undefined ? {} : { parentIndexNumber: query.season }),
        sortBy: [ascending('ParentIndexNumber'), ascending('IndexNumber')],
      }
      if (query.startItemId === undefined)
        return await list({ ...requested, ...pageOf(query) }, query, access)
      const all = await list(requested, query, access)
      const first = requireId(query.startItemId, 'startItemId')
      const start = Math.max(
        0,
        all.Items.findIndex(({ Id }) => Id === first),
      )
      const Items = all.Items.slice(start, start + (query.limit ?? Infinity))
      return { ...all, Items }
    },
  )

  server.get(
    '/Shows/NextUp',
    {
      config: signedIn,
      schema: {
        summary: 'Returns the next episode to watch of each series that the user has started.',
        querystring: nextUpQuery,
      },
    },
    async ({ query, access }) => {
      const { userId } = access
      const start = query.startIndex ?? 0
      const { items, total } =
        userId === undefined
          ? { items: [], total: 0 }
          : await catalog.nextUp({
              userId,
              ...visibleIn(access),
              ...(query.seriesId === undefined
                ? {}
                : { seriesId: (await requireSeries(query.seriesId, access)).id }),
              ...(query.parentId === undefined
                ? {}
                : { parentLibraryId: (await requireItem(catalog, query.parentId, access)).id }),
              startIndex: start,
              ...(query.limit === undefined ? {} : { limit: query.limit }),
            })
      const options = toDtoOptions(query)
      return {
        Items: await loadItemDtos(deps, items, options, requestingUser(query, access)),
        TotalRecordCount: total,
        StartIndex: start,
      }
    },
  )

  async function listResumable(query: ItemsQuery, access: Access) {
    // Without a user, nothing has been started.
    if (access.userId === undefined) return { Items: [], TotalRecordCount: 0, StartIndex: 0 }
    const requested = toItemQuery(catalog.ids, { ...query, recursive: true })
    if (requested.parentId !== undefined) await requireItem(catalog, requested.parentId, access)
    const sortBy = [{ key: 'DatePlayed', descending: true } as const]
    return await list({ ...requested, isResumable: true, sortBy }, query, access)
  }

  const summary = 'Returns what the user has started but not finished.'
  server.get(
    '/UserItems/Resume',
    { config: signedIn, schema: { summary, querystring: resumeQuery } },
    ({ query, access }) => listResumable(query, access),
  )
  server.get(
    '/Users/:userId/Items/Resume',
    {
      config: { access: 'self-or-admin', answer },
      schema: {
        summary: 'Older form of `/UserItems/Resume`.',
        params: Type.Object({ userId: idText('User') }),
        querystring: resumeQuery,
      },
    },
    async ({ params, query, access }) => {
      await requireUser(catalog, params.userId)
      return await listResumable(query, access)
    },
  )
}

function ascending(key: 'IndexNumber' | 'ParentIndexNumber') {
  return { key, descending: false }
}

function pageOf(query: Pick<ItemsQuery, 'startIndex' | 'limit' | 'enableTotalRecordCount'>) {
  return {
    ...(query.startIndex === undefined ? {} : { startIndex: query.startIndex }),
    ...(query.limit === undefined ? {} : { limit: query.limit }),
    countTotal: query.enableTotalRecordCount ?? true,
  }
}
