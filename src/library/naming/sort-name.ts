import { plainLetters } from '../plain-letters.ts'

/**
 * The name that items are ordered by, as Jellyfin makes it (BaseItem.CreateSortName): lower case,
 * without articles, some signs dropped, some turned into spaces, numbers padded so that 9 comes
 * before 10, letters plain.
 */
export function sortName(name: string): string {
  const lower = name.trim().toLowerCase()
  // Before dots are blanks: the first letter of `A.I.` is no article.
  const plain = withoutArticles(lower)
    .replaceAll(/[,&\-{}']/g, '')
    .replaceAll(/[+.%]/g, ' ')
    .trim()
  return plainLetters(padNumbers(plain)) || padNumbers(lower)
}

/** A sort name that somebody wrote: nothing of it is dropped. */
export function writtenSortName(text: string): string {
  const lower = text.trim().toLowerCase()
  return plainLetters(padNumbers(lower)) || padNumbers(lower)
}

function withoutArticles(lower: string): string {
  const words = lower.split(' ')
  return words.filter((word) => word !== 'the' && word !== 'a' && word !== 'an').join(' ')
}

function padNumbers(text: string): string {
  return text.replaceAll(/\d+/g, (digits) => digits.padStart(10, '0'))
}

/** `PPP - IIII - Name`: season and episode in front, each when known. */
export function episodeSortName(
  name: string,
  season: number | undefined,
  episode: number | undefined,
): string {
  return prefixed(season, 3) + prefixed(episode, 4) + name
}

/** The number alone, or for a season without one its name. */
export function seasonSortName(name: string, season: number | undefined): string {
  return season === undefined ? sortName(name) : String(season).padStart(4, '0')
}

/** `DDDD - TTTT - Name`: disc and track in front, each when known. */
export function trackSortName(
  name: string,
  disc: number | undefined,
  track: number | undefined,
): string {
  return prefixed(disc, 4) + prefixed(track, 4) + name
}

function prefixed(number: number | undefined, digits: number): string {
  return number === undefined ? '' : `${String(number).padStart(digits, '0')} - `
}
