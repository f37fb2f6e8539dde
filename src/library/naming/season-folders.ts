import { isReleaseNote } from './release-name.ts'

/** Words for a season as they are written by people of many languages. */
const words =
  'season|series|staffel|saison|temporada|stagione|seizoen|säsong|sæson|sesong|seasong|kausi|tuotantokausi|sezon|sezona|sezonul|sezóna|séria|évad|сезон|σεζόν|시즌|シーズン|第'
const worded = new RegExp(`(?:^|[ ._-])(?:${words})[ ._-]*(\\d{1,4})(?!\\d)`, 'i')
/** `1. Staffel`, `2ª temporada`, `3. évad`. */
const numberFirst = new RegExp(
  `^(\\d{1,2})(?:\\.|ª|º|st|nd|rd|th)? ?(?:${words})(?![\\p{L}])`,
  'iu',
)
const short = /^\[?s(\d{1,4})(?![\d\p{L}])/iu
/** `Vale S02`, `The.Wonder.Years.S04.PDTV`; not `Fen S01-S03`, which holds several. */
const behind = /[ ._[]s(\d{1,4})(?![\dex])(?! ?- ?s?\d)/i
const specials = /^(?:specials?|season[ ._-]*specials?|sp|ova|ovas)$/i

/** The folder of one episode, whatever season it names. */
const ofEpisode = /^(?:episode|ep|folge|épisode|episodio)[ ._-]{0,3}\d/iu

/** The season that the folder of an episode names: `Episode 1 Season 2`. */
export function parseEpisodeFolder(name: string): number | undefined {
  const text = name.normalize('NFC').trim()
  const number = ofEpisode.test(text) ? (worded.exec(text) ?? behind.exec(text))?.[1] : undefined
  return number === undefined ? undefined : Number(number)
}

/**
 * Season number of a folder: `Season 1`, `Staffel 01`, `S01 - Fire`, `Vale S02`, `Specials` (0),
 * `2`.
 */
export function parseSeasonFolder(name: string): number | undefined {
  const text = name.normalize('NFC').trim()
  if (specials.test(text)) return 0
  if (ofEpisode.test(text)) return undefined
  for (const pattern of [short, worded, numberFirst, behind, /^(\d{1,3})$/]) {
    const number = pattern.exec(text)?.[1]
    if (number !== undefined) return Number(number)
  }
  return undefined
}

const seasonOfSeries = new RegExp(
  `[ ._](?:s\\d{1,3}(?![\\p{L}\\d-])|(?:${words})[ ._]\\d{1,3}(?!\\d)|(s\\d{1,3}e\\d{1,4}))`,
  'iu',
)

/** The name of a series without the season that its folder may be called after: `The.Show.S01`. */
export function cutSeason(name: string): string {
  const match = seasonOfSeries.exec(name)
  if (match === null || match.index === 0) return name
  const rest = name.slice(match.index + match[0].length).replace(/^[ ._-]{1,8}/, '')
  const isEnd = match[1] !== undefined || rest === '' || isReleaseNote(rest)
  return isEnd ? name.slice(0, match.index) : name
}
