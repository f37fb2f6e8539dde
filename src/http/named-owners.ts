import type { Catalog } from '../catalog/catalog.ts'
import { personId } from '../library/item.ts'

/** What has images by its name, in the wire's spelling of the route. */
export const namedKinds = [
  'Artists',
  'Genres',
  'MusicGenres',
  'GameGenres',
  'Persons',
  'Studios',
  'Years',
] as const

export type NamedKind = (typeof namedKinds)[number]

/**
 * Ids of what goes by `name`, the likeliest first: the owners that its images may have. Empty for
 * kinds that own no images. Names are matched without regard to case.
 */
export async function findNamedOwners(
  catalog: Pick<Catalog, 'queryItems'>,
  kind: NamedKind,
  name: string,
): Promise<readonly string[]> {
  switch (kind) {
    case 'Persons':
      return [personId(name)]
    case 'Artists': {
      const { items } = await catalog.queryItems({ recursive: true, kinds: ['MusicArtist'], name })
      // Who sings on one album and acts in a film may have a portrait as a person alone.
      return [...items.map(({ id }) => id), personId(name)]
    }
    case 'Genres':
    case 'MusicGenres':
    case 'GameGenres':
    case 'Studios':
    case 'Years':
      return []
    default:
      return kind satisfies never
  }
}
