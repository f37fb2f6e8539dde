import { Type } from 'typebox'
import type { ItemValues } from '../../catalog/items/item-catalog.ts'
import type { Access } from '../access/access.ts'
import { requireItem } from '../access/find-items.ts'
import { visibleIn } from '../access/visible.ts'
import type { Server } from '../server/server.ts'
import type { ItemDeps } from './item-dtos.ts'
import { dtoQuery, itemsQuery, toItemQuery } from './item-query.ts'
import { component } from '../../dto/component.ts'

const { parentId, includeItemTypes, mediaTypes, recursive } = itemsQuery.properties
const filtersQuery = Type.Object({
  userId: dtoQuery.userId,
  parentId,
  includeItemTypes,
  mediaTypes,
  recursive,
})
const texts = Type.Array(Type.String())
const FiltersSchema = component('QueryFiltersLegacy', {
  Genres: texts,
  Tags: texts,
  OfficialRatings: texts,
  Years: Type.Array(Type.Integer()),
})
const Filters2Schema = component('QueryFilters', {
  Genres: Type.Array(Type.Object({ Name: Type.String(), Id: Type.String() })),
  Tags: texts,
  AudioLanguages: texts,
  SubtitleLanguages: texts,
})

/** What a list can be narrowed by: each genre, tag, rating and year that something in it has. */
export function filterRoutes(server: Server, { catalog }: ItemDeps): void {
  type Asked = Parameters<typeof toItemQuery>[1]

  async function find(query: Asked, access: Access): Promise<ItemValues> {
    const asked = toItemQuery(catalog.ids, { ...query, recursive: true })
    if (asked.parentId !== undefined) await requireItem(catalog, asked.parentId, access)
    return await catalog.valuesOf({ ...asked, ...visibleIn(access) })
  }

  server.get(
    '/Items/Filters',
    {
      config: { access: 'signed-in', answer: { json: FiltersSchema } },
      schema: {
        summary: 'Returns the genres, tags, ratings and years that items have.',
        querystring: filtersQuery,
      },
    },
    async ({ query, access }) => {
      const { genres, tags, officialRatings, years } = await find(query, access)
      return { Genres: genres, Tags: tags, OfficialRatings: officialRatings, Years: years }
    },
  )
  server.get(
    '/Items/Filters2',
    {
      config: { access: 'signed-in', answer: { json: Filters2Schema } },
      schema: { summary: 'Returns genres with their ids, and tags.', querystring: filtersQuery },
    },
    async ({ query, access }) => {
      const { genres, tags } = await find(query, access)
      const Genres = genres.map((name) => ({ Name: name, Id: catalog.ids.name('genre', name) }))
      return { Genres, Tags: tags, AudioLanguages: [], SubtitleLanguages: [] }
    },
  )
}
