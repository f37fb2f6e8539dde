import type { EpisodePlace, Numbers } from './episode-place.ts'
import { isYear } from './release-words.ts'

/*
 * Numbers that no word and no letter marks: those of anime, which count through all seasons, those
 * in front of a title, and seasons and episodes written together (`103`).
 */

export interface AbsoluteNumbers extends Numbers {
  /** Whether its place in the name says that it is an episode's. */
  readonly isSure: boolean
}

/** `02-03 - blah` in a season's folder, `1-12 - The Woman` in a series'. */
const leadingPair = /^(\d{1,2})-(\d{1,2})(?=$|[ .])/
const leading = /^(\d{1,4})(?: ?[-.] ?| |$)(?!\d{1,4}(?:v\d)?(?: ?$| ?[[({]))(?!\d+[pi])/
/** ` - 12`, ` - 12v2 [720p]`, `-01[1280x720]`, `.-.09.`. */
const dashed =
  /(?:(?:^|[ .])-[ .]|(?<=[\p{L}!?])-(?=\d{2,4} {3}))(\d{1,4})(?:v\d)?(?=$|[ .[({-])(?!\.\d)/u
const bracketed = /[[{](\d{1,4})(?:v\d)?[\]}]/
/** `103`, `0807`, `10708`: season and episodes without a sign between. */
const compact = /(?<=^|[ .-])(\d{1,2})(\d\d)(?=$|[ .[-])(?!\.\d)/g
const compactPair = /(?<=[ .])(\d)(\d\d)(\d\d)(?=$|[ .])/
const compactTwo = /(?<=[ .])(\d{1,2})(\d\d)[.-]\1(\d\d)(?=$|[ .])/

export function findAbsolute(whole: string, place: EpisodePlace): AbsoluteNumbers | undefined {
  const isGrouped = whole.startsWith('[')
  const text = blankNotes(whole)
  const start = nameEnd(text, place.names)
  return (
    (start === 0 ? findLeadingPair(text, place) : undefined) ??
    findDashed(text, start, place) ??
    findBracketed(whole) ??
    (start === 0 ? findLeading(text) : undefined) ??
    (isGrouped ? undefined : findCompact(text, start, isSpaced(whole), place)) ??
    findLoose(text, start, isGrouped, place)
  )
}

const notes = /\[[^[\]]*\]|\([^()]*\)|\{[^{}]*\}/g

/** Blanks in the place of brackets with anything but a number in them, and of what follows a resolution. */
function blankNotes(text: string): string {
  return text
    .replaceAll(notes, (note) => ' '.repeat(note.length))
    .replaceAll(/\d{3,4}(?:[pi]|x\d{3,4})(?!\d)/gi, (size) => ' '.repeat(size.length))
}

function isSpaced(whole: string): boolean {
  return whole.replaceAll(notes, '').trim().includes(' ')
}

/** Where the name of the series ends, if the text begins with it. */
function nameEnd(text: string, names: readonly string[]): number {
  const plain = (some: string) => some.normalize('NFC').toLowerCase().replaceAll(/[. _]/g, ' ')
  const lower = plain(text)
  const from = lower.length - lower.trimStart().length
  for (const name of names) {
    const start = plain(name).trim()
    if (start === '' || !lower.startsWith(start, from)) continue
    const end = from + start.length
    // The whole name is its number: `24.mkv` in `24`.
    if (/^[ ]*$/.test(lower.slice(end)) || /^[\p{L}\d]/u.test(lower.slice(end))) continue
    return end
  }
  return 0
}

function findLeadingPair(text: string, { season }: EpisodePlace): AbsoluteNumbers | undefined {
  const match = leadingPair.exec(text)
  if (match === null) return undefined
  const first = Number(match[1])
  const second = Number(match[2])
  const end = match[0].length
  const isRange = second > first && (season !== undefined || match[1]!.length === match[2]!.length)
  return isRange
    ? { kind: 'loose', isSure: true, season, episode: first, last: second, end }
    : { kind: 'loose', isSure: true, season: first, episode: second, end }
}

function findDashed(text: string, start: number, place: EpisodePlace): AbsoluteNumbers | undefined {
  const match = dashed.exec(text.slice(start))
  if (match === null || (isYear(match[1]!) && Number(match[1]) > 1900)) return undefined
  const end = start + match.index + match[0].length
  return { kind: 'loose', isSure: true, season: place.season, episode: Number(match[1]), end }
}

function findBracketed(text: string): AbsoluteNumbers | undefined {
  const match = bracketed.exec(text)
  if (match === null || isYear(match[1]!)) return undefined
  const end = match.index + match[0].length
  return { kind: 'loose', isSure: true, episode: Number(match[1]), end }
}

function findLeading(text: string): AbsoluteNumbers | undefined {
  const match = leading.exec(text)
  if (match === null || isYear(match[1]!)) return undefined
  return { kind: 'loose', isSure: false, episode: Number(match[1]), end: match[0].length }
}

/** Between dots always; between spaces with a leading zero, or where the folder's season agrees. */
function findCompact(
  text: string,
  start: number,
  isSpaced: boolean,
  { season }: EpisodePlace,
): AbsoluteNumbers | undefined {
  const rest = text.slice(start)
  const place = (match: RegExpExecArray) => start + match.index + match[0].length
  const two = isSpaced ? null : (compactTwo.exec(rest) ?? compactPair.exec(rest))
  if (two !== null) {
    const [, s, first, last] = two.map(Number)
    if (first !== undefined && last === first + 1)
      return { kind: 'loose', isSure: false, season: s, episode: first, last, end: place(two) }
  }
  for (const match of rest.matchAll(compact)) {
    const [number, s, e] = match.map(Number) as [number, number, number]
    const digits = match[0]
    if (e === 0 || (isYear(digits) && !digits.startsWith('0'))) continue
    const fits = isSpaced
      ? digits.startsWith('0') || season === s
      : season === undefined || season === s || number > 9999
    if (fits) return { kind: 'loose', isSure: false, season: s, episode: e, end: place(match) }
  }
  return undefined
}

/** A number that ends what is no note, stands right behind the series' name, or two digits in anime. */
function findLoose(
  text: string,
  start: number,
  isGrouped: boolean,
  { season }: EpisodePlace,
): AbsoluteNumbers | undefined {
  const pattern = /(?<=^|[ .])(\d{1,4})(?:v\d)?(?=$|[ .:])(?!\.\d)/g
  const rest = text.slice(start)
  let found: RegExpExecArray | undefined
  for (let match = pattern.exec(rest); match !== null; match = pattern.exec(rest)) {
    const digits = match[1]!
    if (isYear(digits)) continue
    const behind = rest.slice(match.index + match[0].length)
    const isNamed = start > 0 && /^[ .:-]*$/.test(rest.slice(0, match.index))
    const isPadded = digits.length > 1 && (digits.startsWith('0') || isGrouped)
    if (isNamed || isPadded || /^\.? *$/.test(behind)) found = match
    if (isNamed) break
  }
  if (found === undefined) return undefined
  const end = start + found.index + found[0].length
  return { kind: 'loose', isSure: false, season, episode: Number(found[1]), end }
}
