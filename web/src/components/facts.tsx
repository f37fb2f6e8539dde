import { countOf, numberOf, traitsOf } from '../kinds.ts'
import { formatRoute } from '../router.ts'
import type { ItemDto } from '../wire.ts'

const childNouns: Readonly<Record<string, string>> = {
  Series: 'season',
  Season: 'episode',
  MusicArtist: 'album',
  MusicAlbum: 'track',
  PhotoAlbum: 'photo',
  BoxSet: 'item',
}

/** Year, rating, genres, overview: what is known of an item beside its pictures. */
export function Facts({
  item,
  short = false,
}: {
  readonly item: ItemDto
  readonly short?: boolean
}) {
  const noun = childNouns[item.Type]
  const line = [
    traitsOf(item.Type).one,
    numberOf(item),
    item.ProductionYear,
    item.OfficialRating,
    noun === undefined || !item.ChildCount ? undefined : countOf(item.ChildCount, noun),
    item.AlbumArtist,
  ].filter((part) => part !== undefined && part !== '')
  const studios = item.Studios?.map(({ Name }) => Name) ?? []
  return (
    <div class="facts">
      <p class="line">
        {line.map((part, index) => (
          <span key={index}>{part}</span>
        ))}
        {item.CommunityRating !== undefined && (
          <span class="stars" aria-label={`Rated ${item.CommunityRating.toFixed(1)} of 10`}>
            ★ {item.CommunityRating.toFixed(1)}
          </span>
        )}
      </p>
      {item.OriginalTitle !== undefined && item.OriginalTitle !== item.Name && (
        <p class="original-title">{item.OriginalTitle}</p>
      )}
      {!short && item.Genres !== undefined && item.Genres.length > 0 && (
        <ul class="genres" aria-label="Genres">
          {item.Genres.map((genre) => (
            <li key={genre}>{genre}</li>
          ))}
        </ul>
      )}
      {item.Overview !== undefined && <p class="overview">{item.Overview}</p>}
      {!short && studios.length > 0 && <p class="studios">{studios.join(' · ')}</p>}
    </div>
  )
}

/** The way up: library, series, season or album. */
export function Trail({
  item,
  library,
}: {
  readonly item: ItemDto
  readonly library: ItemDto | undefined
}) {
  const ups: readonly (readonly [string | undefined, string | undefined])[] = [
    [item.SeriesId, item.SeriesName],
    [item.SeasonId, item.SeasonName],
    [item.AlbumId, item.Album],
  ]
  return (
    <nav class="trail" aria-label="Above this">
      {library !== undefined && <a href={`#/library/${library.Id}`}>{library.Name}</a>}
      {ups.map(([id, name]) =>
        id === undefined || id === item.Id ? null : (
          <a key={id} href={formatRoute({ page: 'item', id, image: undefined })}>
            {name ?? 'Up'}
          </a>
        ),
      )}
    </nav>
  )
}
