import { type Static, Type } from 'typebox'
import { parseId } from '../../library/id.ts'
import { toImageInfos } from '../../dto/image-info.ts'
import { ImageInfoSchema, ItemSchema } from '../../dto/schemas.ts'
import { toDtoOptions, withAllFields, withFields } from '../../dto/options.ts'
import type { Access } from '../access/access.ts'
import { resolveArtists } from './artist-ids.ts'
import {
  requireImageOwner,
  requireItem,
  requireOwner,
  requireUser,
  rootId,
} from '../access/find-items.ts'
import { ItemPageSchema, type ItemDeps, loadItemDtos, loadNameDtos, rootDto } from './item-dtos.ts'
import { dtoQuery, type ItemsQuery, itemsQuery, toItemQuery } from './item-query.ts'
import { findLatest } from './latest.ts'
import { idText } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import { visibleIn } from '../access/visible.ts'

const itemParameters = Type.Object({ id: idText('Item') })
const userParameters = Type.Object({ userId: idText('User') })
const userItemParameters = Type.Object({ userId: idText('User'), id: idText('Item') })

const viewsQuery = Type.Object({ userId: dtoQuery.userId })

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
  limit: Type.Integer({
    minimum: 0,
    maximum: 1000,
    default: 20,
    description: 'Maximum number of items to return.',
  }),
})

const signedIn = { access: 'signed-in' } as const
const ownOrAdmin = { access: 'self-or-admin' } as const
const somePage = { answer: { json: ItemPageSchema } }
const someItems = { answer: { json: Type.Array(ItemSchema) } }
const anItem = { answer: { json: ItemSchema } }
const theImages = { answer: { json: Type.Array(ImageInfoSchema) } }

/** Items and views. Each route has the newer form and the older one below `/Users/{userId}`. */
export function itemRoutes(server: Server, deps: ItemDeps): void {
  const { catalog } = deps

  async function listItems(query: ItemsQuery, access: Access) {
    const { userId } = access
    const requested = {
      ...toItemQuery(catalog.ids, await resolveArtists(catalog, query)),
      ...visibleIn(access),
      ...(userId === undefined ? {} : { userId }),
    }
    if (requested.parentId !== undefined) await requireItem(catalog, requested.parentId, access)
    const { items, total } = await catalog.queryItems(requested)
    return {
      Items: await loadItemDtos(deps, items, toDtoOptions(query), requestingUser(query, access)),
      // Not counted: as much as is known, which is what Jellyfin says, too.
      TotalRecordCount: total ?? 0,
      StartIndex: requested.startIndex ?? 0,
    }
  }

  async function oneItem(id: string, access: Access) {
    const owner = await requireOwner(catalog, id, access)
    const options = withAllFields(toDtoOptions({}))
    if (owner.kind === 'root') return rootDto(deps)
    if (owner.kind === 'name') return (await loadNameDtos(deps, [owner.name], options, access))[0]
    return (await loadItemDtos(deps, [owner.item], options, access.userId))[0]
  }

  async function listLatest(query: Static<typeof latestQuery>, access: Access) {
    if (query.parentId !== undefined) await requireItem(catalog, query.parentId, access)
    const found = await findLatest(catalog, query, access)
    const items = found.map(({ item }) => item)
    const options = toDtoOptions(query)
    const dtos = await loadItemDtos(deps, items, options, requestingUser(query, access))
    return dtos.map((dto, index) => {
      const newItems = found[index]?.newItems
      return newItems === undefined ? dto : { ...dto, ChildCount: newItems }
    })
  }

  async function listViews(access: Access) {
    const { items } = await catalog.queryItems(visibleIn(access))
    const options = withFields(toDtoOptions({}), 'PrimaryImageAspectRatio')
    const dtos = await loadItemDtos(deps, items, options, access.userId)
    return { Items: dtos, TotalRecordCount: dtos.length, StartIndex: 0 }
  }

  server.get(
    '/Items',
    {
      config: { ...signedIn, ...somePage },
      schema: {
        summary: 'Returns items with their image tags, in pages.',
        querystring: itemsQuery,
      },
    },
    (request) => listItems(request.query, request.access),
  )
  server.get(
    '/Items/Latest',
    {
      config: { ...signedIn, ...someItems },
      schema: { summary: 'Returns the items added last.', querystring: latestQuery },
    },
    (request) => listLatest(request.query, request.access),
  )
  server.get(
    '/Items/:id',
    {
      config: { ...signedIn, ...anItem },
      schema: { summary: 'Returns an item with all its properties.', params: itemParameters },
    },
    (request) => oneItem(request.params.id, request.access),
  )
  server.get(
    '/Items/:id/Images',
    {
      config: { ...signedIn, ...theImages },
      schema: {
        summary: 'Returns all images of an item: type, index, tag, size in pixels and bytes.',
        params: itemParameters,
      },
    },
    async (request) => {
      if (parseId(request.params.id) === rootId) return []
      const { id } = await requireImageOwner(catalog, request.params.id, request.access)
      return toImageInfos((await catalog.imagesOf([id])).get(id) ?? [])
    },
  )
  server.get(
    '/UserViews',
    {
      config: { ...signedIn, ...somePage },
      schema: { summary: 'Returns the libraries.', querystring: viewsQuery },
    },
    (request) => listViews(request.access),
  )

  server.get(
    '/Users/:userId/Items',
    {
      config: { ...ownOrAdmin, ...somePage },
      schema: {
        summary: 'Older form of `/Items`.',
        params: userParameters,
        querystring: itemsQuery,
      },
    },
    async (request) => {
      await requireUser(catalog, request.params.userId)
      return await listItems(request.query, request.access)
    },
  )
  server.get(
    '/Users/:userId/Items/Latest',
    {
      config: { ...ownOrAdmin, ...someItems },
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
  server.get(
    '/Users/:userId/Items/:id',
    {
      config: { ...ownOrAdmin, ...anItem },
      schema: { summary: 'Older form of `/Items/{id}`.', params: userItemParameters },
    },
    async (request) => {
      await requireUser(catalog, request.params.userId)
      return await oneItem(request.params.id, request.access)
    },
  )
  server.get(
    '/Users/:userId/Views',
    {
      config: { ...ownOrAdmin, ...somePage },
      schema: { summary: 'Older form of `/UserViews`.', params: userParameters },
    },
    async (request) => {
      await requireUser(catalog, request.params.userId)
      return await listViews(request.access)
    },
  )
}

/** Whose plays and favourites a list shows. */
export function requestingUser(
  { enableUserData = true }: { readonly enableUserData?: boolean },
  { userId }: Access,
): string | undefined {
  return enableUserData ? userId : undefined
}
