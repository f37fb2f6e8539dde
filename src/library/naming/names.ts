/** What a file or folder name says. */
export interface ParsedTitle {
  readonly name: string
  readonly year?: number
}

/** Words that only release names have; from the first one on nothing belongs to the title. */
const releaseWord =
  /^(?:\d{3,4}[pi]|4k|8k|uhd|hdr(?:10)?|dv|sdr|10bit|8bit|x26[45]|h26[45]|hevc|avc|av1|xvid|divx|blu-?ray|bdrip|brrip|bdremux|remux|web|web-?dl|web-?rip|hdtv|pdtv|dvd-?rip|dvdscr|dvd[59]|hdrip|ac3|e-?ac3|dts(?:-hd)?|truehd|atmos|aac(?:\d.*)?|ddp?\d.*|flac|multi|proper|repack|rerip|internal|limited|unrated|extended|remastered|imax|3d|hsbs|sbs)$/i

/** Ids and notes in brackets: `[imdbid-tt0133093]`, `{tmdb-603}`, `{edition-Final Cut}`, `[boxset]`. */
const bracketNote = /\{[^{}]*\}|\[(?!(?:19|20)\d\d\])[^[\]]*\]/g
const bracketYear = /[([]((?:19|20)\d\d)(?:-\d{0,4})?[)\]]/g
const bareYear = /^(?:19\d\d|20[0-3]\d)$/
const acronym = /(?<![A-Za-z0-9])(?:[A-Za-z] ){2,}[A-Za-z](?![A-Za-z0-9])/g

/**
 * Title and year: `Film Name (1999)`, `Film.Name.1999.1080p.x264`. Never empty when `text` has
 * anything in it.
 */
export function parseTitle(text: string): ParsedTitle {
  const dotted = isDotted(text.replace(bracketNote, ''))
  const stripped = spaced(text.replace(bracketNote, ' '), dotted)
  const year = [...stripped.matchAll(bracketYear)].at(-1)
  if (year !== undefined) {
    const before = tidy(stripped.slice(0, year.index))
    const name = before === '' ? tidy(stripped.slice(year.index + year[0].length)) : before
    return { name: orWhole(name, text), year: Number(year[1]) }
  }
  return parseWords(stripped, dotted, text)
}

/** Without a year in brackets: up to the first release word, and to a bare year just before it. */
function parseWords(stripped: string, dotted: boolean, text: string): ParsedTitle {
  const words = stripped.split(/\s+/).filter((word) => word !== '')
  const end = words.findIndex((word, index) => index > 0 && isReleaseWord(word))
  const titled = end === -1 ? words : words.slice(0, end)
  // `Wonder Woman 1984`: between spaces a year at the end belongs to the title.
  const at = dotted || end !== -1 ? titled.findLastIndex((word) => bareYear.test(word)) : -1
  if (at <= 0) return { name: orWhole(tidy(titled.join(' ')), text) }
  return { name: orWhole(tidy(titled.slice(0, at).join(' ')), text), year: Number(titled[at]) }
}

function isReleaseWord(word: string): boolean {
  const [first = ''] = word.split('-')
  return releaseWord.test(word) || (word.includes('-') && releaseWord.test(first))
}

/** Up to the first release word, for what follows an episode's number. */
export function cutRelease(text: string): string {
  const words = spaced(text.replace(bracketNote, ' '), isDotted(text)).split(/\s+/)
  const end = words.findIndex(isReleaseWord)
  return tidy((end === -1 ? words : words.slice(0, end)).join(' '))
}

function isDotted(text: string): boolean {
  return !text.trim().includes(' ') && /[._]/.test(text)
}

/** Dots and underscores stand for spaces only where there are none: `Mr. Robot` is left alone. */
function spaced(text: string, dotted: boolean): string {
  if (!dotted) return text
  return text
    .replaceAll(/[._]/g, ' ')
    .trim()
    .replace(acronym, (letters) => letters.replaceAll(' ', '.'))
}

function tidy(text: string): string {
  const single = text.replaceAll(/\s+/g, ' ').replace(/^[-_,\s]+/, '')
  return withoutEnd(single, '-_,([{ ')
}

/** A pattern with `+$` would begin anew at each sign of a run that does not end the text. */
function withoutEnd(text: string, signs: string): string {
  let end = text.length
  while (end > 0 && signs.includes(text[end - 1]!)) end--
  return text.slice(0, end)
}

function orWhole(name: string, text: string): string {
  return name === '' ? text.trim() || text : name
}

/** `Album (1999)` and `1999 - Album`. Dots stay, for an album's title is rarely a release name. */
export function parseAlbumTitle(text: string): ParsedTitle {
  const stripped = tidy(text.replace(/\{[^{}]*\}/g, ' '))
  const last = splitEndYear(stripped)
  if (last !== undefined) return last
  const first = /^[([]?((?:19|20)\d\d)[)\]]?\s*[-.]\s*(\S.*)$/s.exec(stripped)
  if (first?.[2] !== undefined) return { name: first[2], year: Number(first[1]) }
  return { name: orWhole(stripped, text) }
}

/** At the first year in brackets behind which nothing but notes in square brackets stands. */
function splitEndYear(text: string): ParsedTitle | undefined {
  let found: ParsedTitle | undefined
  for (let rest = text; ;) {
    const year = /^[([]((?:19|20)\d\d)[)\]]$/.exec(rest.slice(-6))
    if (year !== null && rest.length > 6)
      found = { name: rest.slice(0, -6).trimEnd(), year: Number(year[1]) }
    const open = rest.endsWith(']') ? rest.lastIndexOf('[') : -1
    if (open === -1 || rest.indexOf(']', open) !== rest.length - 1) return found
    rest = rest.slice(0, open).trimEnd()
  }
}

export interface ParsedTrack {
  readonly name: string
  readonly disc?: number
  readonly track?: number
}

/** `01 - Title`, `01. Title`, `01 Title`, `1-02 Title`. */
export function parseTrack(stem: string): ParsedTrack {
  const match = /^(?:(\d{1,2})[-.])?(\d{1,3})(?:\s*[-._]\s*|\s+)(\S.*)$/.exec(stem.trim())
  const [, disc, track, name] = match ?? []
  if (name === undefined) {
    return /^\d{1,3}$/.test(stem) ? { name: stem, track: Number(stem) } : { name: stem }
  }
  const title = tidy(name)
  return {
    name: title === '' ? stem : title,
    ...(disc === undefined ? {} : { disc: Number(disc) }),
    track: Number(track),
  }
}

/** The number of `CD1`, `Disc 2`, `Disk 3 - Live` inside an album; `undefined` for other folders. */
export function parseDiscFolder(name: string): number | undefined {
  const match = /^(?:cd|dis[ck]|disque|dvd|lp|vinyl)[ ._-]*(\d{1,2})(?!\d)/i.exec(name)
  return match === null ? undefined : Number(match[1])
}

/** Film and part of `Film cd1`, `Film - part2`; a part is one only beside another of its film. */
export function parsePart(
  stem: string,
): { readonly base: string; readonly part: number } | undefined {
  const match = /(?<=[ _.-])(?:cd|dvd|part|pt|dis[ck])[ _.-]*(\d{1,2}|[a-d])$/i.exec(stem)
  const base = withoutEnd(stem.slice(0, match?.index ?? 0), ' _.-')
  if (match === null || base === '') return undefined
  const [, part = ''] = match
  return { base, part: /\d/.test(part) ? Number(part) : part.toLowerCase().charCodeAt(0) - 96 }
}

/** The name of a `Name [boxset]` folder; `undefined` for other folders. */
export function parseBoxSet(name: string): string | undefined {
  if (!/\[boxset\]/i.test(name)) return undefined
  return orWhole(tidy(name.replaceAll(bracketNote, ' ')), name)
}
