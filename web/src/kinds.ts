import type { GridShape } from './grid-layout.ts'
import type { ItemDto, ItemType } from './wire.ts'

const poster: GridShape = { ratio: 2 / 3, scale: 1 }
const square: GridShape = { ratio: 1, scale: 1.12 }
const wide: GridShape = { ratio: 16 / 9, scale: 1.75 }
const photo: GridShape = { ratio: 4 / 3, scale: 1.6 }

interface KindTraits {
  readonly one: string
  readonly many: string
  readonly shape: GridShape
}

export const kindTraits = {
  CollectionFolder: { one: 'Library', many: 'Libraries', shape: wide },
  Folder: { one: 'Folder', many: 'Folders', shape: square },
  Movie: { one: 'Film', many: 'Films', shape: poster },
  BoxSet: { one: 'Collection', many: 'Collections', shape: poster },
  Series: { one: 'Series', many: 'Series', shape: poster },
  Season: { one: 'Season', many: 'Seasons', shape: poster },
  Episode: { one: 'Episode', many: 'Episodes', shape: wide },
  MusicArtist: { one: 'Artist', many: 'Artists', shape: square },
  MusicAlbum: { one: 'Album', many: 'Albums', shape: square },
  Audio: { one: 'Track', many: 'Tracks', shape: square },
  PhotoAlbum: { one: 'Photo album', many: 'Photo albums', shape: photo },
  Photo: { one: 'Photo', many: 'Photos', shape: photo },
  Video: { one: 'Video', many: 'Videos', shape: wide },
} as const satisfies Record<ItemType, KindTraits>

export const allKinds = Object.keys(kindTraits) as readonly ItemType[]

/** Traits of a kind, also of one that this page does not know yet. */
export function traitsOf(type: string): KindTraits {
  const traitsByType: Readonly<Record<string, KindTraits | undefined>> = kindTraits
  return traitsByType[type] ?? { one: type, many: type, shape: square }
}

const sections: Readonly<Record<string, readonly ItemType[]>> = {
  movies: ['Movie', 'BoxSet'],
  tvshows: ['Series', 'Episode'],
  music: ['MusicAlbum', 'MusicArtist', 'Audio'],
  photos: ['Photo', 'PhotoAlbum', 'Video'],
  homevideos: ['Photo', 'PhotoAlbum', 'Video'],
}

/** What a library shows, the usual first. */
export function sectionsOf(library: ItemDto): readonly ItemType[] {
  return sections[library.CollectionType ?? ''] ?? ['Movie', 'Series', 'MusicAlbum', 'Photo']
}

/** `S1 E2`, `3` or nothing: where an item stands in its series or album. */
export function numberOf(item: ItemDto): string {
  const { IndexNumber: index, ParentIndexNumber: parent, IndexNumberEnd: end } = item
  if (index === undefined) return ''
  if (item.Type === 'Episode') {
    const range = end === undefined || end === index ? `E${index}` : `E${index}–${end}`
    return parent === undefined ? range : `S${parent} ${range}`
  }
  return item.Type === 'Audio' ? String(index) : ''
}

/** The second line under a picture. */
export function captionOf(item: ItemDto): string {
  const year = String(item.ProductionYear ?? '')
  switch (item.Type) {
    case 'Episode':
      return [numberOf(item), item.SeriesName].filter(Boolean).join(' · ')
    case 'MusicAlbum':
      return item.AlbumArtist ?? item.Artists?.[0] ?? year
    case 'Audio':
      return item.Artists?.join(', ') ?? item.Album ?? ''
    case 'Season':
      return item.ChildCount === undefined ? year : countOf(item.ChildCount, 'episode')
    case 'PhotoAlbum':
    case 'BoxSet':
      return item.ChildCount === undefined ? year : countOf(item.ChildCount, 'item')
    case 'CollectionFolder':
    case 'Folder':
    case 'Movie':
    case 'MusicArtist':
    case 'Photo':
    case 'Video':
    case 'Series':
      return year
    default:
      // A kind that this page does not know yet.
      item.Type satisfies never
      return year
  }
}

export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}
