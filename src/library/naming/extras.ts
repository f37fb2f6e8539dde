import { stemOf } from './media-files.ts'

/** Folders inside that of a film or series whose videos are no items (Jellyfin's extra types). */
const extraFolders = new Set([
  'backdrops',
  'behind the scenes',
  'clips',
  'deleted scenes',
  'extra',
  'extras',
  'featurette',
  'featurettes',
  'interviews',
  'other',
  'others',
  'sample',
  'samples',
  'scenes',
  'shorts',
  'subs',
  'subtitles',
  'theme-music',
  'trailer',
  'trailers',
])

/** Folders that hold artwork of what lies beside them. */
const artworkFolders = new Set(['.actors', 'extrafanart', 'extrathumbs', 'chapters', 'metadata'])

const extraName = /^(?:trailer|sample|theme)$/i
const extraSuffix =
  /(?:[-._ ](?:trailer|sample)|-(?:scene|clip|interview|behindthescenes|deleted|deletedscene|featurette|short|extra|other))\d*$/i

export function isExtraFolder(name: string): boolean {
  return extraFolders.has(name.toLowerCase())
}

export function isArtworkFolder(name: string): boolean {
  return artworkFolders.has(name.toLowerCase())
}

/** Whether a video is a trailer, a sample or the like of what lies beside it. */
export function isExtraFile(name: string): boolean {
  const stem = stemOf(name)
  return extraName.test(stem) || extraSuffix.test(stem)
}
