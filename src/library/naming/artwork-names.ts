import type { ImageType } from '../image-type.ts'
import type { ItemKind } from '../item.ts'

/**
 * One image type and the names that its files have, the preferred first. In a name:
 * - `<n>` alone is the item's own name, `<n>.jpg`
 * - `poster` is `<n>-poster.jpg` and, where the folder is the item's alone, `poster.jpg`
 * - `fanart#` is a numbered family: `fanart`, then `fanart1` or `fanart-1`, `fanart2`, … in number
 *   order, gaps or not
 * - `extrafanart/*` is every image of that folder, in natural order
 * - `albumart*` is every image that begins so
 */
export interface ArtworkRule {
  readonly type: ImageType
  readonly names: readonly string[]
  /**
   * Whether all names with `<n>-` in front come before all plain ones, or only those of one name
   * before the plain form of that name.
   */
  readonly ownNamesFirst?: boolean
}

// Order and names: Jellyfin's LocalImageProvider; then what Emby 3.x read besides (show, movie,
// box, back, menu, screenshot), then Kodi's keyart, which stands in where there is no poster.
function primary(...names: string[]): ArtworkRule {
  return { type: 'Primary', names: ['<n>', ...names, 'keyart'], ownNamesFirst: true }
}

const common: readonly ArtworkRule[] = [
  { type: 'Logo', names: ['logo', 'clearlogo'] },
  { type: 'Art', names: ['clearart'] },
  { type: 'Banner', names: ['banner'] },
  { type: 'Thumb', names: ['landscape', 'thumb'] },
  {
    type: 'Backdrop',
    names: ['fanart#', 'background#', 'art#', 'extrafanart/*', 'backdrop#'],
  },
]

const boxed: readonly ArtworkRule[] = [
  { type: 'Box', names: ['box'] },
  { type: 'BoxRear', names: ['boxrear', 'back'] },
  { type: 'Menu', names: ['menu'] },
  { type: 'Screenshot', names: ['screenshot#', 'extrathumbs/*'] },
  { type: 'Profile', names: ['profile'] },
]

const videoDisc: ArtworkRule = { type: 'Disc', names: ['disc', 'cdart', 'discart'] }
const albumDisc: ArtworkRule = { type: 'Disc', names: ['cdart', 'disc', 'discart'] }
const setBackdrop: ArtworkRule = { type: 'Backdrop', names: ['movieset-fanart#'] }
const chapters: ArtworkRule = { type: 'Chapter', names: ['chapter#', 'chapters/*'] }

// What players and rippers write besides (front, album, Windows Media Player's AlbumArt_{…}_Large);
// MediaElch has thumb as the only picture of artists and albums.
const records = ['folder', 'poster', 'cover', 'jacket', 'default', 'front', 'albumart*', 'album']
const album = primary(...records, 'thumb')
const artist = primary(...records, 'artist', 'thumb')
// Plex numbers posters, and one of them may be there alone; movieset is Kodi's, for a set of films.
const folder = primary('poster', 'poster#', 'folder', 'cover', 'default', 'movieset-poster')

/** The artwork that lies beside or in each kind of item. */
export const artworkRules: Record<ItemKind, readonly ArtworkRule[]> = {
  CollectionFolder: [folder, ...common, ...boxed],
  Folder: [folder, ...common, setBackdrop, ...boxed],
  Movie: [
    primary('poster', 'poster#', 'folder', 'cover', 'default', 'movie'),
    ...common,
    videoDisc,
    ...boxed,
    chapters,
  ],
  BoxSet: [folder, ...common, setBackdrop, videoDisc, ...boxed],
  Series: [primary('poster', 'poster#', 'folder', 'cover', 'default', 'show'), ...common, ...boxed],
  Season: [folder, ...common, ...boxed],
  // Only ever with `<n>-` in front: the folder is never the episode's alone.
  Episode: [{ type: 'Primary', names: ['<n>', 'thumb', 'landscape'] }, chapters],
  MusicArtist: [artist, ...common, ...boxed],
  MusicAlbum: [album, ...common, albumDisc, ...boxed],
  // The pictures of a song are inside its file.
  Audio: [],
  // Only names that nobody gives to photographs, which `art` and `screenshot1` may be: Jellyfin's.
  PhotoAlbum: [
    {
      type: 'Primary',
      names: ['<n>', 'folder', 'poster', 'cover', 'default'],
      ownNamesFirst: true,
    },
    { type: 'Logo', names: ['logo'] },
    { type: 'Thumb', names: ['landscape', 'thumb'] },
    { type: 'Backdrop', names: ['fanart#', 'extrafanart/*', 'backdrop#'] },
  ],
  // The file itself.
  Photo: [],
  // Among photographs: only ever with `<n>-` in front.
  Video: [
    { type: 'Primary', names: ['poster', 'thumb', 'cover', '<n>'] },
    { type: 'Thumb', names: ['landscape'] },
    { type: 'Backdrop', names: ['fanart#', 'backdrop#'] },
    chapters,
  ],
}

/**
 * Artwork of the set of a film, in the film's own folder or in one that holds the set's films: the
 * names of tinyMediaManager and Kodi.
 */
export const filmSetArtwork: readonly ArtworkRule[] = [
  { type: 'Primary', names: ['movieset-poster'] },
  { type: 'Logo', names: ['movieset-logo', 'movieset-clearlogo'] },
  { type: 'Art', names: ['movieset-clearart'] },
  { type: 'Banner', names: ['movieset-banner'] },
  { type: 'Thumb', names: ['movieset-landscape', 'movieset-thumb'] },
  { type: 'Backdrop', names: ['movieset-fanart#', 'movieset-backdrop#'] },
  { type: 'Disc', names: ['movieset-disc', 'movieset-discart'] },
]

/**
 * Artwork of a season that lies in the folder of its series: `season01-poster`, and with
 * `season-all` in front what stands in for every season.
 */
export const seasonArtwork: readonly ArtworkRule[] = [
  // The name alone is Kometa's and Plex's.
  { type: 'Primary', names: ['poster', '<n>', 'keyart'] },
  { type: 'Backdrop', names: ['fanart#', 'background#', 'backdrop#'] },
  { type: 'Banner', names: ['banner'] },
  { type: 'Thumb', names: ['landscape', 'thumb'] },
  // Written by Jellyfin and Kodi, though Jellyfin does not read them back.
  { type: 'Logo', names: ['logo', 'clearlogo'] },
  { type: 'Art', names: ['clearart'] },
]

/** Of an episode that is a disc in a folder of its own: there the plain names are its, too. */
export const discEpisodeArtwork: readonly ArtworkRule[] = [
  primary('thumb', 'landscape', 'poster', 'folder', 'cover', 'default'),
]

const albumArtworkStems = new Set(
  artworkRules.PhotoAlbum.flatMap(({ names }) => names.map((name) => name.replace('#', ''))),
)

/** Whether a photograph of this name is taken for artwork of its album and is no item itself. */
export function isAlbumArtwork(stem: string): boolean {
  const lower = stem.toLowerCase()
  return albumArtworkStems.has(lower) || /^(?:fanart|backdrop)-?\d+$/.test(lower)
}
