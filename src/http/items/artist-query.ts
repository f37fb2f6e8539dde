import { type Static, Type } from 'typebox'
import type { ArtistFilter } from '../../catalog/items/item-catalog.ts'
import { parseId } from '../../library/id.ts'
import type { Ids } from '../../library/ids.ts'
import { list } from './query-parameters.ts'

/** Parameters of `/Items` by which artists narrow a list. */
export const artistQuery = {
  artists: list('Only songs by any of these artists, albums with such songs, and their folders.'),
  artistIds: list('The same, by id.'),
  albumArtistIds: list('Only albums by any of these artists, their songs, and their folders.'),
  contributingArtistIds: list(
    'Only songs by any of these artists on albums by others, and those albums.',
  ),
  excludeArtistIds: list('Nothing by any of these artists.'),
}

const artistQuerySchema = Type.Object(artistQuery)
type ArtistQuery = Static<typeof artistQuerySchema>

const maxArtists = 1000

/** As the catalog has it; `undefined` where nothing is asked. Ids that are none match nothing. */
export function toArtistFilter(catalogIds: Ids, query: ArtistQuery): ArtistFilter | undefined {
  const byId = (ids: readonly string[] = []) => ids.map((text) => parseId(text) ?? '')
  const byName = (query.artists ?? []).map((name) => catalogIds.name('artist', name))
  const lists = [
    ['anyOf', [...byName, ...byId(query.artistIds)]],
    ['albumArtists', byId(query.albumArtistIds)],
    ['guests', byId(query.contributingArtistIds)],
    ['noneOf', byId(query.excludeArtistIds)],
  ] as const
  const asked = lists.filter(([, ids]) => ids.length > 0)
  return asked.length === 0
    ? undefined
    : Object.fromEntries(asked.map(([name, ids]) => [name, ids.slice(0, maxArtists)]))
}
