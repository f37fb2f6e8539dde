import { type Static, Type } from 'typebox'
import { KeyartError } from '../../errors.ts'
import { toImageInfos } from '../../dto/image-info.ts'
import { toDtoOptions, withAllFields, withFields } from '../../dto/options.ts'
import type { Item, ItemKind } from '../../library/item.ts'
import type { Access } from '../access.ts'
import { type ItemHouse, loadItemDtos } from '../item-dtos.ts'
import { dtoQuery, type ItemsQuery, itemsQuery, parseKinds, toItemQuery } from '../item-query.ts'
import { idText, requireId } from '../parameters.ts'
import type { Server } from '../server.ts'
import { maySee, visibleIn } from '../visible.ts'

const itemParameters = Type.Object({ id: idText('Item') })
const userParameters = Type.Object({ userId: idText('User') })
const userItemParameters = Type.Object({ userId: idText('User'), id: idText('Item') })

const latestQuery = Type.Object({
  ...dtoQuery,
  parentId: Type.Optional(idText('Library or folder')),
  includeItemTypes: itemsQuery.properties.includeItemTypes,
  limit: Type.Integer({ minimum: 0, default: 20, description: 'Most items to give.' }),
})

const signedIn = { access: 'signed-in' } as const
const ownOrAdmin = { access: 'self-or-admin' } as const

/** What "latest" shows: a series stands for its episodes, an album for its tracks. */
const latestKinds: readonly ItemKind[] = ['Movie', 'Series', 'MusicAlbum', 'Photo']

/** Items and views. Each route has the newer form and the older one below `/Users/{userId}`. */
export function itemRoutes(server: Server, house: ItemHouse): void {
  const { catalog } = house

  async function requireItem(id: string, access: Access): Promise<Item> {
    const item = await catalog.findItem(requireId(id, 'itemId'))
    if (item === undefined || !maySee(access, item))
      throw new KeyartError('ITEM_NOT_FOUND', 'There is no item of this id')
    return item
  }

  async function requireUser(id: string): Promise<void> {
    if ((await catalog.findUser(requireId(id, 'userId'))) === undefined)
      throw new KeyartError('USER_NOT_FOUND', 'There is no user of this id')
  }

  async function listItems(query: ItemsQuery, access: Access) {
    const asked = { ...toItemQuery(query), ...visibleIn(access) }
    if (asked.parentId !== undefined) await requireItem(asked.parentId, access)
    const { items, total } = await catalog.queryItems(asked)
    const startIndex = asked.startIndex ?? 0
    return {
      Items: await loadItemDtos(house, items, toDtoOptions(query)),
      // Not counted: as much as is known, which is what Jellyfin says, too.
      TotalRecordCount: total ?? 0,
      StartIndex: startIndex,
    }
  }

  async function oneItem(id: string, access: Access) {
    const [dto] = await loadItemDtos(
      house,
      [await requireItem(id, access)],
      withAllFields(toDtoOptions({})),
    )
    return dto
  }

  async function listLatest(asked: Static<typeof latestQuery>, access: Access) {
    const { parentId, includeItemTypes, limit, ...query } = asked
    if (parentId !== undefined) await requireItem(parentId, access)
    const { items } = await catalog.queryItems({
      ...(parentId === undefined ? {} : { parentId: requireId(parentId, 'parentId') }),
      ...visibleIn(access),
      recursive: true,
      kinds: parseKinds(includeItemTypes) ?? latestKinds,
      sortBy: [{ key: 'DateCreated', descending: true }],
      limit,
    })
    return await loadItemDtos(house, items, toDtoOptions(query))
  }

  async function listViews(access: Access) {
    const { items } = await catalog.queryItems(visibleIn(access))
    const options = withFields(toDtoOptions({}), 'PrimaryImageAspectRatio')
    const dtos = await loadItemDtos(house, items, options)
    return { Items: dtos, TotalRecordCount: dtos.length, StartIndex: 0 }
  }

  server.get('/Items', { config: signedIn, schema: { querystring: itemsQuery } }, (request) =>
    listItems(request.query, request.access),
  )
  server.get(
    '/Items/Latest',
    { config: signedIn, schema: { querystring: latestQuery } },
    (request) => listLatest(request.query, request.access),
  )
  server.get('/Items/:id', { config: signedIn, schema: { params: itemParameters } }, (request) =>
    oneItem(request.params.id, request.access),
  )
  server.get(
    '/Items/:id/Images',
    { config: signedIn, schema: { params: itemParameters } },
    async (request) => {
      const { id } = await requireItem(request.params.id, request.access)
      return toImageInfos((await catalog.imagesOf([id])).get(id) ?? [])
    },
  )
  server.get('/UserViews', { config: signedIn }, (request) => listViews(request.access))

  server.get(
    '/Users/:userId/Items',
    { config: ownOrAdmin, schema: { params: userParameters, querystring: itemsQuery } },
    async (request) => {
      await requireUser(request.params.userId)
      return await listItems(request.query, request.access)
    },
  )
  server.get(
    '/Users/:userId/Items/Latest',
    { config: ownOrAdmin, schema: { params: userParameters, querystring: latestQuery } },
    async (request) => {
      await requireUser(request.params.userId)
      return await listLatest(request.query, request.access)
    },
  )
  server.get(
    '/Users/:userId/Items/:id',
    { config: ownOrAdmin, schema: { params: userItemParameters } },
    async (request) => {
      await requireUser(request.params.userId)
      return await oneItem(request.params.id, request.access)
    },
  )
  server.get(
    '/Users/:userId/Views',
    { config: ownOrAdmin, schema: { params: userParameters } },
    async (request) => {
      await requireUser(request.params.userId)
      return await listViews(request.access)
    },
  )
}
