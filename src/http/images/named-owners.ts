import type { CatalogState } from '../../catalog/database/catalog-state.ts'
import type { ItemCatalog } from '../../catalog/items/item-catalog.ts'
import type { NameKind } from '../../library/mentions.ts'

/** What has images by its name, in the wire's spelling of the route. */
export const namedKinds = {
  Artists: 'artist',
  Genres: 'genre',
  MusicGenres: 'genre',
  GameGenres: 'genre',
  Persons: 'person',
  Studios: 'studio',
  Years: 'year',
} as const satisfies Record<string, NameKind>

/**
 * Ids of what goes by `name`, the likeliest first: the owners that its images may have. Names are
 * matched without regard to case.
 */
export async function findNamedOwners(
  catalog: Pick<CatalogState, 'ids'> & Pick<ItemCatalog, 'queryItems'>,
  kind: NameKind,
  name: string,
): Promise<readonly string[]> {
  if (kind !== 'artist') return [catalog.ids.name(kind, name)]
  const { items } = await catalog.queryItems({ recursive: true, kinds: ['MusicArtist'], name })
  // Who sings on one album and acts in a film may have a portrait as a person alone.
  return [
    ...items.map(({ id }) => id),
    catalog.ids.name('artist', name),
    catalog.ids.name('person', name),
  ]
}
