import type { ExtraType } from '../media-file.ts'
import { stemOf } from './media-files.ts'

/**
 * Folders inside that of a film or series whose videos are no items: Jellyfin's and Plex's types of
 * extras, and what discs and releases bring along, which is none (`undefined`).
 */
const extraFolders: ReadonlyMap<string, ExtraType | undefined> = new Map([
  ['backdrops', 'ThemeVideo'],
  ['behind the scenes', 'BehindTheScenes'],
  ['bloopers', 'Unknown'],
  ['bonus', 'Unknown'],
  ['bonus disc', 'Unknown'],
  ['bonus features', 'Unknown'],
  ['bonus material', 'Unknown'],
  ['clips', 'Clip'],
  ['deleted scenes', 'DeletedScene'],
  ['extra', 'Unknown'],
  ['extras', 'Unknown'],
  ['featurette', 'Featurette'],
  ['featurettes', 'Featurette'],
  ['interviews', 'Interview'],
  ['making of', 'BehindTheScenes'],
  ['other', 'Unknown'],
  ['others', 'Unknown'],
  ['proof', undefined],
  ['sample', 'Sample'],
  ['samples', 'Sample'],
  ['scenes', 'Scene'],
  ['screens', undefined],
  ['shorts', 'Short'],
  ['special features', 'Unknown'],
  ['subs', undefined],
  ['subtitles', undefined],
  ['teasers', 'Trailer'],
  ['theme-music', 'ThemeSong'],
  ['trailer', 'Trailer'],
  ['trailers', 'Trailer'],
])

/** Folders that hold artwork of what lies beside them. */
const artworkFolders = new Set(['.actors', 'extrafanart', 'extrathumbs', 'chapters', 'metadata'])

const extraName = /^(trailer|sample|theme)$/i
/** As Jellyfin has them: a title may end in the word, but not behind a sign. */
const extraSuffix =
  /(?:(?:[-._]| - )(trailer|sample)|-(scene|clip|interview|behindthescenes|deleted|deletedscene|featurette|short|extra|other))\d*$/i

const wordTypes: Readonly<Record<string, ExtraType>> = {
  trailer: 'Trailer',
  sample: 'Sample',
  theme: 'ThemeSong',
  scene: 'Scene',
  clip: 'Clip',
  interview: 'Interview',
  behindthescenes: 'BehindTheScenes',
  deleted: 'DeletedScene',
  deletedscene: 'DeletedScene',
  featurette: 'Featurette',
  short: 'Short',
}

/** What people call bonus files that lie beside a film without any sign. */
const bonusName =
  /^(?:(?:official |theatrical |teaser )?(?:trailer|teaser)s?|(?:the )?making[ -]of(?: .*)?|behind the scenes|featurettes?|bloopers?|gag reel|deleted scenes?|interviews?|bonus|extras?|outtakes|alternate ending|audio commentary|sample|promo|intro|outro|credits)(?: ?[-#]? ?\d{1,2})?$/i

export function isExtraFolder(name: string): boolean {
  return extraFolders.has(folderKey(name))
}

/** What the videos in such a folder are; `undefined` for one of no extras. */
export function folderExtraType(name: string): ExtraType | undefined {
  return extraFolders.get(folderKey(name))
}

function folderKey(name: string): string {
  return name.toLowerCase().replaceAll('_', ' ')
}

export function isArtworkFolder(name: string): boolean {
  return artworkFolders.has(name.toLowerCase())
}

/** Whether a video is a trailer, a sample or the like of what lies beside it. */
export function isExtraFile(name: string): boolean {
  return extraWordOf(name) !== undefined
}

/** What a file is by its own name: `Film-trailer.mkv`, `theme.mp3`; `undefined` when that says nothing. */
export function extraTypeOf(name: string): ExtraType | undefined {
  const word = extraWordOf(name)?.toLowerCase()
  if (word !== undefined) return wordTypes[word] ?? 'Unknown'
  return /\b(?:trailer|teaser)\b/i.test(stemOf(name).slice(0, 200)) ? 'Trailer' : undefined
}

function extraWordOf(name: string): string | undefined {
  const stem = stemOf(name)
  const suffix = extraSuffix.exec(stem)
  return extraName.exec(stem)?.[1] ?? suffix?.[1] ?? suffix?.[2]
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
