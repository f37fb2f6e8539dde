import { stemOf } from './media-files.ts'

/**
 * Folders inside that of a film or series whose videos are no items: Jellyfin's and Plex's types of
 * extras, and what discs and releases bring along.
 */
const extraFolders = new Set([
  'backdrops',
  'behind the scenes',
  'bloopers',
  'bonus',
  'bonus disc',
  'bonus features',
  'bonus material',
  'clips',
  'deleted scenes',
  'extra',
  'extras',
  'featurette',
  'featurettes',
  'interviews',
  'making of',
  'other',
  'others',
  'proof',
  'sample',
  'samples',
  'scenes',
  'screens',
  'shorts',
  'special features',
  'subs',
  'subtitles',
  'teasers',
  'theme-music',
  'trailer',
  'trailers',
])

/** Folders that hold artwork of what lies beside them. */
const artworkFolders = new Set(['.actors', 'extrafanart', 'extrathumbs', 'chapters', 'metadata'])

const extraName = /^(?:trailer|sample|theme)$/i
/** As Jellyfin has them: a title may end in the word, but not behind a sign. */
const extraSuffix =
  /(?:(?:[-._]| - )(?:trailer|sample)|-(?:scene|clip|interview|behindthescenes|deleted|deletedscene|featurette|short|extra|other))\d*$/i

/** What people call bonus files that lie beside a film without any sign. */
const bonusName =
  /^(?:(?:official |theatrical |teaser )?(?:trailer|teaser)s?|(?:the )?making[ -]of(?: .*)?|behind the scenes|featurettes?|bloopers?|gag reel|deleted scenes?|interviews?|bonus|extras?|outtakes|alternate ending|audio commentary|sample|promo|intro|outro|credits)(?: ?[-#]? ?\d{1,2})?$/i

export function isExtraFolder(name: string): boolean {
  return extraFolders.has(name.toLowerCase().replaceAll('_', ' '))
}

export function isArtworkFolder(name: string): boolean {
  return artworkFolders.has(name.toLowerCase())
}

/** Whether a video is a trailer, a sample or the like of what lies beside it. */
export function isExtraFile(name: string): boolean {
  const stem = stemOf(name)
  return extraName.test(stem) || extraSuffix.test(stem)
}

/** Whether a video of this name is a bonus, where there is a film beside it that is none. */
export function isBonusFile(stem: string): boolean {
  return bonusName.test(stem.replaceAll(/[._]/g, ' ').slice(0, 200).trim())
}

/** `Film (2001) trailer` beside `Film (2001)`. */
export function isExtraOf(stem: string, other: string): boolean {
  const rest = stem.slice(other.length)
  return stem.startsWith(other) && /^[ ._-]{1,3}(?:trailer|sample|teaser)\d{0,2}$/i.test(rest)
}
