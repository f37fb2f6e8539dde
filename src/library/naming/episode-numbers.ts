import { findAbsolute } from './episode-absolute.ts'
import type { EpisodePlace, Numbers } from './episode-place.ts'

const episodeWords = 'episode|episodio|episódio|épisode|folge|aflevering|afl|odcinek|avsnitt|ep|e'
const seasonWords = 'season|series|staffel|saison|temporada|stagione|seizoen|sezon|se|s'

/** Rules of season and episode, the surest first; groups `s` and `e`. */
const rules: readonly RegExp[] = [
  // S01E02, S01.Ep02, S01 E02, [S01][E02], S01xE02, S2009x02
  /(?<![a-z0-9])s(?<s>\d{1,4})\]?[ .x-]{0,3}\[?(?:ep?[. ]?|x)(?<e>\d{1,5})(?!\d)/i,
  // Season 1 - Episode 02, Se.1 afl.2
  new RegExp(
    `(?<![a-z0-9])(?:${seasonWords})[ .]?(?<s>\\d{1,4})[ .,-]{1,3}(?:${episodeWords})[ .]{0,2}(?<e>\\d{1,5})(?!\\d)`,
    'i',
  ),
  // 1x02, 2009x02; not 1920x1080
  /(?<![a-z0-9])(?<s>(?:19|20)\d\d|\d{1,2})x(?<e>\d{1,3})(?![\da-z]|x\d{3})/i,
  /(?<![a-z0-9])(?<s>(?:19|20)\d\d|\d{1,2})x(?<e>\d{1,3})(?=x\d{1,3}(?!\d))/i,
  // [Cap.201]
  /\[cap[. ]{0,2}(?<s>\d{1,2})(?<e>\d\d)(?!\d)/i,
  // zoos01e11
  /s(?<s>\d\d)e(?<e>\d\d)(?!\d)/i,
  // s06.01, S3 - 12, S21 1000
  /(?<![a-z0-9])s(?<s>\d{1,2})(?: - |[. ]|-)(?!(?:19|20)\d\d(?!\d))(?<e>\d{2,4})(?![\da-z])/i,
]

/** Further episodes right behind: -E03, E03, -03, x03, - 1x03, +E03, & E03, en 3. */
const more =
  /^ ?[-~+&]? ?(?:s\d{1,4}[ .]?|\d{1,4}x)?(?:ep?\.?|x)(?<n>\d{1,5})(?!\d)|^ ?[-+&~] ?(?<d>\d{1,4}x)(?<n2>\d{1,3})(?!\d)|^[. ](?:\d{1,2}x)(?<n3>\d{2,3})(?!\d)|^-(?<n4>\d{1,4})(?![\dpi]|-\d\d-)|^ (?:en|and|und|et|y) (?<n5>\d{1,3})(?!\d)|^ (?<n6>\d{2,3})(?= - )/i

/** An episode without its season: E07, ep34, #17, 69. Blm, Special 3. */
const alone: readonly RegExp[] = [
  new RegExp(`(?<![a-z0-9])(?:${episodeWords})[ .-]{0,2}(?<e>\\d{1,5})(?![\\d])`, 'i'),
  /(?<![\p{L}\d])#(?<e>\d{1,4})(?!\d)/u,
  /(?<![\p{L}\d])(?<e>\d{1,4})\.? ?(?:blm|bölüm)(?!\p{L})/iu,
]

const special = /(?<![\p{L}\d])(?:special|ova|oad)s?[ .-]{1,3}(?<e>\d{1,3})(?![\d\p{L}])/iu

const partNumbers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const part =
  /(?<![\p{L}\d])part[ .]?(?:(?<e>\d{1,2})|(?<w>one|two|three|four|five|six|seven|eight|nine|ten))(?![\p{L}\d])/iu

const checksum = /[[(][0-9a-f]{8}[\])]/gi

export function findNumbers(name: string, place: EpisodePlace): Numbers | undefined {
  const text = name.replaceAll(checksum, (sum) => ' '.repeat(sum.length))
  return (
    findMarked(text) ??
    findSpecial(text) ??
    findAlone(text) ??
    findPart(text, place) ??
    findAbsolute(text, place) ??
    undefined
  )
}

function findMarked(text: string): Numbers | undefined {
  for (const rule of rules) {
    const match = rule.exec(text)
    const { s, e } = match?.groups ?? {}
    if (match === null || s === undefined || e === undefined) continue
    return withMore(text, { season: Number(s), episode: Number(e) }, match.index + match[0].length)
  }
  return undefined
}

function findAlone(text: string): Numbers | undefined {
  for (const rule of alone) {
    const match = rule.exec(text)
    const e = match?.groups?.['e']
    if (match === null || e === undefined) continue
    return withMore(text, { episode: Number(e) }, match.index + match[0].length)
  }
  return undefined
}

function findSpecial(text: string): Numbers | undefined {
  const match = special.exec(text)
  if (match === null) return undefined
  const { e } = match.groups!
  return { kind: 'marked', season: 0, episode: Number(e), end: match.index + match[0].length }
}

function findPart(text: string, place: EpisodePlace): Numbers | undefined {
  const match = part.exec(text)
  if (match === null) return undefined
  // `Show - 05 - The Day, Part 2`.
  const absolute = findAbsolute(text, place)
  if (absolute !== undefined && absolute.end < match.index && absolute.isSure) return undefined
  const { e, w = '' } = match.groups!
  const episode = e === undefined ? partNumbers.indexOf(w.toLowerCase()) + 1 : Number(e)
  return { kind: 'loose', episode, end: match.index + match[0].length }
}

function withMore(
  text: string,
  first: { readonly season?: number; readonly episode: number },
  start: number,
): Numbers {
  let end = start
  let last = first.episode
  for (;;) {
    const match = more.exec(text.slice(end))
    const { n, n2, n3, n4, n5, n6 } = match?.groups ?? {}
    const number = Number(n ?? n2 ?? n3 ?? n4 ?? n5 ?? n6 ?? -1)
    // A number that does not go on upwards begins the title: `S01E05-12 Monkeys` is read wrong
    // by everybody, `S02E04-1 Day` by nobody.
    if (match === null || number <= last || number - last > 200) break
    last = number
    end += match[0].length
  }
  // A part or version of the file: `S01E03a`, `S01E40v2`.
  end += /^(?:[a-d]|v\d)(?![\p{L}\d])/iu.exec(text.slice(end))?.[0].length ?? 0
  return { kind: 'marked', ...first, last, end }
}
