import { type Static, Type } from 'typebox'
import { ItemSchema } from '../../dto/schemas.ts'
import { defaultUserConfiguration } from '../../dto/user-configuration.ts'
import type { Access } from '../access/access.ts'
import { requireItem, requireUser } from '../access/find-items.ts'
import { findConfiguration } from '../access/user-dtos.ts'
import { idText } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import { listOptions, requestingUser } from './dto-options.ts'
import { type ItemDeps, loadItemDtos } from './item-dtos.ts'
import { dtoQuery, itemsQuery } from './item-query.ts'
import { findLatest } from './latest.ts'

const maxLatest = 1000

const latestQuery = Type.Object({
  ...dtoQuery,
  parentId: Type.Optional(idText('Library or folder')),
  includeItemTypes: itemsQuery.properties.includeItemTypes,
  groupItems: Type.Optional(
    Type.Boolean({
      description:
        'Whether to return the series or album instead of its episodes or tracks. Default: true.',
    }),
  ),
  isPlayed: Type.Optional(
    Type.Boolean({
      description:
        'Only what the user has played (true) or has not (false). Default: false if the user hides what is played (`HidePlayedInLatest`), else both.',
    }),
  ),
  limit: Type.Integer({
    default: 20,
    description: 'Maximum number of items to return, up to 1000.',
  }),
})

const userParameters = Type.Object({ userId: idText('User') })
const answer = { json: Type.Array(ItemSchema) }

/** The items added last, by the newer route and the older one. */
export function latestRoutes(server: Server, deps: ItemDeps): void {
  const { catalog } = deps

  async function listLatest(query: Static<typeof latestQuery>, access: Access) {
    if (query.parentId !== undefined) await requireItem(catalog, query.parentId, access)
    const limit = query.limit < 0 ? maxLatest : Math.min(query.limit, maxLatest)
    const isPlayed = query.isPlayed ?? ((await hidesPlayed(access)) ? false : undefined)
    const found = await findLatest(catalog, { ...query, limit, isPlayed }, access)
    const items = found.map(({ item }) => item)
    const options = listOptions(query, access)
    const dtos = await loadItemDtos(deps, items, options, requestingUser(query, access))
    return dtos.map((dto, index) => {
      const newItems = found[index]?.newItems
      return newItems === undefined ? dto : { ...dto, ChildCount: newItems }
    })
  }

  async function hidesPlayed({ userId }: Access): Promise<boolean> {
    if (userId === undefined) return false
    const configuration = await findConfiguration(catalog, userId)
    return (configuration ?? defaultUserConfiguration).HidePlayedInLatest
  }

  server.get(
    '/Items/Latest',
    {
      config: { access: 'signed-in', answer },
      schema: { summary: 'Returns the items added last.', querystring: latestQuery },
    },
    (request) => listLatest(request.query, request.access),
  )
  server.get(
    '/Users/:userId/Items/Latest',
    {
      config: { access: 'self-or-admin', answer },
      schema: {
        summary: 'Older form of `/Items/Latest`.',
        params: userParameters,
        querystring: latestQuery,
      },
    },
    async (request) => {
      await requireUser(catalog, request.params.userId)
      return await listLatest(request.query, request.access)
    },
  )
}
