import { Type } from 'typebox'
import type { Access } from '../access/access.ts'
import { requireItem, requireSeries, requireUser } from '../access/find-items.ts'
import { visibleIn } from '../access/visible.ts'
import { idText } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import { listOptions, requestingUser } from './dto-options.ts'
import { type ItemDeps, ItemPageSchema, loadItemDtos } from './item-dtos.ts'
import { listPage } from './item-page.ts'
import {
  dtoQuery,
  type ItemsQuery,
  itemsQuery,
  pagingQuery,
  toItemQuery,
  toPage,
} from './item-query.ts'

const nextUpQuery = Type.Object({
  ...dtoQuery,
  ...pagingQuery,
  seriesId: Type.Optional(idText('Series')),
  parentId: Type.Optional(idText('Library')),
  nextUpDateCutoff: Type.Optional(
    Type.String({
      maxLength: 40,
      description: 'Only series of which something was played since this time, in ISO 8601.',
    }),
  ),
  enableResumable: Type.Optional(
    Type.Boolean({ description: 'Whether to include episodes that are begun. Default: true.' }),
  ),
})

const resumeQuery = Type.Object({ ...itemsQuery.properties })

const answer = { json: ItemPageSchema }
const signedIn = { access: 'signed-in', answer } as const

/** What to go on with: the next episodes, and what was begun. */
export function continueWatchingRoutes(server: Server, deps: ItemDeps): void {
  const { catalog } = deps

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
      const { startIndex: start = 0, limit: count } = toPage(query)
      const since = Date.parse(query.nextUpDateCutoff ?? '')
      const { items, total } =
        userId === undefined
          ? { items: [], total: 0 }
          : await catalog.nextUp({
              userId,
              ...visibleIn(access),
              ...(query.seriesId === undefined
                ? {}
                : { seriesId: (await requireSeries(catalog, query.seriesId, access)).id }),
              ...(query.parentId === undefined
                ? {}
                : { parentLibraryId: (await requireItem(catalog, query.parentId, access)).id }),
              startIndex: start,
              ...(count === undefined ? {} : { limit: count }),
              ...(Number.isNaN(since) ? {} : { playedSince: since }),
              ...(query.enableResumable === false ? { withoutBegun: true } : {}),
            })
      const options = listOptions(query, access)
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
    return await listPage(deps, { ...requested, isResumable: true, sortBy }, query, access)
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
