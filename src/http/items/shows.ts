import { Type } from 'typebox'
import type { ItemQuery } from '../../catalog/items/item-catalog.ts'
import { listOptions, requestingUser } from './dto-options.ts'
import type { ItemDto } from '../../dto/schemas.ts'
import type { Item } from '../../library/item.ts'
import type { Access } from '../access/access.ts'
import { requireItem, requireSeries } from '../access/find-items.ts'
import { ItemPageSchema, type ItemDeps, loadItemDtos } from './item-dtos.ts'
import { listPage } from './item-page.ts'
import { dtoQuery, type ItemsQuery, pagingQuery, toPage } from './item-query.ts'
import { idText, requireId } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import { visibleIn } from '../access/visible.ts'

const seriesParameters = Type.Object({ seriesId: idText('Series') })

const adjacentTo = Type.Optional(idText('Only this one with the one before and the one after'))

const seasonsQuery = Type.Object({
  ...dtoQuery,
  ...pagingQuery,
  isSpecialSeason: Type.Optional(
    Type.Boolean({ description: 'Only the season of specials (true), or all others (false).' }),
  ),
  adjacentTo,
})

const episodesQuery = Type.Object({
  ...dtoQuery,
  ...pagingQuery,
  season: Type.Optional(Type.Integer({ minimum: 0, description: 'Season number.' })),
  seasonId: Type.Optional(idText('Season')),
  startItemId: Type.Optional(idText('First episode to return')),
  adjacentTo,
})

const answer = { json: ItemPageSchema }
const signedIn = { access: 'signed-in', answer } as const

/** Seasons and episodes. */
export function showRoutes(server: Server, deps: ItemDeps): void {
  const { catalog } = deps

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
      const series = await requireSeries(catalog, params.seriesId, access)
      const { isSpecialSeason } = query
      const all = {
        parentId: series.id,
        kinds: ['Season'],
        sortBy: [ascending('IndexNumber')],
      } as const
      if (isSpecialSeason === undefined && query.adjacentTo === undefined)
        return await listPage(deps, { ...all, ...pageOf(query) }, query, access)
      const seasons = await listPage(deps, all, query, access)
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
      const series = await requireSeries(catalog, params.seriesId, access)
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
        return await listPage(deps, { ...requested, ...pageOf(query) }, query, access)
      const listed = await listPage(deps, requested, query, access)
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
