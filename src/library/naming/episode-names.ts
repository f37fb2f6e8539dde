import { cutRelease } from './names.ts'

export interface ParsedEpisode {
  readonly season?: number
  readonly episode?: number
  /** Last of several episodes in one file. */
  readonly episodeEnd?: number
  /** ISO date of a show named by days. */
  readonly date?: string
  /** What follows the numbers; `''` when nothing does. */
  readonly title: string
}

const seasonWords =
  'season|series|staffel|saison|temporada|stagione|seizoen|säsong|sæson|sesong|kausi|sezon|sezona|évad|сезон'
const seasonFolder = new RegExp(`(?:^|[ ._-])(?:${seasonWords})[ ._-]*(\\d{1,4})(?!\\d)`, 'i')
const shortSeasonFolder = /^s(\d{1,4})$/i
const specialsFolder = /^(?:specials?|season[ ._-]*specials?)$/i

/** Season number of a folder: `Season 1`, `Staffel 01`, `S01`, `Specials` (0), `2`. */
export function parseSeasonFolder(name: string): number | undefined {
  const text = name.normalize('NFC').trim()
  if (specialsFolder.test(text)) return 0
  const match = shortSeasonFolder.exec(text) ?? seasonFolder.exec(text) ?? /^(\d{1,3})$/.exec(text)
  return match === null ? undefined : Number(match[1])
}

const marked = /(?<![a-z0-9])s(\d{1,4})[ ._-]*e(\d{1,4})(?!\d)/i
const crossed = /(?<![a-z0-9])(\d{1,2})x(\d{2,4})(?!\d)/i
const moreMarked = /^[ ._]*(?:-[ ._]*)?(?:s\d{1,4}[ ._]*)?e(\d{1,4})(?!\d)|^-(\d{1,4})(?![\dpi])/i
const moreCrossed =
  /^(?:[ ._]*-[ ._]*)?\d{1,2}x(\d{2,4})(?!\d)|^x(\d{2,4})(?!\d)|^-(\d{2,3})(?![\dpi])/i
const dated = /(?<!\d)((?:19|20)\d\d)[-._ ](0[1-9]|1[0-2])[-._ ](0[1-9]|[12]\d|3[01])(?!\d)/
const numbered = /(?<![a-z0-9])(?:e|ep|episode|folge)[ ._-]*(\d{1,4})(?!\d)/i
const leading = /^(\d{1,3})(?:\s*[-._]\s*|\s+|$)(?!\d+[pi])/

/** Numbers and title from an episode's file name without its extension. */
export function parseEpisode(stem: string): ParsedEpisode {
  return (
    parseSeries(stem, marked, moreMarked) ??
    parseSeries(stem, crossed, moreCrossed) ??
    parseDated(stem) ??
    parseNumbered(stem) ?? { title: cutRelease(stem) }
  )
}

function parseSeries(stem: string, first: RegExp, more: RegExp): ParsedEpisode | undefined {
  const match = first.exec(stem)
  if (match === null) return undefined
  const episode = Number(match[2])
  let rest = stem.slice(match.index + match[0].length)
  let end = episode
  for (let next = more.exec(rest); next !== null; next = more.exec(rest)) {
    const number = Number(next[1] ?? next[2] ?? next[3])
    // A number that does not go on upwards begins the title: `S01E05-12 Monkeys` is read wrong
    // by everybody, `S02E04-1 Day` by nobody.
    if (number <= end) break
    end = number
    rest = rest.slice(next[0].length)
  }
  return {
    season: Number(match[1]),
    episode,
    ...(end > episode ? { episodeEnd: end } : {}),
    title: titleOf(rest),
  }
}

function parseDated(stem: string): ParsedEpisode | undefined {
  const match = dated.exec(stem)
  if (match === null) return undefined
  const rest = stem.slice(match.index + match[0].length)
  return { date: `${match[1]}-${match[2]}-${match[3]}`, title: titleOf(rest) }
}

function parseNumbered(stem: string): ParsedEpisode | undefined {
  const match = leading.exec(stem) ?? numbered.exec(stem)
  if (match === null) return undefined
  const rest = stem.slice(match.index + match[0].length)
  return { episode: Number(match[1]), title: titleOf(rest) }
}

function titleOf(rest: string): string {
  return cutRelease(rest.replace(/^[-._ ]+/, ''))
}
