import type { ItemFacts } from '../../library/item-facts.ts'

/** An element of an `.nfo`, as far as facts are read from it; texts are bounded. */
export interface FactElement {
  /** The first text that any of these elements has. */
  readonly first: (...names: readonly string[]) => string | undefined
  /** All texts of an element, each once. */
  readonly list: (name: string) => readonly string[]
  /** `<uniqueid type="imdb">`: type and text. */
  readonly uniqueIds: readonly (readonly [type: string, text: string])[]
}

const ticksPerMinute = 600_000_000
const maxTags = 200

/** Elements that name an id in a database, by the wire's name of the database. */
const idElements: Readonly<Record<string, readonly string[]>> = {
  Imdb: ['imdbid', 'imdb_id'],
  Tmdb: ['tmdbid'],
  Tvdb: ['tvdbid'],
  TvRage: ['tvrageid'],
  TmdbCollection: ['tmdbcolid', 'collectionnumber'],
  AudioDbArtist: ['audiodbartistid'],
  AudioDbAlbum: ['audiodbalbumid'],
  MusicBrainzArtist: ['musicbrainzartistid'],
  MusicBrainzAlbum: ['musicbrainzalbumid'],
  MusicBrainzAlbumArtist: ['musicbrainzalbumartistid'],
  MusicBrainzReleaseGroup: ['musicbrainzreleasegroupid'],
}
/** What `type` of `<uniqueid>` is on the wire. */
const idTypes: ReadonlyMap<string, string> = new Map([
  ['imdb', 'Imdb'],
  ['tmdb', 'Tmdb'],
  ['themoviedb', 'Tmdb'],
  ['tvdb', 'Tvdb'],
  ['thetvdb', 'Tvdb'],
  ['tvrage', 'TvRage'],
  ['musicbrainzalbum', 'MusicBrainzAlbum'],
  ['musicbrainzartist', 'MusicBrainzArtist'],
])
const idPattern = /^[\w.-]{1,100}$/

/** What an `.nfo` says beyond names, numbers and people; `undefined` where it says none of it. */
export function readFacts(element: FactElement): ItemFacts | undefined {
  const { first, list } = element
  const tags = list('tag').concat(list('style')).slice(0, maxTags)
  const taglines = list('tagline').slice(0, 1)
  const countries = list('country').slice(0, maxTags)
  const trailers = list('trailer')
    .filter((text) => /^https?:\/\//i.test(text))
    .slice(0, 10)
  const providerIds = readIds(element)
  const season = integerOf(first('airsbefore_season', 'displayseason'))
  const episode = integerOf(first('airsbefore_episode', 'displayepisode'))
  const facts: ItemFacts = {
    ...(tags.length === 0 ? {} : { tags }),
    ...(taglines.length === 0 ? {} : { taglines }),
    ...(countries.length === 0 ? {} : { countries }),
    ...(trailers.length === 0 ? {} : { trailers }),
    ...(Object.keys(providerIds).length === 0 ? {} : { providerIds }),
    ...given('criticRating', percentOf(first('criticrating'))),
    ...given('status', statusOf(first('status'))),
    ...given('endDate', dayOf(first('enddate'))),
    ...given('addedAt', timeOf(first('dateadded'))),
    ...given('runTimeTicks', runTimeOf(first('runtime'))),
    ...(first('lockdata')?.toLowerCase() === 'true' ? { isLocked: true } : {}),
    ...(season === undefined || season < 0
      ? {}
      : { airsBefore: { season, ...given('episode', episode) } }),
    ...given('airsAfterSeason', integerOf(first('airsafter_season'))),
  }
  return Object.keys(facts).length === 0 ? undefined : facts
}

function readIds({ first, uniqueIds }: FactElement): Readonly<Record<string, string>> {
  const ids: Record<string, string> = {}
  const add = (name: string | undefined, text: string | undefined) => {
    if (name !== undefined && text !== undefined && idPattern.test(text)) ids[name] ??= text
  }
  for (const [name, elements] of Object.entries(idElements)) add(name, first(...elements))
  for (const [type, text] of uniqueIds) add(idTypes.get(type.toLowerCase()), text)
  // Kodi's older files have `<id>tt…</id>` alone.
  const id = first('id')
  if (id?.startsWith('tt') === true) add('Imdb', id)
  return ids
}

function given<K extends string, T>(name: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]?: T })
}

function integerOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined
}

function percentOf(text: string | undefined): number | undefined {
  const value = Number(text?.replace(',', '.'))
  return Number.isFinite(value) && value > 0 && value <= 100 ? value : undefined
}

/** Minutes, perhaps with a unit behind them. */
function runTimeOf(text: string | undefined): number | undefined {
  const minutes = Number(/^\d{1,5}/.exec(text ?? '')?.[0])
  return minutes > 0 ? minutes * ticksPerMinute : undefined
}

function statusOf(text: string | undefined): string | undefined {
  const status = text?.toLowerCase()
  if (status === 'ended') return 'Ended'
  return status === 'continuing' || status === 'returning series' ? 'Continuing' : undefined
}

function dayOf(text: string | undefined): string | undefined {
  const day = /^\d{4}-\d\d-\d\d/.exec(text ?? '')?.[0]
  return day === undefined || Number.isNaN(Date.parse(day)) ? undefined : day
}

/** `2020-04-10 10:00:00`, in universal time, or ISO 8601. */
function timeOf(text: string | undefined): number | undefined {
  const iso = text?.trim().replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/, '$1T$2Z') ?? ''
  const time = Date.parse(iso)
  return Number.isNaN(time) ? undefined : time
}
