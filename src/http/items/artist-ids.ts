import type { CatalogState } from '../../catalog/database/catalog-state.ts'
import type { ItemCatalog } from '../../catalog/items/item-catalog.ts'
import { parseId } from '../../library/id.ts'
import type { ItemsQuery } from './item-query.ts'

const artistParameters = [
  'artistIds',
  'albumArtistIds',
  'contributingArtistIds',
  'excludeArtistIds',
] as const satisfies readonly (keyof ItemsQuery)[]

/**
 * The query with artists as items mention them: an artist with a folder goes by the folder's id,
 * but albums and songs know the name alone. One statement, and none where no artist is asked for.
 */
export async function resolveArtists(
  catalog: Pick<ItemCatalog, 'findItems'> & Pick<CatalogState, 'ids'>,
  query: ItemsQuery,
): Promise<ItemsQuery> {
  const artistIds = artistParameters.flatMap((name) => query[name] ?? [])
  if (artistIds.length === 0) return query
  const items = await catalog.findItems(artistIds.flatMap((text) => parseId(text) ?? []))
  const names = new Map(
    items.flatMap(({ id, kind, name }) =>
      kind === 'MusicArtist' ? [[id, catalog.ids.name('artist', name)]] : [],
    ),
  )
  const resolve = (ids: readonly string[]) =>
    ids.map((text) => names.get(parseId(text) ?? '') ?? text)
  const resolved = artistParameters.flatMap((name) => {
    const ids = query[name]
    return ids === undefined ? [] : [[name, resolve(ids)] as const]
  })
  return { ...query, ...Object.fromEntries(resolved) }
}
