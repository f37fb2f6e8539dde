import { type Static, Type } from 'typebox'
import type { NameQuery } from '../../catalog/items/name-catalog.ts'
import type { NameType } from '../../dto/kinds.ts'
import { itemOptions, listOptions, requestingUser } from './dto-options.ts'
import { ItemSchema } from '../../dto/schemas.ts'
import { KeyartError } from '../../errors.ts'
import { type ItemKind, itemKinds } from '../../library/item.ts'
import type { NameKind } from '../../library/mentions.ts'
import type { Access } from '../access/access.ts'
import { requireItem } from '../access/find-items.ts'
import { ItemPageSchema, type ItemDeps, loadNameDtos } from './item-dtos.ts'
import { dtoQuery, itemsQuery, nameBounds, parseKinds, toNameBounds, toPage } from './item-query.ts'
import { list } from './query-parameters.ts'
import { idText, requireId } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import { visibleIn } from '../access/visible.ts'

const musicKinds: readonly ItemKind[] = ['MusicArtist', 'MusicAlbum', 'Audio']
const otherKinds = itemKinds.filter((kind) => !musicKinds.includes(kind))

interface NameRoute {
  readonly path: string
  readonly kind: NameKind
  readonly type?: NameType
  /** Kinds that are looked at unless the query names some. */
  readonly itemKinds?: readonly ItemKind[]
  readonly what: string
}

const routes: readonly NameRoute[] = [
  { path: 'Persons', kind: 'person', what: 'People' },
  { path: 'Genres', kind: 'genre', itemKinds: otherKinds, what: 'Genres' },
  {
    path: 'MusicGenres',
    kind: 'genre',
    type: 'MusicGenre',
    itemKinds: musicKinds,
    what: 'Music genres',
  },
  { path: 'Studios', kind: 'studio', what: 'Studios' },
  { path: 'Years', kind: 'year', what: 'Years' },
  { path: 'Artists', kind: 'artist', what: 'Artists' },
  { path: 'Artists/AlbumArtists', kind: 'artist', what: 'Album artists' },
]

const namesQuery = Type.Object({
  ...dtoQuery,
  ...nameBounds,
  parentId: Type.Optional(idText('Library or folder to search')),
  includeItemTypes: list('Only names that occur in items of these types.'),
  personTypes: list('Only people with any of these roles: Actor, Director, Writer, GuestStar.'),
  appearsInItemId: Type.Optional(idText('Only names that occur in this item')),
  isFavorite: itemsQuery.properties.isFavorite,
  filters: itemsQuery.properties.filters,
  searchTerm: itemsQuery.properties.searchTerm,
  sortOrder: itemsQuery.properties.sortOrder,
  startIndex: itemsQuery.properties.startIndex,
  limit: itemsQuery.properties.limit,
  enableTotalRecordCount: itemsQuery.properties.enableTotalRecordCount,
})
type NamesQuery = Static<typeof namesQuery>

const nameParameters = Type.Object({
  name: Type.String({ description: 'Name, percent-encoded; case is ignored.' }),
})

const signedIn = { access: 'signed-in' } as const

/** Lists of people, genres, studios, artists and years, and each by its name. */
export function nameRoutes(server: Server, deps: ItemDeps): void {
  const { catalog } = deps

  async function listNames(route: NameRoute, query: NamesQuery, access: Access) {
    const { parentId, appearsInItemId, userId: _, ...rest } = query
    const parent = parentId === undefined ? undefined : await requireItem(catalog, parentId, access)
    const isLibrary = parent?.kind === 'CollectionFolder'
    // Everything in a library of music is music.
    const isMusic =
      isLibrary && deps.libraries.some(({ id, kind }) => id === parent.id && kind === 'music')
    const kinds = parseKinds(query.includeItemTypes) ?? (isMusic ? musicKinds : route.itemKinds)
    const wantsFavorites =
      query.isFavorite === true || query.filters?.some((name) => /^isfavorite$/i.test(name))
    const requested: NameQuery = {
      kind: route.kind,
      ...visibleIn(access),
      ...(isLibrary ? { libraryIds: [parent.id] } : {}),
      ...(parent === undefined || isLibrary ? {} : { parentId: parent.id }),
      ...(kinds === undefined ? {} : { itemKinds: kinds }),
      ...(query.personTypes === undefined || route.kind !== 'person'
        ? {}
        : { roles: query.personTypes }),
      ...(appearsInItemId === undefined
        ? {}
        : { itemId: requireId(appearsInItemId, 'appearsInItemId') }),
      ...(query.searchTerm === undefined ? {} : { searchTerm: query.searchTerm }),
      ...toNameBounds(rest),
      ...(wantsFavorites === true ? { favoriteOf: access.userId ?? '' } : {}),
      descending: query.sortOrder?.[0]?.toLowerCase().startsWith('desc') ?? false,
      ...toPage(query),
      countTotal: query.enableTotalRecordCount ?? true,
    }
    const { names, total } = await catalog.queryNames(requested)
    const user = requestingUser(query, access)
    const options = listOptions(query, access)
    const type = isMusic && route.kind === 'genre' ? 'MusicGenre' : route.type
    return {
      Items: await loadNameDtos(deps, names, options, {
        ...visibleIn(access),
        userId: user,
        type,
      }),
      TotalRecordCount: total ?? names.length,
      StartIndex: requested.startIndex ?? 0,
    }
  }

  /** jellyfin-apiclient writes `/`, `&` and `?` of a name as `-`. */
  async function findSlug(kind: NameKind, slug: string, access: Access) {
    if (!slug.includes('-') || slug.length > 200) return []
    const { names } = await catalog.queryNames({ kind, name: slug, ...visibleIn(access) })
    const isMeant = (name: string) =>
      name.replaceAll(/[/&?]/g, '-').toLowerCase() === slug.toLowerCase()
    return names.filter(({ name }) => isMeant(name)).slice(0, 1)
  }

  async function oneName({ kind, type }: NameRoute, name: string, access: Access) {
    const exact = await catalog.findNames([catalog.ids.name(kind, name)], access.libraryIds)
    const names = exact.length > 0 ? exact : await findSlug(kind, name, access)
    const options = itemOptions(access)
    const [dto] = await loadNameDtos(deps, names, options, {
      ...visibleIn(access),
      userId: access.userId,
      type,
    })
    if (dto === undefined)
      throw new KeyartError('ITEM_NOT_FOUND', 'There is nothing with this name')
    return dto
  }

  for (const route of routes) {
    server.get(
      `/${route.path}`,
      {
        config: { ...signedIn, answer: { json: ItemPageSchema } },
        schema: { summary: `Lists ${route.what.toLowerCase()}.`, querystring: namesQuery },
      },
      (request) => listNames(route, request.query, request.access),
    )
    if (route.path.includes('/')) continue
    server.get(
      `/${route.path}/:name`,
      {
        config: { ...signedIn, answer: { json: ItemSchema } },
        schema: {
          summary: `Returns one of the ${route.what.toLowerCase()}, by name.`,
          params: nameParameters,
        },
      },
      (request) => oneName(route, request.params.name, request.access),
    )
  }
}
