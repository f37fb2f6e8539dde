import type { ItemKind } from '../library/item.ts'
import type { NameKind } from '../library/mentions.ts'
import { imagesOf, type ItemContext } from './context.ts'
import { aspectRatio } from './aspect-ratio.ts'
import type { NameType } from './kinds.ts'
import { nameOwnImages, toBlurHashes } from './own-images.ts'
import { present } from './present.ts'
import type { ItemDto } from './schemas.ts'
import { requestedFacts } from './item-facts.ts'
import { nameUserData } from './user-data.ts'

const musicKinds: readonly ItemKind[] = ['MusicArtist', 'MusicAlbum', 'Audio']

const types = {
  person: 'Person',
  genre: 'Genre',
  studio: 'Studio',
  artist: 'MusicArtist',
  year: 'Year',
} as const satisfies Record<NameKind, NameType>

/** A genre that only music has is one of music. */
export function nameTypeOf(kind: NameKind, counts: ReadonlyMap<ItemKind, number>): NameType {
  const isMusic = counts.size > 0 && [...counts.keys()].every((item) => musicKinds.includes(item))
  return kind === 'genre' && isMusic ? 'MusicGenre' : types[kind]
}

/** Jellyfin's defaults for an image of unknown size. */
const ratios = {
  Person: 2 / 3,
  Year: 2 / 3,
  Studio: 16 / 9,
  Genre: 1,
  MusicGenre: 1,
  MusicArtist: 1,
} as const satisfies Record<NameType, number>

/** A person, genre, studio, year or artist without a folder, as the wire has it (`BaseItemDto`). */
export function toNameDto(
  name: { readonly id: string; readonly kind: NameKind; readonly name: string },
  type: NameType,
  counts: ReadonlyMap<ItemKind, number>,
  context: Pick<ItemContext, 'serverId' | 'options' | 'images' | 'userItems'>,
): ItemDto {
  const own = nameOwnImages({ id: name.id }, context)
  const [primary] = imagesOf(name.id, 'Primary', context)
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return {
    ...present({
      Name: name.name,
      ServerId: context.serverId,
      Id: name.id,
      Type: type,
      IsFolder: type === 'MusicArtist',
      MediaType: 'Unknown',
      LocationType: 'FileSystem',
      ProductionYear: name.kind === 'year' ? Number(name.name) : undefined,
      SortName: context.options.fields.has('SortName') ? name.name : undefined,
      ChildCount: context.options.fields.has('ChildCount') ? all : undefined,
      MovieCount: counts.get('Movie'),
      SeriesCount: counts.get('Series'),
      EpisodeCount: counts.get('Episode'),
      AlbumCount: counts.get('MusicAlbum'),
      SongCount: counts.get('Audio'),
      PrimaryImageAspectRatio:
        primary !== undefined && context.options.fields.has('PrimaryImageAspectRatio')
          ? aspectRatio(primary, ratios[type])
          : undefined,
    }),
    ...requestedFacts({ id: name.id }, context.options.fields),
    ...nameUserData({ id: name.id }, context),
    ...own.members,
    ImageBlurHashes: toBlurHashes(own.images),
  }
}
