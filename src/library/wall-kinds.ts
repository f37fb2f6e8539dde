import type { ItemKind } from './item.ts'

/** Kinds of items that the walls of libraries are made of. */
export const wallKinds: readonly ItemKind[] = [
  'Movie',
  'BoxSet',
  'Series',
  'MusicArtist',
  'MusicAlbum',
  'PhotoAlbum',
]
