import { type Static, Type } from 'typebox'
import type { NamedEntity } from '../../catalog/items/name-catalog.ts'
import { toDtoOptions, withFields } from '../../dto/options.ts'
import { listOptions, requestingUser, itemOptions } from './dto-options.ts'
import { ItemSchema } from '../../dto/schemas.ts'
import { SearchHintSchema, toSearchHint } from '../../dto/search-hint.ts'
import type { ItemKind } from '../../library/item.ts'
import type { NameKind } from '../../library/mentions.ts'
import type { Access } from '../access/access.ts'
import { requireItem, requireOwner, requireUser } from '../access/find-items.ts'
import { ItemPageSchema, type ItemDeps, loadItemDtos, loadNameDtos, rootDto } from './item-dtos.ts'
import { dtoQuery, itemsQuery, toItemQuery } from './item-query.ts'
import { idText } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import { visibleIn } from '../access/visible.ts'
import { component } from '../../dto/component.ts'

const itemParameters = Type.Object({ id: idText('Item') })

const include = (what: string) =>
  Type.Boolean({ default: true, description: `Whether to search ${what}.` })

const { parentId, includeItemTypes, excludeItemTypes, mediaTypes, startIndex } =
  itemsQuery.properties

const maxHints = 100

const hintsQuery = Type.Object({
  parentId,
  includeItemTypes,
  excludeItemTypes,
  mediaTypes,
  startIndex,
  userId: dtoQuery.userId,
  searchTerm: Type.String({
    default: '',
    maxLength: 200,
    description: 'Part of the name; case is ignored.',
  }),
  limit: Type.Integer({
    default: maxHints,
    description: 'Maximum number of hints, up to 1000; below 0, as many as that.',
  }),
  includePeople: include('people'),
  includeMedia: include('items'),
  includeGenres: include('genres'),
  includeStudios: include('studios'),
  includeArtists: include('artists'),
})

const similarQuery = Type.Object({
  ...dtoQuery,
  limit: Type.Integer({
    default: 12,
    description: 'Maximum number of items, up to 200; below 0, as many as that.',
  }),
})

/** A limit below 0 is none of the client's. */
function bounded(limit: number, max: number): number {
  return limit < 0 ? max : Math.min(limit, max)
}

const signedIn = { access: 'signed-in' } as const

const HintsSchema = component('SearchHintResult', {
  SearchHints: Type.Array(SearchHintSchema),
  TotalRecordCount: Type.Integer({ minimum: 0 }),
})
const CountsSchema = Type.Record(Type.String(), Type.Integer({ minimum: 0 }))

/** Searching, what is alike, how much there is, what is above. */
export function discoverRoutes(server: Server, deps: ItemDeps): void {
  const { catalog } = deps

  server.get(
    '/Search/Hints',
    {
      config: { ...signedIn, answer: { json: HintsSchema } },
      schema: { summary: 'Searches by name.', querystring: hintsQuery },
    },
    ({ query, access }) => searchHints(query, access),
  )

  async function searchHints(query: Static<typeof hintsQuery>, access: Access) {
    const searchTerm = query.searchTerm.trim()
    const limit = bounded(query.limit, 1000)
    if (searchTerm.trim() === '') return { SearchHints: [], TotalRecordCount: 0 }
    const options = withFields(toDtoOptions({}), 'PrimaryImageAspectRatio')
    const requested = toItemQuery(catalog.ids, { ...query, searchTerm, limit })
    if (requested.parentId !== undefined) await requireItem(catalog, requested.parentId, access)
    const found = query.includeMedia
      ? await catalog.queryItems({ ...requested, ...visibleIn(access) })
      : { items: [], total: 0 }
    const items = await loadItemDtos(deps, found.items, options)
    const { names, total } = await searchNames(query, limit - items.length, access)
    const dtos = await loadNameDtos(deps, names, options, visibleIn(access))
    // An artist with a folder is found as an item, too.
    const all = new Map([...items, ...dtos].map((dto) => [dto.Id, dto]))
    const hints = [...all.values()].map((dto) => toSearchHint(dto, searchTerm))
    return {
      SearchHints: hints,
      TotalRecordCount: Math.max(hints.length, (found.total ?? 0) + total),
    }
  }

  async function searchNames(query: Static<typeof hintsQuery>, maxNames: number, access: Access) {
    // A search for films alone does not include people.
    const wantsAll = query.includeItemTypes === undefined && query.mediaTypes === undefined
    const asks = (type: string) =>
      query.includeItemTypes?.some((name) => name.toLowerCase() === type) === true
    const wanted: readonly (readonly [NameKind, boolean])[] = [
      ['person', query.includePeople && (wantsAll || asks('person'))],
      ['genre', query.includeGenres && (wantsAll || asks('genre') || asks('musicgenre'))],
      ['studio', query.includeStudios && (wantsAll || asks('studio'))],
      ['artist', query.includeArtists && (wantsAll || asks('musicartist'))],
    ]
    const names: NamedEntity[] = []
    let total = 0
    for (const [kind, isIncluded] of wanted) {
      if (!isIncluded) continue
      const page = await catalog.queryNames({
        kind,
        ...visibleIn(access),
        searchTerm: query.searchTerm,
        limit: Math.max(0, maxNames - names.length),
        countTotal: true,
      })
      names.push(...page.names)
      total += page.total ?? 0
    }
    return { names, total }
  }

  for (const kind of ['Items', 'Movies', 'Shows', 'Albums', 'Artists', 'Trailers'])
    server.get(
      `/${kind}/:id/Similar`,
      {
        config: { ...signedIn, answer: { json: ItemPageSchema } },
        schema: {
          summary:
            'Returns items of the same type that share people, genres or studios with this one.',
          params: itemParameters,
          querystring: similarQuery,
        },
      },
      async ({ params, query, access }) => {
        const owner = await requireOwner(catalog, params.id, access)
        const limit = bounded(query.limit, 200)
        const items =
          owner.kind === 'item'
            ? await catalog.similarItems(owner.item, { ...visibleIn(access), limit })
            : []
        const options = listOptions(query, access)
        const dtos = await loadItemDtos(deps, items, options, requestingUser(query, access))
        return { Items: dtos, TotalRecordCount: dtos.length, StartIndex: 0 }
      },
    )

  server.get(
    '/Items/Counts',
    {
      config: { ...signedIn, answer: { json: CountsSchema } },
      schema: {
        summary: 'Returns the number of items of each type.',
        querystring: Type.Object({ userId: dtoQuery.userId }),
      },
    },
    async ({ access }) => {
      const counts = await catalog.kindCounts(access.libraryIds)
      const of = (kind: ItemKind) => counts.get(kind) ?? 0
      const all = [...counts].filter(([kind]) => kind !== 'CollectionFolder')
      return {
        MovieCount: of('Movie'),
        SeriesCount: of('Series'),
        EpisodeCount: of('Episode'),
        ArtistCount: of('MusicArtist'),
        ProgramCount: 0,
        TrailerCount: 0,
        SongCount: of('Audio'),
        AlbumCount: of('MusicAlbum'),
        MusicVideoCount: 0,
        BoxSetCount: of('BoxSet'),
        BookCount: 0,
        ItemCount: all.reduce((sum, [, count]) => sum + count, 0),
      }
    },
  )

  server.get(
    '/Items/:id/Ancestors',
    {
      config: { ...signedIn, answer: { json: Type.Array(ItemSchema) } },
      schema: {
        summary: 'Returns the ancestors of an item, nearest first.',
        params: itemParameters,
        querystring: Type.Object({ userId: dtoQuery.userId }),
      },
    },
    async ({ params, access }) => {
      const owner = await requireOwner(catalog, params.id, access)
      if (owner.kind !== 'item') return []
      const ancestors = await catalog.ancestorsOf([owner.item])
      const above = lineageOf(owner.item.parentId, ancestors)
      const dtos = await loadItemDtos(deps, above, itemOptions(access), access.userId)
      return [...dtos, rootDto(deps)]
    },
  )

  const rootSchema = { summary: 'Returns the root folder, which contains the libraries.' }
  const rootAnswer = { json: ItemSchema }
  server.get(
    '/Items/Root',
    { config: { ...signedIn, answer: rootAnswer }, schema: rootSchema },
    async () => rootDto(deps),
  )
  server.get(
    '/Users/:userId/Items/Root',
    {
      config: { access: 'self-or-admin', answer: rootAnswer },
      schema: { ...rootSchema, params: Type.Object({ userId: idText('User') }) },
    },
    async ({ params }) => {
      await requireUser(catalog, params.userId)
      return rootDto(deps)
    },
  )

  server.get(
    '/Library/MediaFolders',
    {
      config: { ...signedIn, answer: { json: ItemPageSchema } },
      schema: { summary: 'Returns the libraries, for tools.' },
    },
    async ({ access }) => {
      const { items } = await catalog.queryItems(visibleIn(access))
      const dtos = await loadItemDtos(deps, items, toDtoOptions({}))
      return { Items: dtos, TotalRecordCount: dtos.length, StartIndex: 0 }
    },
  )
}

function lineageOf<T extends { readonly id: string; readonly parentId?: string }>(
  parentId: string | undefined,
  ancestors: ReadonlyMap<string, T>,
): readonly T[] {
  const above = new Map<string, T>()
  for (let id = parentId; id !== undefined && !above.has(id);) {
    const found = ancestors.get(id)
    if (found === undefined) break
    above.set(id, found)
    id = found.parentId
  }
  return [...above.values()]
}
