import type { ItemQuery } from '../../catalog/items/item-catalog.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { parseId } from '../../library/id.ts'
import { toBesideDto } from '../../dto/extras.ts'
import { toImageInfos } from '../../dto/image-info.ts'
import { ImageInfoSchema, type ItemDto, ItemSchema } from '../../dto/schemas.ts'
import { toDtoOptions, withFields } from '../../dto/options.ts'
import { itemOptions, listOptions, requestingUser } from './dto-options.ts'
import type { Access } from '../access/access.ts'
import { resolveArtists } from './artist-ids.ts'
import {
  findOwner,
  noItem,
  requireImageOwner,
  requireItem,
  requireUser,
  rootId,
} from '../access/find-items.ts'
import { ItemPageSchema, type ItemDeps, loadItemDtos, loadNameDtos, rootDto } from './item-dtos.ts'
import { ItemJson } from './item-json.ts'
import { dtoQuery, type ItemsQuery, itemsQuery, toItemQuery } from './item-query.ts'
import { idText, requireId } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import { maySee, visibleIn } from '../access/visible.ts'

const itemParameters = Type.Object({ id: idText('Item') })
const userParameters = Type.Object({ userId: idText('User') })
const userItemParameters = Type.Object({ userId: idText('User'), id: idText('Item') })

const viewsQuery = Type.Object({ userId: dtoQuery.userId })

const signedIn = { access: 'signed-in' } as const
const ownOrAdmin = { access: 'self-or-admin' } as const
const somePage = { answer: { json: ItemPageSchema } }
const anItem = { answer: { json: ItemSchema } }
const theImages = { answer: { json: Type.Array(ImageInfoSchema) } }

/** Names of albums that a list may be narrowed by, each a statement. */
const maxAlbumNames = 50
/** Ids among which names are looked for. */
const maxNamedIds = 1000

/** Items and views. Each route has the newer form and the older one below `/Users/{userId}`. */
export function itemRoutes(server: Server, deps: ItemDeps): void {
  const { catalog } = deps
  const itemJson = new ItemJson(deps)

  async function listItems(request: FastifyRequest, reply: FastifyReply, query: ItemsQuery) {
    const { access } = request
    const { userId } = access
    const requested: ItemQuery & { within?: readonly string[] } = {
      ...toItemQuery(catalog.ids, await resolveArtists(catalog, query)),
      ...visibleIn(access),
      ...(userId === undefined ? {} : { userId }),
    }
    if (requested.parentId !== undefined) await requireItem(catalog, requested.parentId, access)
    const within = await findAlbums(query, access)
    if (within !== undefined) requested.within = within
    const { ids, total } = await catalog.queryIds(requested)
    request.nextPage = nextPageOf(requested, ids.length)
    const options = listOptions(query, access)
    const startIndex = requested.startIndex ?? 0
    if (query.ids === undefined && ItemJson.isFor(ids.length, options)) {
      const counts = { startIndex, ...(total === undefined ? {} : { total }) }
      const user = requestingUser(query, access)
      const { json, owners } = await itemJson.pageOf(ids, options, user, counts)
      request.listed(owners)
      return await reply.type('application/json; charset=utf-8').send(json)
    }
    const items = await catalog.findItems(ids)
    const dtos = await loadItemDtos(deps, items, options, requestingUser(query, access))
    const all = await withNames(query, dtos, access)
    return {
      Items: all,
      // Where nobody asked for the total, who looks whether there is any still sees it.
      TotalRecordCount: (total ?? dtos.length) + all.length - dtos.length,
      StartIndex: startIndex,
    }
  }

  /** Reads the ids of the items after a full page. */
  function nextPageOf(query: ItemQuery, length: number) {
    const { startIndex = 0, limit = 0 } = query
    const isRandom = query.sortBy?.some(({ key }) => key === 'Random') === true
    if (length === 0 || length < limit || isRandom) return undefined
    return async () => {
      const next = { ...query, startIndex: startIndex + length, countTotal: false }
      return (await catalog.queryIds(next)).ids
    }
  }

  /** Albums that songs are asked of; `undefined`: of any. */
  async function findAlbums({ albumIds = [], albums = [] }: ItemsQuery, access: Access) {
    if (albumIds.length === 0 && albums.length === 0) return undefined
    const ids = albumIds.flatMap((text) => parseId(text) ?? [])
    for (const name of albums.slice(0, maxAlbumNames)) {
      const album = { recursive: true, kinds: ['MusicAlbum'], name } as const
      const found = await catalog.queryItems({ ...album, ...visibleIn(access) })
      ids.push(...found.items.map(({ id }) => id))
    }
    return ids
  }

  /** With the persons, genres and the like among `ids`: `/Items/{id}` answers for them, too. */
  async function withNames(query: ItemsQuery, dtos: ItemDto[], access: Access) {
    const ids = query.ids?.flatMap((text) => parseId(text) ?? []) ?? []
    const isNarrowed = query.parentId !== undefined || query.searchTerm !== undefined
    if (ids.length === 0 || ids.length > maxNamedIds || isNarrowed) return dtos
    const missing = ids.filter((id) => dtos.every((dto) => dto.Id !== id))
    if (missing.length === 0 || query.limit !== undefined) return dtos
    const names = await catalog.findNames(missing, access.libraryIds)
    const user = { ...visibleIn(access), userId: requestingUser(query, access) }
    const found = await loadNameDtos(deps, names, listOptions(query, access), user)
    const types = query.includeItemTypes?.map((type) => type.toLowerCase())
    const wanted = found.filter(({ Type: type }) => types?.includes(type.toLowerCase()) ?? true)
    if (wanted.length === 0 || query.sortBy !== undefined) return [...dtos, ...wanted]
    const byId = new Map([...dtos, ...wanted].map((dto) => [dto.Id, dto]))
    return [...new Set(ids)].flatMap((id) => byId.get(id) ?? [])
  }

  async function oneItem(text: string, access: Access) {
    const id = requireId(text, 'itemId')
    const options = itemOptions(access)
    const owner = await findOwner(catalog, id, access)
    switch (owner?.kind) {
      case undefined:
        return await requireBeside(id, access)
      case 'root':
        return rootDto(deps)
      case 'name':
        return (await loadNameDtos(deps, [owner.name], options, access))[0]
      case 'item':
        return (await loadItemDtos(deps, [owner.item], options, access.userId))[0]
    }
  }

  /** An extra or a part of a film: it has an id, and is no item of its own. */
  async function requireBeside(id: string, access: Access) {
    const holder = await catalog.findHolder(id)
    if (holder === undefined || !maySee(access, holder)) throw noItem()
    const roots = new Map(deps.libraries.map((library) => [library.id, library.root]))
    const context = { options: itemOptions(access), roots, serverId: deps.serverId }
    return toBesideDto(holder, id, context)
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
    (request, reply) => listItems(request, reply, request.query),
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
      const { id, item } = await requireImageOwner(catalog, request.params.id, request.access)
      const own = await catalog.imagesOf([id])
      // A collage is among them, as it is with Jellyfin.
      const owners = item === undefined ? [] : [item]
      const all = await deps.collages.addTo(own, owners, visibleIn(request.access))
      return toImageInfos(all.get(id) ?? [])
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
    async (request, reply) => {
      await requireUser(catalog, request.params.userId)
      return await listItems(request, reply, request.query)
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
