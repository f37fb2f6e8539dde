import { XMLParser } from 'fast-xml-parser'
import { fileName } from '../../library/naming/media-files.ts'
import type { ImageType } from '../../library/image-type.ts'
import type { Person } from '../../library/item.ts'
import type { ItemFacts } from '../../library/item-facts.ts'
import { readFacts } from './nfo-facts.ts'
import { decodeEntities } from './xml-entities.ts'

/** The root elements that Kodi writes. */
export const nfoKinds = ['movie', 'tvshow', 'season', 'episodedetails', 'artist', 'album'] as const
export type NfoKind = (typeof nfoKinds)[number]

/** What one root element of an `.nfo` says. */
export interface NfoEntry {
  readonly kind: NfoKind
  readonly title?: string
  readonly sortTitle?: string
  readonly originalTitle?: string
  readonly plot?: string
  readonly year?: number
  /** ISO date. */
  readonly premiered?: string
  readonly rating?: number
  readonly mpaa?: string
  readonly season?: number
  readonly episode?: number
  /** Last of several episodes in one file, as Jellyfin and Emby write it. */
  readonly episodeEnd?: number
  /** Of a series: names of seasons by number. */
  readonly seasonNames?: Readonly<Record<string, string>>
  /** Pictures that it names by a file; never by a URL. */
  readonly pictures?: readonly NamedPicture[]
  /** Of a film: the set that it is one of. */
  readonly set?: NamedSet
  readonly genres: readonly string[]
  readonly studios: readonly string[]
  readonly artists: readonly string[]
  readonly people: readonly Person[]
  readonly facts?: ItemFacts
}

export interface NamedSet {
  readonly name: string
  readonly overview?: string
}

/** A picture that lies in the same folder. */
export interface NamedPicture {
  readonly type: ImageType
  /** Name of the file with its extension. */
  readonly name: string
}

/** Files with more, or longer ones, are no Kodi's: what is beyond is left out. */
const maxEntries = 500
const maxNames = 1000
const maxNameLength = 1000
const maxPlotLength = 20_000

export type Nfo =
  /** Several for a file with several episodes. */
  | { readonly kind: 'read'; readonly entries: readonly NfoEntry[] }
  | { readonly kind: 'broken'; readonly reason: string }

/** An element as parsed: its text, or what is in it by name, always as lists. */
type Element = string | { readonly [name: string]: readonly Element[] }

/** Attributes are beside the elements, with `@` in front. */
function attributeOf(element: Element, name: string): string | undefined {
  const text = typeof element === 'string' ? undefined : (element[`@${name}`] as unknown)
  return typeof text === 'string' ? decodeEntities(text).trim() : undefined
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseAttributeValue: false,
  transformAttributeName: (name) => name.toLowerCase(),
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  // Neither a DTD's entities nor any but XML's own: see `decodeEntities`.
  processEntities: false,
  removeNSPrefix: true,
  transformTagName: (name) => name.toLowerCase(),
  isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
})

/** Reads a Kodi `.nfo`. Never throws: what cannot be read is `broken`. */
export function parseNfo(text: string): Nfo {
  // Kodi allows a bare link to a web page, alone or after the XML.
  const start = text.indexOf('<')
  if (start === -1)
    return text.trim() === '' ? broken('The file is empty') : { kind: 'read', entries: [] }
  const end = text.lastIndexOf('>')
  try {
    const document = parser.parse(text.slice(start, end + 1)) as Element
    const entries = nfoKinds.flatMap((kind) =>
      childrenOf(document, kind)
        .slice(0, maxEntries)
        .map((e) => readEntry(kind, e)),
    )
    return entries.length > 0
      ? { kind: 'read', entries }
      : broken(`Expected one of the elements ${nfoKinds.join(', ')}`)
  } catch {
    return broken('Expected XML')
  }
}

function broken(reason: string): Nfo {
  return { kind: 'broken', reason }
}

function readEntry(kind: NfoKind, element: Element): NfoEntry {
  const day = first(element, 'premiered', 'aired', 'releasedate')
  const premiered = dateOf(day)
  // A day of which only the year is known, or a broken one, still has its year.
  const year = integerOf(first(element, 'year')) ?? integerOf(/^\d{4}(?!\d)/.exec(day ?? '')?.[0])
  return compact({
    kind,
    title: first(element, 'title', 'name'),
    sortTitle: first(element, 'sorttitle'),
    originalTitle: first(element, 'originaltitle'),
    plot: find(element, maxPlotLength, 'plot', 'outline', 'biography', 'review'),
    year: year !== undefined && year > 0 && year < 10_000 ? year : undefined,
    premiered,
    rating: readRating(element),
    mpaa: first(element, 'mpaa'),
    season: integerOf(first(element, kind === 'season' ? 'seasonnumber' : 'season')),
    episode: integerOf(first(element, 'episode')),
    episodeEnd: integerOf(first(element, 'episodenumberend')),
    seasonNames: kind === 'tvshow' ? readSeasonNames(element) : undefined,
    pictures: readPictures(element),
    set: kind === 'movie' ? readSet(element) : undefined,
    genres: listOf(element, 'genre'),
    studios: listOf(element, 'studio'),
    artists: kind === 'album' ? texts(element, 'artist') : [],
    people: readPeople(element),
    facts: factsOf(element),
  })
}

/**
 * Kodi has one `rating` or, since version 17, several in `ratings`, one of them the default;
 * MediaBrowser's files have `communityrating`.
 */
function readRating(element: Element): number | undefined {
  const [ratings] = childrenOf(element, 'ratings')
  const all = ratings === undefined ? [] : childrenOf(ratings, 'rating')
  const rating = all.find((one) => attributeOf(one, 'default') === 'true') ?? all[0]
  const text =
    (rating === undefined ? undefined : first(rating, 'value')) ??
    first(element, 'rating', 'communityrating')
  const value = Number(text?.replace(',', '.'))
  return Number.isFinite(value) && value > 0 && value <= 10 ? value : undefined
}

function readSeasonNames(element: Element): Readonly<Record<string, string>> | undefined {
  const names = childrenOf(element, 'namedseason')
    .slice(0, maxNames)
    .flatMap((one) => {
      const number = integerOf(attributeOf(one, 'number'))
      const name = textOf(one)
      return number === undefined || name === undefined ? [] : [[String(number), name] as const]
    })
  return names.length === 0 ? undefined : Object.fromEntries(names)
}

/**
 * Kodi's `<set>`: a name alone until version 16, then name and overview. Of several the first counts,
 * as a film is in one set; older tools have them in `<sets>`.
 */
function readSet(element: Element): NamedSet | undefined {
  const all = [element, ...childrenOf(element, 'sets')].flatMap((one) => childrenOf(one, 'set'))
  for (const set of all.slice(0, maxNames)) {
    const name = first(set, 'name') ?? textOf(set)
    if (name !== undefined) return compactSet(name, find(set, maxPlotLength, 'overview'))
  }
  return undefined
}

function compactSet(name: string, overview: string | undefined): NamedSet {
  return overview === undefined ? { name } : { name, overview }
}

/** By Kodi's words for kinds of artwork. */
const pictureTypes: Readonly<Record<string, ImageType>> = {
  poster: 'Primary',
  cover: 'Primary',
  thumb: 'Primary',
  fanart: 'Backdrop',
  backdrop: 'Backdrop',
  banner: 'Banner',
  landscape: 'Thumb',
  clearlogo: 'Logo',
  logo: 'Logo',
  clearart: 'Art',
  discart: 'Disc',
}

/** `<thumb aspect="poster">`, `<fanart><thumb>`, `<art><poster>`: those that are no URL. */
function readPictures(element: Element): readonly NamedPicture[] | undefined {
  const inside = (name: string) => childrenOf(element, name).slice(0, maxNames)
  const found: (readonly [string, Element])[] = [
    ...inside('thumb').map((one) => [attributeOf(one, 'aspect') ?? 'poster', one] as const),
    ...inside('fanart').flatMap((one) =>
      [one, ...childrenOf(one, 'thumb')].map((thumb) => ['fanart', thumb] as const),
    ),
    ...inside('art').flatMap((art) =>
      Object.keys(pictureTypes).flatMap((name) =>
        childrenOf(art, name).map((one) => [name, one] as const),
      ),
    ),
  ]
  const pictures = found.slice(0, maxNames).flatMap(([word, one]): NamedPicture[] => {
    const type = Object.hasOwn(pictureTypes, word.toLowerCase())
      ? pictureTypes[word.toLowerCase()]
      : undefined
    const text = textOf(one)
    if (type === undefined || text === undefined || /^\w+:\/\//.test(text)) return []
    // A path of another machine still ends in the file's name.
    return [{ type, name: fileName(text.replaceAll('\\', '/')) }]
  })
  return pictures.length === 0 ? undefined : pictures
}

/** What Kodi and Jellyfin write as an actor's `type`. */
const actorKinds: Readonly<Record<string, Person['kind']>> = {
  gueststar: 'GuestStar',
  director: 'Director',
  writer: 'Writer',
}

function readPeople(element: Element): readonly Person[] {
  const actors = childrenOf(element, 'actor')
    .slice(0, maxNames)
    .flatMap((actor): Person[] => {
      const name = first(actor, 'name') ?? (typeof actor === 'string' ? textOf(actor) : undefined)
      if (name === undefined) return []
      const role = first(actor, 'role')
      const type = first(actor, 'type')?.toLowerCase().replaceAll(' ', '') ?? ''
      const kind = (Object.hasOwn(actorKinds, type) ? actorKinds[type] : undefined) ?? 'Actor'
      return [{ name, kind, ...(role === undefined ? {} : { role }) }]
    })
  const named = (tag: string, kind: Person['kind']) =>
    listOf(element, tag).map((name): Person => ({ name, kind }))
  const all = [
    ...actors,
    ...named('director', 'Director'),
    ...named('credits', 'Writer'),
    ...named('writer', 'Writer'),
  ]
  const seen = new Set<string>()
  return all.filter(({ kind, name, role = '' }) => {
    const key = `${kind}\0${name.toLowerCase()}\0${role}`
    return seen.has(key) ? false : seen.add(key)
  })
}

function childrenOf(element: Element, name: string): readonly Element[] {
  return typeof element !== 'string' && Object.hasOwn(element, name) ? (element[name] ?? []) : []
}

function texts(element: Element, name: string): readonly string[] {
  return childrenOf(element, name)
    .slice(0, maxNames)
    .flatMap((child) => textOf(child) ?? [])
}

/** Repeated elements, or one with ` / ` between, each name once. */
function listOf(element: Element, name: string): readonly string[] {
  const names = texts(element, name).flatMap((text) => text.split(' / ').map((n) => n.trim()))
  return [...new Set(names.filter((one) => one !== ''))].slice(0, maxNames)
}

function first(element: Element, ...names: readonly string[]): string | undefined {
  return find(element, maxNameLength, ...names)
}

function find(
  element: Element,
  maxLength: number,
  ...names: readonly string[]
): string | undefined {
  for (const name of names)
    for (const child of childrenOf(element, name)) {
      const text = textOf(child, maxLength)
      if (text !== undefined) return text
    }
  return undefined
}

function textOf(element: Element, maxLength = maxNameLength): string | undefined {
  const inner = typeof element === 'string' ? element : element['#text']
  const text = Array.isArray(inner) ? inner[0] : inner
  const whole = typeof text === 'string' ? decodeEntities(text).trim() : ''
  // What is cut may end in half of a character, or in a blank.
  const decoded =
    whole.length > maxLength ? whole.slice(0, maxLength).toWellFormed().trimEnd() : whole
  return decoded === '' ? undefined : decoded
}

function integerOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined
}

function dateOf(text: string | undefined): string | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)/.exec(text ?? '')
  if (match === null || Number.isNaN(Date.parse(match[0]))) return undefined
  return match[0]
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Leaves out what is `undefined`, as JSON does. */
function compact<T extends object>(value: T): Defined<T> & NfoEntry {
  const entries = Object.entries(value).filter(([, held]) => held !== undefined)
  return Object.fromEntries(entries) as Defined<T> & NfoEntry
}

function factsOf(element: Element): ItemFacts | undefined {
  return readFacts({
    first: (...names) => first(element, ...names),
    list: (name) => listOf(element, name),
    uniqueIds: childrenOf(element, 'uniqueid')
      .slice(0, maxNames)
      .flatMap((one) => {
        const type = typeof one === 'string' ? undefined : (one['@type'] as unknown)
        const text = textOf(one)
        return typeof type === 'string' && text !== undefined ? [[type, text] as const] : []
      }),
  })
}
