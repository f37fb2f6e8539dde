import { isYear } from './release-words.ts'
import { nameKey } from '../song-tags.ts'
import { orWhole, tidy, withoutEnd } from './tidy.ts'
import type { ParsedTitle } from './titles.ts'

const notesBehind = /\{[^{}]*\}|\[[^[\]]*\]/g

/**
 * `Album (1999)`, `Album - 1999`, `1999 - Album`, `(1999) Album`, `1999-12-31 Album`, `Album (1999)
 * (Deluxe Edition) [FLAC]`; `Artist - Album` of one of these artists. Dots stay, for an album's
 * title is rarely a release name.
 */
export function parseAlbumTitle(text: string, artists: readonly string[] = []): ParsedTitle {
  const name = text.slice(0, 512).normalize('NFC')
  const year = albumYear(withoutArtist(tidy(name.replaceAll(notesBehind, keepYear)), artists))
  // `[1999]` alone, or nothing but notes: all of it is the name.
  return { ...year, name: orWhole(year.name, name) }
}

function keepYear(note: string): string {
  return isYear(note.slice(1, -1)) ? `(${note.slice(1, -1)})` : ' '
}

function withoutArtist(text: string, artists: readonly string[]): string {
  const at = text.indexOf(' - ')
  const isArtist =
    at > 0 && artists.some((artist) => nameKey(artist) === nameKey(text.slice(0, at)))
  return isArtist ? text.slice(at + 3) : text
}

function albumYear(text: string): ParsedTitle {
  const fastPath =
    /^(?:\((\d{4})\)|(\d{4})(?:[-.]\d\d[-.]\d\d)?)(?: ?[-.] ?| )(?=[^\s-])(.+)$/s.exec(text)
  const [, bracketed, plain, rest = ''] = fastPath ?? []
  const first = bracketed ?? plain ?? ''
  // `1989 (Deluxe)` is called by the year; `1999 - Album` and `2005 Dam` are not.
  if (isYear(first) && /^[\p{L}\d]/u.test(rest)) return { name: tidy(rest), year: Number(first) }
  const inside = [...text.matchAll(/\((\d{4})\)/g)].findLast(([, digits = '']) => isYear(digits))
  if (inside !== undefined && inside.index > 0) {
    const behind = text.slice(inside.index + inside[0].length)
    if (/^(?: ?\([^()]*\))*$/.test(behind))
      return { name: tidy(text.slice(0, inside.index) + behind), year: Number(inside[1]) }
  }
  const last = / - (\d{4})$/.exec(text)
  if (last?.[1] !== undefined && isYear(last[1]) && last.index > 0)
    return { name: tidy(text.slice(0, last.index)), year: Number(last[1]) }
  return { name: text }
}

export interface ParsedTrack {
  readonly name: string
  readonly disc?: number
  readonly track?: number
}

/**
 * `01 - Title`, `01. Title`, `01 Title`, `1-02 Title`; `Artist - Album - 01 - Title`, as Lidarr
 * writes. `around`: names of artist and album, which are no part of a title.
 */
export function parseTrack(stem: string, around: readonly string[] = []): ParsedTrack {
  const text = stem.slice(0, 512).normalize('NFC').trim()
  const numbered = parseNumberedParts(text, around)
  if (numbered !== undefined) return numbered
  const match = /^(?:(\d{1,2})[-.])?(\d{1,3})(?: {0,3}[-._] {0,3}| {1,3})(\S.*)$/s.exec(text)
  const [, disc, track, name] = match ?? []
  if (name === undefined)
    return /^\d{1,3}$/.test(text) ? { name: text, track: Number(text) } : { name: text || stem }
  const title = withoutArtist(tidy(name), around)
  return {
    name: title === '' ? text : title,
    ...(disc === undefined ? {} : { disc: Number(disc) }),
    track: Number(track),
  }
}

function parseNumberedParts(text: string, around: readonly string[]): ParsedTrack | undefined {
  const parts = text.split(' - ', 16)
  const at = parts.findIndex((part) => /^(?:\d{1,2}-)?\d{1,3}$/.test(part))
  if (at < 1 || at === parts.length - 1) return undefined
  const isNamed = around.some((name) => nameKey(name) === nameKey(parts[0]!))
  if (!isNamed && at !== 2) return undefined
  const [track = '', disc] = parts[at]!.split('-').toReversed()
  const name = tidy(
    text
      .split(' - ')
      .slice(at + 1)
      .join(' - '),
  )
  return {
    name: name || text,
    ...(disc === undefined ? {} : { disc: Number(disc) }),
    track: Number(track),
  }
}

const numberWords = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const disc =
  /^(?:\[|\()?(?:cd|dis[ck]|disque|dvd|lp|vinyl|digital media|volume|vol|part|side|disco|platte)\.?[ ._-]{0,3}(?:(\d{1,2})(?!\d)|(one|two|three|four|five|six|seven|eight|nine|ten)(?![a-z])|([a-h])(?![a-z]))/i
const discBehind = /^(\d{1,2})[ ._-]{0,3}(?:cd|disc|lp|vinyl)$/i

/**
 * The number of `CD1`, `Disc Two`, `Disk 3 - Live`, `Side B`, `[CD1]`, `1-CD` inside an album;
 * `undefined` for other folders.
 */
export function parseDiscFolder(name: string): number | undefined {
  const match = disc.exec(name) ?? discBehind.exec(name)
  if (match === null) return undefined
  const [, digits, word, letter] = match
  if (digits !== undefined) return Number(digits)
  if (word !== undefined) return numberWords.indexOf(word.toLowerCase()) + 1
  return letter === undefined ? undefined : numberOfLetter(letter)
}

/** Film and part of `Film cd1`, `Film - part2`; a part is one only beside another of its film. */
export function parsePart(
  name: string,
): { readonly base: string; readonly part: number } | undefined {
  const stem = withoutEnd(name.slice(0, 512), ' )]')
  const match = /(?<=[ _.([-])(?:cd|dvd|part|pt|dis[ck])[ _.-]*(\d{1,2}|[a-d])$/i.exec(stem)
  const base = withoutEnd(stem.slice(0, match?.index ?? 0), ' _.-([')
  if (match === null || base === '') return undefined
  const [, part = ''] = match
  return { base, part: /\d/.test(part) ? Number(part) : numberOfLetter(part) }
}

function numberOfLetter(letter: string): number {
  return letter.toLowerCase().charCodeAt(0) - 96
}

/** The name of a `Name [boxset]` folder; `undefined` for other folders. */
export function parseBoxSet(name: string): string | undefined {
  if (!/\[boxset\]/i.test(name)) return undefined
  return orWhole(tidy(name.replaceAll(/\[[^[\]]*\]/g, ' ')), name)
}
