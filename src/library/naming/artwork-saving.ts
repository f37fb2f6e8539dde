import { artworkRules, seasonArtwork } from './artwork-names.ts'
import type { SourceFormat } from '../image.ts'
import type { ImageType } from '../image-type.ts'
import type { Item, ItemKind } from '../item.ts'
import { fileName, folderOf, stemOf } from './media-files.ts'

/** Where artwork is written beside the media. */
export interface SavePlace {
  /** Below the library's folder; `''` is that itself. */
  readonly folder: string
  /** File name without extension; of a plural type that of the first, others have a number. */
  readonly stem: string
}

/** What a place depends on besides the item. */
export interface SaveSurroundings {
  /** Whether the item's path is a folder. */
  readonly isFolder: boolean
  /** Path of the series that a season belongs to. */
  readonly seriesPath?: string | undefined
}

/** Kodi's names; types that it has none for are kept elsewhere. */
const kodiNames: Partial<Record<ImageType, string>> = {
  Primary: 'poster',
  Art: 'clearart',
  Backdrop: 'fanart',
  Banner: 'banner',
  Logo: 'clearlogo',
  Thumb: 'landscape',
  Disc: 'discart',
}

/** Their Primary is `folder`. */
const covered: readonly ItemKind[] = ['MusicAlbum', 'MusicArtist', 'PhotoAlbum']

/** `undefined` where nothing beside the media would be read as this type of this item. */
export function planSavePlace(
  item: Item,
  type: ImageType,
  { isFolder, seriesPath }: SaveSurroundings,
): SavePlace | undefined {
  const name = type === 'Primary' && covered.includes(item.kind) ? 'folder' : kodiNames[type]
  const rules = item.kind === 'Season' ? seasonArtwork : artworkRules[item.kind]
  if (name === undefined || !rules.some((rule) => rule.type === type)) return undefined
  const { path, indexNumber } = item
  if (item.kind === 'Season' && indexNumber !== undefined)
    return seriesPath === undefined
      ? undefined
      : { folder: seriesPath, stem: `${seasonPrefix(indexNumber)}-${name}` }
  if (item.kind === 'Episode')
    return { folder: folderOf(path), stem: `${stemOf(fileName(path))}-thumb` }
  if (isFolder) return { folder: path, stem: name }
  return item.kind === 'Movie'
    ? { folder: folderOf(path), stem: `${stemOf(fileName(path))}-${name}` }
    : undefined
}

function seasonPrefix(number: number): string {
  return number === 0 ? 'season-specials' : `season${String(number).padStart(2, '0')}`
}

/** The extension that says what the bytes are. */
export const saveExtensions = {
  jpeg: 'jpg',
  png: 'png',
  webp: 'webp',
  gif: 'gif',
  avif: 'avif',
  heic: 'heic',
  tiff: 'tif',
  bmp: 'bmp',
  svg: 'svg',
} as const satisfies Record<SourceFormat, string>

/** The first of `fanart`, `fanart1`, `fanart2`, … that none of `names` has, whatever its case. */
export function freeStem(stem: string, names: Iterable<string>): string {
  const taken = new Set(Array.from(names, (name) => stemOf(name).toLowerCase()))
  for (let number = 0; ; number++) {
    const candidate = number === 0 ? stem : `${stem}${number}`
    if (!taken.has(candidate.toLowerCase())) return candidate
  }
}
