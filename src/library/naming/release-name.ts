import { isNote, isWrittenAsTitle, isYear, kindOfWord, type WordKind } from './release-words.ts'

/** A word of a file's name, or what stands in a pair of brackets. */
export interface Token {
  /**
   * - `note`: brackets with words of a release or an id in them;
   * - `year`: four digits; `bracketed` when brackets stand around;
   * - `open`: brackets of which nothing is known, square, kept where else nothing would be left.
   */
  readonly kind: WordKind | 'note' | 'year' | 'open' | 'other title'
  readonly text: string
  /** Whether dots or underscores stand for the spaces around it. */
  readonly dotted: boolean
  readonly bracketed: boolean
  /** Whether nothing stands between it and what is in front: `[REC]²`. */
  readonly tight: boolean
  readonly year?: number
}

const website = /^\[? ?www\.[^\s\]]{3,60}\]? ?-? ?/i
/** `(1)The First`: a place in a row. */
const counter = /^\(\d{1,2}\)(?=\p{L})/u
const squareNotes = /\{[^{}]*\}|\[[^[\]]*\]/g
const brackets = /\{[^{}]*\}|\[[^[\]]*\]|\([^()]*\)/g

/** Whether dots and underscores stand for spaces in a whole name: `Mr. Robot` is left alone. */
export function isDotted(text: string): boolean {
  return !text.replace(squareNotes, '').trim().includes(' ') && /[._]/.test(text)
}

/** The words of a name in order. `dotted`: whether dots stand for spaces all through. */
export function tokensOf(text: string, dotted = isDotted(text)): readonly Token[] {
  const plain = text
    .normalize('NFC')
    .replaceAll(/[\t\n\r ]+/g, ' ')
    .replace(website, '')
    .replace(counter, '')
  const tokens: Token[] = []
  let at = 0
  for (const match of plain.matchAll(brackets)) {
    const end = match.index + match[0].length
    const bracket = readBracket(match[0], dotted, placeIn(plain, match.index, end))
    if (bracket === undefined) continue
    tokens.push(...wordsOf(plain.slice(at, match.index), dotted, at > 0), bracket)
    at = end
  }
  return markEditions([...tokens, ...wordsOf(plain.slice(at), dotted, at > 0)])
}

const editions =
  /^(?:director'?s?|extended|special|ultimate|collector'?s?|anniversary|theatrical)$/i

/** `Director's Cut`, `Special Edition`: words of a release together only. */
function markEditions(tokens: readonly Token[]): readonly Token[] {
  const isEdition = (at: number) =>
    /^(?:cut|edition)$/i.test(tokens[at]?.text ?? '') && editions.test(tokens[at - 1]?.text ?? '')
  return tokens.map((token, at) =>
    isEdition(at) || isEdition(at + 1) ? { ...token, kind: 'weak' } : token,
  )
}

interface BracketPlace {
  /** Amid a word: `Sh[it]ty`. */
  readonly glued: boolean
  readonly tight: boolean
}

function placeIn(text: string, start: number, end: number): BracketPlace {
  const tight = start > 0 && !' ._'.includes(text[start - 1]!)
  return { tight, glued: start > 0 && /^\p{L}/u.test(text.slice(end, end + 2)) }
}

/** `undefined` for brackets that are a part of the title like any other sign. */
function readBracket(
  text: string,
  dotted: boolean,
  { glued, tight }: BracketPlace,
): Token | undefined {
  const inner = text.slice(1, -1).trim()
  const place = { text, dotted, bracketed: true, tight }
  const span = /^(\d{4})(?:[-–]\d{0,4})?$/.exec(inner)
  if (span?.[1] !== undefined && isYear(span[1]))
    return { ...place, kind: 'year', year: Number(span[1]) }
  if (text.startsWith('(')) {
    // `(Alain Cavalier, 1967)`, `(2003, 1080p)`.
    const year = inner.split(/[ ,;]/).find(isYear)
    if (year !== undefined && inner.includes(','))
      return { ...place, kind: 'year', year: Number(year) }
  }
  if (isNote(inner)) return { ...place, kind: 'note' }
  // `{edition-…}` and its like have a key; `{proof}` has none.
  if (text.startsWith('{') && /^\w+[-=]/.test(inner)) return { ...place, kind: 'note' }
  if (text.startsWith('(')) {
    const isTitle = dotted && /^\p{L}/u.test(inner) && /[._]/.test(inner)
    return isTitle ? { ...place, kind: 'other title' } : undefined
  }
  return text.startsWith('[') && !glued ? { ...place, kind: 'open' } : undefined
}

/** `behind`: whether a bracket is in front. */
function wordsOf(text: string, dotted: boolean, behind: boolean): readonly Token[] {
  const isTight = behind && text !== '' && !' ._'.includes(text[0]!)
  return text
    .split(dotted ? /[ ._]/ : ' ')
    .flatMap((word) => (dotted ? [{ word, dotted }] : splitAtDots(word)))
    .flatMap((part) => splitAtDashes(part.word).map((word) => ({ ...part, word })))
    .filter(({ word }) => word !== '')
    .map((part, at): Token => {
      const tight = isTight && at === 0
      const place = { text: part.word, dotted: part.dotted, bracketed: false, tight }
      // Of brackets within brackets the outer ones are still there.
      const word = part.word.replace(/^[([{]/, '')
      return isYear(word)
        ? { ...place, kind: 'year', year: Number(word) }
        : { ...place, kind: kindOfWord(word) }
    })
}

/** Between spaces, what has a year or a word of a release between dots: `Dog.2014.BluRay`. */
function splitAtDots(word: string): readonly { word: string; dotted: boolean }[] {
  const parts = kindOfWord(word) === 'title' ? word.split(/[._]/) : []
  return parts.length > 1 && parts.some(isOfRelease)
    ? parts.map((part) => ({ word: part, dotted: true }))
    : [{ word, dotted: false }]
}

/** `Child-2007-TRUEFRENCH`, `Dragon-HDC`; not `2013-12-09`. */
function splitAtDashes(word: string): readonly string[] {
  if (kindOfWord(word) !== 'title' || isYear(word)) return [word]
  const parts = word.split('-').filter((part) => part !== '')
  if (parts.length < 2 || !parts.slice(1).some(isOfRelease)) return [word]
  return parts.some((part) => /^\d{1,3}$/.test(part)) ? [word] : parts
}

function isOfRelease(part: string): boolean {
  return isYear(part) || kindOfWord(part) === 'strong'
}

/**
 * Place of the first token from `from` on that is of a release; the number of tokens when none is.
 */
export function releaseStart(tokens: readonly Token[], from: number): number {
  const at = tokens.findIndex((_, index) => index >= from && isReleaseAt(tokens, index))
  return at === -1 ? tokens.length : at
}

export function isReleaseAt(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index]!
  switch (token.kind) {
    case 'note':
    case 'strong':
      return true
    case 'weak':
    case 'language':
      return leadsToRelease(tokens, index)
    case 'title':
    case 'year':
    case 'open':
    case 'other title':
      return false
    default:
      return token.kind satisfies never
  }
}

/**
 * Whether behind a word that may be of a title only its like stand before one that is surely of a
 * release. `Spiders.Web.2019` and `The Web of Fear` are titles, `Harbor.iNTERNAL.2001` is not; nor is
 * `Lebens.German.2011`, but `The.Good.German.2006` is.
 */
function leadsToRelease(tokens: readonly Token[], index: number): boolean {
  const { text, kind, dotted } = tokens[index]!
  const isShouted = !isWrittenAsTitle(text) && hasLowerCase(tokens, index)
  // Between spaces `The Good German 1080p` and `Charlottes Web 1080p` are what they say.
  if (!dotted && !isShouted && (kind === 'language' || /^web$/i.test(text))) return false
  const next = tokens
    .slice(index + 1)
    .find((token) => token.kind !== 'weak' && token.kind !== 'language')
  switch (next?.kind) {
    case 'note':
    case 'strong':
      return true
    case 'year':
      return isShouted || (dotted && kind === 'language' && !/^(?:the|an?)$/i.test(tokens[0]!.text))
    case undefined:
      return (dotted && isShouted) || /^proper$/i.test(text)
    default:
      return false
  }
}

/** Where everything is in capitals, they say nothing. */
function hasLowerCase(tokens: readonly Token[], index: number): boolean {
  const others = tokens.filter((token, at) => at !== index && token.kind === 'title')
  return others.length === 0 || others.some((token) => /\p{Ll}/u.test(token.text))
}

/** Whether a name has nothing but words of a release: `1080p`, `Blu-ray`, `4K HDR`. */
export function isReleaseNote(text: string): boolean {
  const tokens = tokensOf(text)
  return (
    tokens.length > 0 &&
    tokens.every(({ kind }) => kind === 'strong' || kind === 'note' || kind === 'weak')
  )
}
