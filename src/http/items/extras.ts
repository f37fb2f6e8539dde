import { Type } from 'typebox'
import { lineage } from '../../dto/context.ts'
import { toExtraDtos, toPartDtos } from '../../dto/extras.ts'
import { ItemSchema } from '../../dto/schemas.ts'
import { type ExtraType, specialFeatureTypes } from '../../library/media-file.ts'
import type { Access } from '../access/access.ts'
import { requireOwner } from '../access/find-items.ts'
import { idText } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import { itemOptions } from './dto-options.ts'
import { type ItemDeps, ItemPageSchema } from './item-dtos.ts'

const parameters = Type.Object({ id: idText('Item') })
const olderParameters = Type.Object({ userId: idText('User'), id: idText('Item') })
const themeQuery = Type.Object({
  inheritFromParent: Type.Optional(
    Type.Boolean({ description: 'Whether those of the series or folder above will do.' }),
  ),
})

const ThemesSchema = Type.Intersect([
  ItemPageSchema,
  Type.Object({ OwnerId: Type.String({ description: 'The item that they belong to.' }) }),
])
const ThemeMediaSchema = Type.Object({
  ThemeVideosResult: ThemesSchema,
  ThemeSongsResult: ThemesSchema,
  SoundtrackSongsResult: ThemesSchema,
})

/** Trailers, special features, themes and further parts that lie beside a film or series. */
export function extraRoutes(server: Server, { catalog, libraries, serverId }: ItemDeps): void {
  const contextOf = (access: Access) => ({
    options: itemOptions(access),
    roots: new Map(libraries.map(({ id, root }) => [id, root])),
    serverId,
  })

  async function findExtras(text: string, types: readonly ExtraType[], access: Access) {
    const owner = await requireOwner(catalog, text, access)
    if (owner.kind !== 'item') return []
    return toExtraDtos(owner.item, types, contextOf(access))
  }

  async function findThemes(text: string, type: ExtraType, inherits: boolean, access: Access) {
    const owner = await requireOwner(catalog, text, access)
    const item = owner.kind === 'item' ? owner.item : undefined
    const above =
      item === undefined || !inherits
        ? []
        : lineage(item, { ancestors: await catalog.ancestorsOf([item]) })
    const found = [...(item === undefined ? [] : [item]), ...above].find(({ extras = [] }) =>
      extras.some((extra) => extra.type === type),
    )
    const items = found === undefined ? [] : toExtraDtos(found, [type], contextOf(access))
    const ownerId = found?.id ?? item?.id ?? '0'.repeat(32)
    return { Items: items, TotalRecordCount: items.length, StartIndex: 0, OwnerId: ownerId }
  }

  const lists = [
    { name: 'LocalTrailers', types: ['Trailer'], what: 'the trailers that lie beside an item' },
    { name: 'SpecialFeatures', types: specialFeatureTypes, what: 'the extras of an item' },
  ] as const
  for (const { name, types, what } of lists) {
    const answer = { json: Type.Array(ItemSchema) }
    server.get(
      `/Items/:id/${name}`,
      {
        config: { access: 'signed-in', answer },
        schema: { summary: `Returns ${what}.`, params: parameters },
      },
      ({ params, access }) => findExtras(params.id, types, access),
    )
    server.get(
      `/Users/:userId/Items/:id/${name}`,
      {
        config: { access: 'self-or-admin', answer },
        schema: { summary: `Returns ${what}. Older form.`, params: olderParameters },
      },
      ({ params, access }) => findExtras(params.id, types, access),
    )
  }

  server.get(
    '/Videos/:id/AdditionalParts',
    {
      config: { access: 'signed-in', answer: { json: ItemPageSchema } },
      schema: { summary: 'Returns the parts of a film after the first.', params: parameters },
    },
    async ({ params, access }) => {
      const owner = await requireOwner(catalog, params.id, access)
      const items = owner.kind === 'item' ? toPartDtos(owner.item, contextOf(access)) : []
      return { Items: items, TotalRecordCount: items.length, StartIndex: 0 }
    },
  )

  for (const type of ['ThemeSong', 'ThemeVideo'] as const)
    server.get(
      `/Items/:id/${type}s`,
      {
        config: { access: 'signed-in', answer: { json: ThemesSchema } },
        schema: {
          summary: `Returns the theme ${type === 'ThemeSong' ? 'songs' : 'videos'} of an item.`,
          params: parameters,
          querystring: themeQuery,
        },
      },
      ({ params, query, access }) =>
        findThemes(params.id, type, query.inheritFromParent === true, access),
    )

  server.get(
    '/Items/:id/ThemeMedia',
    {
      config: { access: 'signed-in', answer: { json: ThemeMediaSchema } },
      schema: {
        summary: 'Returns the theme songs and videos of an item.',
        params: parameters,
        querystring: themeQuery,
      },
    },
    async ({ params, query, access }) => {
      const inherits = query.inheritFromParent === true
      const ThemeSongsResult = await findThemes(params.id, 'ThemeSong', inherits, access)
      return {
        ThemeVideosResult: await findThemes(params.id, 'ThemeVideo', inherits, access),
        ThemeSongsResult,
        // Keyart knows of no soundtracks.
        SoundtrackSongsResult: { ...ThemeSongsResult, Items: [], TotalRecordCount: 0 },
      }
    },
  )
}
