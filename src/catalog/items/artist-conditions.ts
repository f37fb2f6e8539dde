import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { ArtistFilter } from './item-catalog.ts'

const among = (ids: readonly string[]) => sql`(${ids.length === 0 ? sql`null` : sql.join(ids)})`

/** Items that mention one of the artists, and albums with songs that do. */
const mentioning = (artists: readonly string[]) => sql`(
  select item_id from mentions where name_id in ${among(artists)}
  union select albums.id from mentions
    join items songs on songs.id = mentions.item_id
    join items albums on albums.id = songs.parent_id and albums.kind = 'MusicAlbum'
    where mentions.name_id in ${among(artists)} and mentions.item_kind = 'Audio')`

/** That an album is by one of the artists; of a song, that its album is. */
const isAlbumArtist = (artists: readonly string[]) => sql`exists (select 1
  from json_each(coalesce(json_extract(items.json, '$.albumArtists'), json_extract(items.json, '$.artists'))) own
  join names on names.id in ${among(artists)} and lower(names.name) = lower(own.value))`

/** What a query asks of the artists of songs and albums. */
export function artistConditions({
  anyOf,
  albumArtists,
  guests,
  noneOf,
}: ArtistFilter): readonly RawBuilder<SqlBool>[] {
  return [
    ...(anyOf === undefined ? [] : [sql<SqlBool>`items.id in ${mentioning(anyOf)}`]),
    ...(albumArtists === undefined
      ? []
      : [
          sql<SqlBool>`items.id in (select item_id from mentions where name_id in ${among(albumArtists)})
            and (items.kind = 'MusicArtist' or ${isAlbumArtist(albumArtists)})`,
        ]),
    ...(guests === undefined
      ? []
      : [
          sql<SqlBool>`items.kind in ('Audio', 'MusicAlbum') and items.id in ${mentioning(guests)}
            and not ${isAlbumArtist(guests)}`,
        ]),
    ...(noneOf === undefined ? [] : [sql<SqlBool>`items.id not in ${mentioning(noneOf)}`]),
  ]
}
