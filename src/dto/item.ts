import type { Item } from '../library/item.ts'
import { findAspectRatio } from './aspect-ratio.ts'
import { findAbove, imagesOf, type ItemContext } from './context.ts'
import { factMembers, requestedFacts } from './item-facts.ts'
import { nameInheritedImages, nameRelatedImages } from './inherited-images.ts'
import { collectionTypes, traitsOf } from './kinds.ts'
import { mediaMembers } from './media.ts'
import type { ItemField } from './options.ts'
import { nameOwnImages, toBlurHashes } from './own-images.ts'
import { toArtists, toNamed, toPersonDto } from './people.ts'
import { present, wireTime } from './present.ts'
import type { ItemDto } from './schemas.ts'
import { nameUserData } from './user-data.ts'

/** The item as the wire has it (`BaseItemDto`): which images exist, and what tells it apart. */
export function toItemDto(item: Item, context: ItemContext): ItemDto {
  const own = nameOwnImages(item, context)
  const inherited = nameInheritedImages(item, context)
  const related = nameRelatedImages(item, context)
  return {
    ...basics(item, context),
    ...factMembers(item),
    ...requestedFields(item, context),
    ...requestedFacts(item, context.options.fields),
    ...mediaMembers(item, context),
    ...counts(item, context),
    ...belongings(item, context),
    ...music(item, context),
    ...nameUserData(item, context),
    ...present({ PrimaryImageAspectRatio: findAspectRatio(item, context) }),
    ...own.members,
    ...inherited.members,
    ...related.members,
    ImageBlurHashes: toBlurHashes([...own.images, ...inherited.images, ...related.images]),
  }
}

function basics(item: Item, context: ItemContext) {
  const { isFolder, mediaType } = traitsOf(item.kind)
  const holds = item.kind === 'CollectionFolder' ? context.libraryKinds.get(item.id) : undefined
  return present({
    Name: item.name,
    ServerId: context.serverId,
    Id: item.id,
    Type: item.kind,
    IsFolder: isFolder,
    MediaType: mediaType,
    // Also for a season that only its episodes show: clients hide what is `Virtual` as missing.
    LocationType: 'FileSystem',
    CollectionType: holds && collectionTypes[holds],
    ProductionYear: item.year,
    PremiereDate: item.premiereDate && wireTime(Date.parse(item.premiereDate)),
    IndexNumber: item.indexNumber,
    IndexNumberEnd: item.indexNumberEnd,
    ParentIndexNumber: item.parentIndexNumber,
    CommunityRating: item.communityRating,
    OfficialRating: item.officialRating,
  })
}

/** What Jellyfin gives only when `Fields` names it. */
function requestedFields(item: Item, context: ItemContext) {
  const { fields } = context.options
  const when = <T>(field: ItemField, value: () => T): T | undefined =>
    fields.has(field) ? value() : undefined
  const photo = item.kind === 'Photo' ? imagesOf(item.id, 'Primary', context)[0] : undefined
  return present({
    ParentId: when('ParentId', () => item.parentId),
    SortName: when('SortName', () => item.sortName),
    OriginalTitle: when('OriginalTitle', () => item.originalTitle),
    Overview: when('Overview', () => item.overview),
    DateCreated: when('DateCreated', () => wireTime(item.facts?.addedAt ?? item.createdAt)),
    Genres: when('Genres', () => [...item.genres]),
    GenreItems: when('Genres', () => toNamed('genre', item.genres, context)),
    Studios: when('Studios', () => toNamed('studio', item.studios, context)),
    People: when('People', () => item.people.map((person) => toPersonDto(person, context))),
    ChildCount: when('ChildCount', () =>
      traitsOf(item.kind).isFolder ? (context.childCounts.get(item.id) ?? 0) : undefined,
    ),
    Width: when('Width', () => photo?.width),
    Height: when('Height', () => photo?.height),
  })
}

function counts(item: Item, { options, leafCounts, artistCounts }: ItemContext) {
  const ofArtist = artistCounts.get(item.id)
  const isCounted = options.fields.has('RecursiveItemCount') && traitsOf(item.kind).isFolder
  return present({
    RecursiveItemCount: isCounted ? (leafCounts.get(item.id) ?? 0) : undefined,
    AlbumCount: ofArtist && (ofArtist.get('MusicAlbum') ?? 0),
    SongCount: ofArtist && (ofArtist.get('Audio') ?? 0),
  })
}

/** The series and season of an episode, the series of a season. */
function belongings(item: Item, context: ItemContext) {
  const isEpisode = item.kind === 'Episode'
  if (!isEpisode && item.kind !== 'Season') return {}
  const series = findAbove(item, 'Series', context)
  const season = isEpisode ? findAbove(item, 'Season', context) : undefined
  return present({
    SeriesId: series?.id,
    SeriesName: series?.name,
    SeasonId: season?.id,
    SeasonName: season?.name,
  })
}

function music(item: Item, context: ItemContext) {
  if (item.kind !== 'MusicAlbum' && item.kind !== 'Audio') return {}
  const album = item.kind === 'Audio' ? findAbove(item, 'MusicAlbum', context) : undefined
  const { artists, albumArtists = artists } = item
  return present({
    Album: item.album ?? album?.name,
    AlbumId: album?.id,
    AlbumArtist: albumArtists[0],
    AlbumArtists: toArtists(item, albumArtists, context),
    Artists: [...artists],
    ArtistItems: toArtists(item, artists, context),
  })
}
