import { readDate } from './episode-dates.ts'
import { findNumbers } from './episode-numbers.ts'
import type { EpisodePlace, Numbers } from './episode-place.ts'
import { isDotted } from './release-name.ts'
import { cutRelease } from './titles.ts'

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

const nowhere: EpisodePlace = { names: [] }

/** Longer names are nobody's; patterns look at no more. */
const maxLength = 512

/** Numbers, date and title from an episode's file name without its extension. */
export function parseEpisode(stem: string, place: EpisodePlace = nowhere): ParsedEpisode {
  const text = stem
    .slice(0, maxLength)
    .normalize('NFC')
    .replaceAll(/[\t\n\r _]+/g, ' ')
    .trim()
  const numbers = findNumbers(text, place)
  const day = readDate(text, numbers?.kind !== 'loose')
  const isDay = day !== undefined && (numbers === undefined || numbers.kind === 'loose')
  const end = isDay ? day.end : endOf(text, numbers?.end ?? 0, day?.end)
  const title = text.slice(end).replace(/^[-._ :)\]}]{1,20}/, '')
  return {
    ...(isDay ? {} : toParsed(numbers)),
    ...(day === undefined ? {} : { date: day.date }),
    title: cutRelease(title, isDotted(stem)),
  }
}

/** Behind what Sonarr writes after season and episode: the absolute number, ` - 001 - `, or a day. */
function endOf(text: string, end: number, dayEnd = 0): number {
  const absolute = /^ ?- ?\d{2,4}(?:-\d{2,4})? - /.exec(text.slice(end))
  const behind = end + (end === 0 ? 0 : (absolute?.[0].length ?? 0))
  return end > 0 && dayEnd - behind > 0 && dayEnd - behind < 14 ? dayEnd : behind
}

function toParsed(numbers: Numbers | undefined): Omit<ParsedEpisode, 'title'> {
  if (numbers === undefined) return {}
  const { season, episode, last } = numbers
  return {
    ...(season === undefined ? {} : { season }),
    ...(episode === undefined ? {} : { episode }),
    ...(last !== undefined && episode !== undefined && last > episode ? { episodeEnd: last } : {}),
  }
}
