import type { ItemKind } from '../library/item.ts'
import type { LibraryKind } from '../library/library.ts'

interface KindTraits {
  readonly isFolder: boolean
  readonly mediaType: 'Video' | 'Audio' | 'Photo' | 'Unknown'
  /** Whether it shows images of what is above it (Jellyfin's `SupportsInheritedParentImages`). */
  readonly inherits: boolean
  /** Of a Primary image whose size is not known (`GetDefaultPrimaryImageAspectRatio`). */
  readonly aspectRatio?: number
}

const folder = { isFolder: true, mediaType: 'Unknown' } as const
const video = { isFolder: false, mediaType: 'Video' } as const

export const kindTraits = {
  CollectionFolder: { ...folder, inherits: false },
  Folder: { ...folder, inherits: true },
  Movie: { ...video, inherits: true, aspectRatio: 2 / 3 },
  BoxSet: { ...folder, inherits: false, aspectRatio: 2 / 3 },
  Series: { ...folder, inherits: false, aspectRatio: 2 / 3 },
  Season: { ...folder, inherits: true, aspectRatio: 2 / 3 },
  Episode: { ...video, inherits: true, aspectRatio: 16 / 9 },
  MusicArtist: { ...folder, inherits: false, aspectRatio: 1 },
  MusicAlbum: { ...folder, inherits: true, aspectRatio: 1 },
  Audio: { isFolder: false, mediaType: 'Audio', inherits: true, aspectRatio: 1 },
  PhotoAlbum: { ...folder, inherits: false },
  Photo: { isFolder: false, mediaType: 'Photo', inherits: false },
  Video: { ...video, inherits: true },
} as const satisfies Record<ItemKind, KindTraits>

export function traitsOf(kind: ItemKind): KindTraits {
  return kindTraits[kind]
}

/**
 * The wire's `CollectionType`. A library of photographs may hold videos, which makes it Jellyfin's
 * `homevideos`; `photos` is not known to all clients (Swiftfin hides it).
 */
export const collectionTypes = {
  movies: 'movies',
  tvshows: 'tvshows',
  music: 'music',
  photos: 'homevideos',
} as const satisfies Record<LibraryKind, string>

/** The wire's `Type` of what items mention by name, where it is no item itself. */
export const nameTypes = ['Person', 'Genre', 'MusicGenre', 'Studio', 'Year'] as const
export type NameType = (typeof nameTypes)[number] | 'MusicArtist'
