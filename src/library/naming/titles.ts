import { isDotted, isReleaseAt, releaseStart, type Token, tokensOf } from './release-name.ts'
import { isLanguageCode } from './release-words.ts'
import { orWhole, tidy } from './tidy.ts'

/** What a file or folder name says. */
export interface ParsedTitle {
  readonly name: string
  readonly year?: number
}

/** Single letters between dots: `S.W.A.T`, `P.I`. */
const initials = /(?<![\p{L}\p{N}])(?:\p{Lu} ){1,20}\p{Lu}(?![\p{L}\p{N}])/gu

/** `Film.Name 2 cd`: a space that is none between words. */
const discCount = /^(\S+) ([2-9]) ?cds?$/i

/**
 * Title and year: `Film Name (1999)`, `Film.Name.1999.1080p.x264`. Never empty when `text` has
 * anything in it.
 */
export function parseTitle(text: string): ParsedTitle {
  const tokens = withoutStart(tokensOf(text.replace(discCount, '$1.$2cd')))
  const bracketed = tokens.findLastIndex(({ kind, bracketed: is }) => kind === 'year' && is)
  const at = bracketed === -1 ? bareYear(tokens) : bracketed
  const year = tokens[at]?.year
  const end = releaseStart(tokens, 1)
  const before = nameOf(tokens.slice(0, at === -1 ? end : Math.min(at, end)))
  // `(2001) Lock`.
  const behind = tokens.slice(at + 1, releaseStart(tokens, at + 1))
  const name = before === '' && at !== -1 ? nameOf(behind) : before
  const whole = orWhole(name, text.normalize('NFC'))
  return year === undefined ? { name: whole } : { name: whole, year }
}

/** Without what stands in front of a title: notes, `FR - `, `h265 - `, `James_Bond-f07-`. */
function withoutStart(all: readonly Token[]): readonly Token[] {
  const isCoded = isLanguageCode(all[0]?.text ?? '') && all[1]?.text === '-'
  const tokens = isCoded && all.length > 2 ? all.slice(2) : all
  const numbered = tokens.findIndex(
    ({ text, kind }) => kind === 'strong' && /^f\d{1,2}$/i.test(text),
  )
  const start = tokens.findIndex(
    ({ kind, text }, at) => at > numbered && kind !== 'note' && kind !== 'strong' && text !== '-',
  )
  const isTitled = tokens.slice(start).some(({ kind }) => kind === 'title')
  return start > 0 && isTitled ? tokens.slice(start) : tokens
}

/**
 * Place of a year without brackets, -1 when there is none. Between dots it is the last one. Between
 * spaces `Wonder Woman 1984` is a title: there it stands before or among words of a release, behind
 * a dash, or is a recent one at the end.
 */
function bareYear(tokens: readonly Token[]): number {
  const end = releaseStart(tokens, 1)
  return tokens.findLastIndex(({ kind, year = 0, dotted }, index) => {
    if (kind !== 'year' || index === 0) return false
    if (dotted || index > end || tokens[index - 1]?.text === '-') return true
    if (index + 1 < tokens.length) return isReleaseAt(tokens, index + 1)
    // Titles end in years of the last century, or of the future: `Death Race 2000`, `… 2049`.
    return year > 2000 && year < 2036
  })
}

/** What is left of a title's tokens; notes of groups only where else nothing would be. */
function nameOf(tokens: readonly Token[]): string {
  const isGrouped = tokens[0]?.kind === 'open'
  const named = tokens.filter(
    ({ kind }, at) =>
      kind !== 'note' && !(kind === 'other title' && at > 0 && at === tokens.length - 1),
  )
  const plain = join(named.filter(({ kind }) => kind !== 'open'))
  if (!/\p{L}/u.test(plain)) return join(named)
  // `[Group] Title - 03`: an episode among films.
  return isGrouped ? tidy(plain.replace(/ - \d{2,3}(?:v\d)?$/, '')) : plain
}

function join(tokens: readonly Token[]): string {
  const text = tokens.map((token) => `${token.tight ? '' : ' '}${spaced(token)}`).join('')
  const isDots = tokens.some(({ dotted, bracketed }) => dotted && !bracketed)
  return tidy(isDots ? text.replace(initials, (letters) => letters.replaceAll(' ', '.')) : text)
}

/** Brackets in a dotted name have dots inside. */
function spaced({ text, dotted, bracketed }: Token): string {
  return dotted && bracketed ? text.replaceAll(/[._]/g, ' ') : text
}

/** Up to the first word of a release, for what follows an episode's number. */
export function cutRelease(text: string, dotted = isDotted(text)): string {
  const tokens = tokensOf(text, dotted)
  return nameOf(tokens.slice(0, releaseStart(tokens, 0)))
}
