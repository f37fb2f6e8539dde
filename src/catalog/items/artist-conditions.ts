import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { ItemQuery } from './item-catalog.ts'

const among = (ids: readonly string[]) => sql`(${ids.length === 0 ? sql`null` : sql.join(ids)})`

/** Items, and albums with songs, that mention one of the artists. */
const mentioning = (artists: readonly string[]) => sql`(
  select item_id from mentions where name_id in ${among(artists)}
  union select songs.parent_id from mentions join items songs on songs.id = mentions.item_id
    where mentions.name_id in ${among(artists)} and mentions.item_kind = 'Audio')`

/** That the album, or the song for its album, is by one of the artists. */
const isAlbumArtist = (artists: readonly string[]) => sql`exists (select 1
  from json_each(coalesce(json_extract(items.json, '$.albumArtists'), json_extract(items.json, '$.artists'))) own
  join names on names.id in ${among(artists)} and lower(names.name) = lower(own.value))`

/** What a query asks of the artists of songs and albums. */
export function artistConditions(
  query: Pick<ItemQuery, 'contributingArtists' | 'excludeArtists'>,
): readonly RawBuilder<SqlBool>[] {
  const { contributingArtists: guests, excludeArtists: excluded } = query
  return [
    ...(guests === undefined
      ? []
      : [
          sql<SqlBool>`items.kind in ('Audio', 'MusicAlbum') and items.id in ${mentioning(guests)}
            and not ${isAlbumArtist(guests)}`,
        ]),
    ...(excluded === undefined
      ? []
      : // A null among what is not in a list would make everything unknown.
        [
          sql<SqlBool>`not exists (select 1 from ${mentioning(excluded)} where item_id = items.id)`,
        ]),
  ]
}
