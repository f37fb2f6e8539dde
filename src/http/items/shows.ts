import { Type } from 'typebox'
import type { ItemQuery } from '../../catalog/items/item-catalog.ts'
import { listOptions, requestingUser } from './dto-options.ts'
import type { ItemDto } from '../../dto/schemas.ts'
import type { Item } from '../../library/item.ts'
import { KeyartError } from '../../errors.ts'
import type { Access } from '../access/access.ts'
import { requireItem, requireUser } from '../access/find-items.ts'
import { ItemPageSchema, type ItemDeps, loadItemDtos } from './item-dtos.ts'
import { dtoQuery, type ItemsQuery, itemsQuery, toItemQuery, toPage } from './item-query.ts'
import { idText, requireId } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import { visibleIn } from '../access/visible.ts'

const { startIndex, limit, enableTotalRecordCount } = itemsQuery.properties
const paging = { startIndex, limit, enableTotalRecordCount }

const seriesParameters = Type.Object({ seriesId: idText('Series') })

const adjacentTo = Type.Optional(idText('Only this one with the one before and the one after'))

const seasonsQuery = Type.Object({
  ...dtoQuery,
  ...paging,
  isSpecialSeason: Type.Optional(
    Type.Boolean({ description: 'Only the season of specials (true), or all others (false).' }),
  ),
  adjacentTo,
})

const episodesQuery = Type.Object({
  ...dtoQuery,
  ...paging,
  season: Type.Optional(Type.Integer({ minimum: 0, description: 'Season number.' })),
  seasonId: Type.Optional(idText('Season')),
  startItemId: Type.Optional(idText('First episode to return')),
  adjacentTo,
})

const nextUpQuery = Type.Object({
  ...dtoQuery,
  ...paging,
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
      Items: await loadItemDtos(
        deps,
        items,
        listOptions(query, access),
        requestingUser(query, access),
      ),
      TotalRecordCount: total ?? items.length,
      StartIndex: requested.startIndex ?? 0,
    }
  }

  async function requireSeries(id: string, access: Access) {
    const item = await requireItem(catalog, id, access)
    if (item.kind !== 'Series') throw new KeyartError('ITEM_NOT_FOUND', 'There is no such series')
    return item
  }

  /** Specials that air among the episodes of one season. */
  async function specialsWithin(
    seriesId: string,
    { season, seasonId }: { readonly season?: number; readonly seasonId?: string },
    parentId: string,
    access: Access,
  ): Promise<readonly Item[]> {
    const number =
      season ??
      (seasonId === undefined ? undefined : (await catalog.findItem(parentId))?.indexNumber)
    if (number === undefined || number === 0) return []
    const ofSeries = { parentId: seriesId, recursive: true, parentIndexNumber: 0 } as const
    const specials = { ...ofSeries, kinds: ['Episode'], ...visibleIn(access) } as const
    return (await catalog.queryItems(specials)).items.filter(
      ({ facts }) => (facts?.airsBefore?.season ?? facts?.airsAfterSeason) === number,
    )
  }

  /** Each special before the episode that it airs before, or after all. */
  async function withSpecials(
    episodes: readonly ItemDto[],
    specials: readonly Item[],
    query: Pick<ItemsQuery, keyof typeof dtoQuery>,
    access: Access,
  ): Promise<readonly ItemDto[]> {
    const options = listOptions(query, access)
    const dtos = await loadItemDtos(deps, specials, options, requestingUser(query, access))
    const all = [...episodes]
    for (const [index, dto] of dtos.entries()) {
      const { airsBefore } = specials[index]?.facts ?? {}
      const first = airsBefore === undefined ? Infinity : (airsBefore.episode ?? 0)
      const at = all.findIndex(({ IndexNumber = 0 }) => IndexNumber >= first)
      all.splice(at === -1 ? all.length : at, 0, dto)
    }
    return all
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
      const { isSpecialSeason } = query
      const all = {
        parentId: series.id,
        kinds: ['Season'],
        sortBy: [ascending('IndexNumber')],
      } as const
      if (isSpecialSeason === undefined && query.adjacentTo === undefined)
        return await list({ ...all, ...pageOf(query) }, query, access)
      const seasons = await list(all, query, access)
      const isSpecial = ({ IndexNumber }: ItemDto) => IndexNumber === 0
      const wanted = seasons.Items.filter(
        (season) => isSpecialSeason === undefined || isSpecial(season) === isSpecialSeason,
      )
      return pageOfList(adjacent(wanted, query.adjacentTo), query)
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
      const specials = await specialsWithin(series.id, query, parentId, access)
      if (
        query.startItemId === undefined &&
        query.adjacentTo === undefined &&
        specials.length === 0
      )
        return await list({ ...requested, ...pageOf(query) }, query, access)
      const listed = await list(requested, query, access)
      const all = { ...listed, Items: await withSpecials(listed.Items, specials, query, access) }
      if (query.startItemId === undefined)
        return pageOfList(adjacent(all.Items, query.adjacentTo), query)
      const first = requireId(query.startItemId, 'startItemId')
      const start = Math.max(
        0,
        all.Items.findIndex(({ Id }) => Id === first),
      )
      const { limit = Infinity } = toPage(query)
      const Items = all.Items.slice(start, start + limit)
      return { ...all, Items, TotalRecordCount: all.Items.length }
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
                : { seriesId: (await requireSeries(query.seriesId, access)).id }),
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

/** An item with its neighbours; all where none is named. */
function adjacent(items: readonly ItemDto[], text: string | undefined): readonly ItemDto[] {
  if (text === undefined) return items
  const id = requireId(text, 'adjacentTo')
  const at = items.findIndex(({ Id }) => Id === id)
  return at === -1 ? [] : items.slice(Math.max(0, at - 1), at + 2)
}

/** A page of what was listed whole. */
function pageOfList(items: readonly ItemDto[], query: Pick<ItemsQuery, 'startIndex' | 'limit'>) {
  const { startIndex = 0, limit = Infinity } = toPage(query)
  const Items = items.slice(startIndex, startIndex + limit)
  return { Items, TotalRecordCount: items.length, StartIndex: startIndex }
}

function ascending(key: 'IndexNumber' | 'ParentIndexNumber') {
  return { key, descending: false }
}

function pageOf(query: Pick<ItemsQuery, 'startIndex' | 'limit' | 'enableTotalRecordCount'>) {
  return {
    ...toPage(query),
    countTotal: query.enableTotalRecordCount ?? true,
  }
}
