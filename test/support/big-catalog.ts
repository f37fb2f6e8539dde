import type { Catalog } from '../../src/catalog/catalog.ts'
import type { ImageCandidate, OriginalState } from '../../src/catalog/images/image-catalog.ts'
import type { UnitContents } from '../../src/catalog/scan/scan-catalog.ts'
import { contentId } from '../../src/library/id.ts'
import type { ImageType } from '../../src/library/image-type.ts'
import type { Ids } from '../../src/library/ids.ts'
import type { Item, ItemKind, Person } from '../../src/library/item.ts'
import type { Library, LibraryKind } from '../../src/library/library.ts'

/** What is in a catalog that `fillBigCatalog` has filled, as far as lists ask for it. */
export interface BigCatalog {
  readonly libraries: Readonly<Record<LibraryKind, Library>>
  readonly userId: string
  readonly items: number
  readonly images: number
  readonly seriesId: string
  readonly albumArtistId: string
  /** A film, and a person and a genre that many films mention. */
  readonly filmId: string
  readonly person: string
  readonly genre: string
  readonly studio: string
}

/** As a library's folders would be named. Nothing has to lie there: no picture is opened. */
function librariesOf(ids: Ids) {
  const make = (kind: LibraryKind, name: string): Library => {
    return { id: ids.library({ kind, name }), kind, name, root: `/media/${name}` }
  }
  return {
    movies: make('movies', 'Films'),
    tvshows: make('tvshows', 'Shows'),
    music: make('music', 'Songs'),
    photos: make('photos', 'Photos'),
  }
}

/** What units are made for. */
interface Ground {
  readonly ids: Ids
  readonly libraries: Readonly<Record<LibraryKind, Library>>
}

const userId = contentId('user', 'Ada')
/** Units whose images are recorded in one go, as the scan does. */
const UNITS = 200

/**
 * Fills a catalog with about `size` items and two and a half times as many images, half as many
 * persons, and a user who has played some of it. The same `size` makes the same catalog: a third
 * films, the rest series of three seasons, albums of twelve songs and some photographs.
 */
export async function fillBigCatalog(catalog: Catalog, size: number): Promise<BigCatalog> {
  const { ids } = catalog
  const libraries = librariesOf(ids)
  await catalog.setLibraries(Object.values(libraries))
  await catalog.putUser({ id: userId, name: 'Ada', createdAt: 1 })
  let items = 0
  let images = 0
  let some: UnitContents[] = []
  const learn = async () => {
    // At once, as the scan does.
    await Promise.all(some.map((unit) => catalog.replaceUnit(unit)))
    const refs = some.flatMap((unit) => unit.images.map(({ original }) => original))
    await catalog.putOriginals(
      refs.map((ref) => ({ ref, state: stateOf(ref.key) })),
      now,
    )
    await Promise.all(some.map(({ libraryId: id, unit }) => catalog.finishUnit(id, unit, 'known')))
    some = []
  }
  for (const unit of bigUnits({ ids, libraries }, size)) {
    items += unit.items.length
    images += unit.images.length
    some.push(unit)
    if (some.length === UNITS) await learn()
  }
  await learn()
  await play(catalog, size)
  const film = name('Film', 3)
  return {
    libraries,
    userId,
    items,
    images,
    seriesId: ids.item(libraries.tvshows, 'Series', name('Series', 3)),
    albumArtistId: ids.item(libraries.music, 'MusicArtist', name('Artist', 3)),
    filmId: ids.item(libraries.movies, 'Movie', `${film}/${film}.mkv`),
    person: personName(0),
    genre: genres[0],
    studio: 'Studio 1',
  }
}

/** Every third film is played or begun, and the first season of every second series. */
async function play(catalog: Catalog, size: number): Promise<void> {
  const { items: films } = await catalog.queryItems({
    kinds: ['Movie'],
    recursive: true,
    limit: Math.ceil(size / 10),
  })
  const { items: episodes } = await catalog.queryItems({
    kinds: ['Episode'],
    recursive: true,
    parentIndexNumber: 1,
    limit: Math.ceil(size / 14),
  })
  const ids = [...films, ...episodes].map(({ id }) => id)
  const every = (step: number, from = 0) => ids.filter((_, at) => at % step === from)
  const played = { played: true, playCount: 1 }
  for (const [at, id] of every(3).slice(0, 500).entries())
    await catalog.changeUserItems(userId, [id], { ...played, lastPlayedAt: now + at })
  await catalog.changeUserItems(userId, every(3).slice(500), { ...played, lastPlayedAt: now })
  await catalog.changeUserItems(userId, every(50, 1), { positionTicks: 9e9, lastPlayedAt: now })
  await catalog.changeUserItems(userId, every(20, 2), { isFavorite: true })
}

/** The units of a catalog of `size` items, as a scan would find them. */
function* bigUnits(ground: Ground, size: number): Generator<UnitContents> {
  const films = Math.ceil(size / 3)
  for (let number = 0; number < films; number++) yield filmUnit(ground, number, films)
  const series = Math.ceil(size / 3 / 34)
  for (let number = 0; number < series; number++) yield seriesUnit(ground, number, size)
  const artists = Math.ceil((size * 0.31) / 40)
  for (let number = 0; number < artists; number++) yield artistUnit(ground, number)
  for (let number = 0; number < Math.ceil(size / 4500); number++) yield photoUnit(ground, number)
}

function filmUnit(ground: Ground, number: number, films: number): UnitContents {
  const unit = name('Film', number)
  const draft = new Draft(ground, 'movies', unit)
  const film = draft.add('Movie', `${unit}/${unit}.mkv`, undefined, {
    ...story(number),
    // Not in the order of their folders.
    name: `${words[(number * 7) % words.length]} ${words[(number * 3) % words.length]} ${number}`,
    people: castOf(number, films),
  })
  draft.images(film, 'Primary', 'Backdrop', 'Backdrop', 'Logo')
  if (number % 3 === 0) draft.images(film, 'Thumb')
  for (const person of film.people.slice(0, number % 3)) draft.imageOf(person)
  return draft.contents
}

function seriesUnit(ground: Ground, number: number, size: number): UnitContents {
  const unit = name('Series', number)
  const draft = new Draft(ground, 'tvshows', unit)
  const people = castOf(number * 31, Math.ceil(size / 3))
  const series = draft.add('Series', unit, undefined, { ...story(number), people })
  draft.images(series, 'Primary', 'Backdrop', 'Backdrop', 'Logo', 'Thumb', 'Banner')
  for (let s = 1; s <= 3; s++) {
    const season = draft.add('Season', `${unit}/Season ${s}`, series, { indexNumber: s })
    draft.images(season, 'Primary')
    for (let e = 1; e <= 10; e++) {
      const more = { ...story(number * 30 + e), indexNumber: e, parentIndexNumber: s }
      const path = `${unit}/Season ${s}/S0${s}E${String(e).padStart(2, '0')}.mkv`
      draft.images(draft.add('Episode', path, season, more), 'Primary')
    }
  }
  return draft.contents
}

function artistUnit(ground: Ground, number: number): UnitContents {
  const unit = name('Artist', number)
  const draft = new Draft(ground, 'music', unit)
  const artist = draft.add('MusicArtist', unit, undefined, {})
  draft.images(artist, 'Primary', 'Backdrop')
  for (let a = 0; a < 3; a++) {
    const more = { ...story(number + a), artists: [unit], genres: [genres[a % genres.length]!] }
    const album = draft.add('MusicAlbum', `${unit}/Album ${a}`, artist, more)
    draft.images(album, 'Primary')
    for (let t = 1; t <= 12; t++) {
      const path = `${unit}/Album ${a}/${t}.mp3`
      const { premiereDate: _, overview: __, ...song } = more
      const track = draft.add('Audio', path, album, { ...song, indexNumber: t })
      draft.images(track, 'Primary')
    }
  }
  return draft.contents
}

function photoUnit(ground: Ground, number: number): UnitContents {
  const unit = name('Trip', number)
  const draft = new Draft(ground, 'photos', unit)
  const album = draft.add('PhotoAlbum', unit, undefined, {})
  for (let p = 0; p < 90; p++)
    draft.images(draft.add('Photo', `${unit}/IMG_${p}.jpg`, album, {}), 'Primary')
  return draft.contents
}

class Draft {
  readonly #ids: Ids
  readonly #library: Library
  readonly #unit: string
  readonly #items: Item[] = []
  readonly #images: ImageCandidate[] = []

  constructor({ ids, libraries }: Ground, kind: LibraryKind, unit: string) {
    this.#ids = ids
    this.#library = libraries[kind]
    this.#unit = unit
  }

  get contents(): UnitContents {
    const { id } = this.#library
    return { libraryId: id, unit: this.#unit, items: this.#items, images: this.#images }
  }

  add(kind: ItemKind, path: string, parent: Item | undefined, more: Partial<Item>): Item {
    const { id } = this.#library
    const own = more.name ?? (path.split('/').at(-1) ?? path).replace(/\.\w+$/, '')
    const item: Item = {
      id: this.#ids.item(this.#library, kind, path),
      libraryId: id,
      parentId: parent?.id ?? id,
      kind,
      path,
      name: own,
      sortName: own.toLowerCase(),
      genres: [],
      studios: [],
      people: [],
      artists: [],
      createdAt: now - ((hash(path) % 1000) + 1) * 86_400_000,
      ...more,
    }
    this.#items.push(item)
    return item
  }

  images(item: Item, ...types: readonly ImageType[]): void {
    for (const [at, type] of types.entries()) {
      const key = `${item.path}-${type}${at}.jpg`
      this.#images.push({ ownerId: item.id, type, original: { source: this.#library.id, key } })
    }
  }

  imageOf(person: Person): void {
    const ownerId = this.#ids.name('person', person.name)
    const key = `${this.#unit}/.actors/${person.name}.jpg`
    const original = { source: this.#library.id, key }
    this.#images.push({ ownerId, type: 'Primary', original })
  }
}

const now = Date.UTC(2026, 0, 1)
const genres = ['Drama', 'Comedy', 'Crime', 'Western', 'Horror', 'Romance', 'War', 'Music'] as const
const words = (
  'Amber Bridge Cold Distant Empty Fog Glass Harbour Iron July Kestrel Lantern Midnight North ' +
  'Orchard Paper Quiet River Silver The Under Velvet Winter Yellow Zero'
).split(' ')

function name(what: string, number: number): string {
  return `${what} ${String(number).padStart(6, '0')}`
}

function personName(number: number): string {
  return `${words[number % words.length]} Person ${String(number).padStart(6, '0')}`
}

function story(number: number): Partial<Item> {
  const year = 1930 + (number % 95)
  return {
    year,
    premiereDate: `${year}-0${1 + (number % 9)}-1${number % 9}`,
    overview: `What happens in number ${number}. `.repeat(8),
    communityRating: Math.round(((number * 7) % 100) + 1) / 10,
    officialRating: ['G', 'PG', 'R'][number % 3]!,
    genres: [genres[number % 8]!, genres[(number + 1 + (number % 3)) % 8]!],
    studios: [`Studio ${number % 400}`],
  }
}

/** Some play in many films, most in a few: one and a half times as many persons as films. */
function castOf(number: number, films: number): readonly Person[] {
  const all = Math.ceil(films * 1.5)
  const kinds = ['Actor', 'Actor', 'Actor', 'Actor', 'Director', 'Writer'] as const
  return kinds.map((kind, at) => {
    const drawn = hash(`${number} ${at}`) % all
    const famous = at === 0 && number % 4 === 0 ? drawn % 50 : (number * 6 + at) % all
    return { name: personName(at % 2 === 0 ? famous : drawn), kind }
  })
}

function stateOf(key: string): OriginalState {
  const tag = contentId('tag', key)
  return {
    kind: 'image',
    stamp: { bytes: 200_000, mtimeMs: now - 1e9, ctimeMs: now - 1e9 },
    probe: {
      tag,
      width: 1000,
      height: 1500,
      format: 'jpeg',
      bytes: 200_000,
      blurHash: 'LEHV6nWB2yk8pyo0adR*.7kCMdnj',
      hasAlpha: false,
      frames: 1,
      servableAsIs: true,
    },
  }
}

/** FNV-1a: the same everywhere, and spread well enough. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++)
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0
  return value
}
