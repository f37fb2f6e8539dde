import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { ApiKey, SessionToken } from '../../src/catalog/accounts/token-catalog.ts'
import type { Catalog } from '../../src/catalog/catalog.ts'
import type { ImageCandidate, OriginalState } from '../../src/catalog/images/image-catalog.ts'
import type { ItemCatalog } from '../../src/catalog/items/item-catalog.ts'
import { isKeyartError } from '../../src/errors.ts'
import type { ImageType } from '../../src/library/image-type.ts'
import type { Item, ItemKind } from '../../src/library/item.ts'
import type { Library, LibraryKind } from '../../src/library/library.ts'
import { testIds } from '../support/ids.ts'

/** Opens a new and empty catalog whose clock is `now`. */
type OpenCatalog = (now: () => number) => Promise<Catalog>

export function makeLibrary(kind: LibraryKind, name: string): Library {
  return { id: testIds.library({ kind, name }), kind, name, root: `/media/${name}` }
}

const films = makeLibrary('movies', 'Films')
const shows = makeLibrary('tvshows', 'Shows')

export function makeItem(
  library: Library,
  kind: ItemKind,
  path: string,
  more: Partial<Item> = {},
): Item {
  const name = path.split('/').at(-1) ?? path
  return {
    id: testIds.item(library, kind, path),
    libraryId: library.id,
    parentId: library.id,
    kind,
    path,
    name,
    sortName: name.toLowerCase(),
    genres: [],
    studios: [],
    people: [],
    artists: [],
    createdAt: 1000,
    ...more,
  }
}

export function candidate(owner: string, type: ImageType, library: Library, key: string) {
  return { ownerId: owner, type, original: { source: library.id, key } } satisfies ImageCandidate
}

export function sound(tag: string, mtimeMs = 500.25): OriginalState {
  return {
    kind: 'image',
    stamp: { bytes: 77, mtimeMs, ctimeMs: mtimeMs + 1 },
    probe: {
      tag,
      width: 1000,
      height: 1500,
      format: 'jpeg',
      bytes: 76,
      blurHash: 'LEHV6nWB2yk8',
      hasAlpha: false,
      frames: 1,
      servableAsIs: true,
    },
  }
}

function damaged(reason: string): OriginalState {
  return { kind: 'problem', reason, stamp: { bytes: 3, mtimeMs: 600, ctimeMs: 600 } }
}

async function put(
  catalog: Catalog,
  library: Library,
  states: Record<string, OriginalState>,
  at: number,
) {
  const entries = Object.entries(states)
  await catalog.putOriginals(
    entries.map(([key, state]) => ({ ref: { source: library.id, key }, state })),
    at,
  )
}

/** What every implementation of `Catalog` promises. */
export function catalogContract(name: string, open: OpenCatalog): void {
  suite(`catalog: ${name}`, () => {
    let clock = 10_000
    const openWith = async (...libraries: Library[]) => {
      clock = 10_000
      const catalog = await open(() => clock)
      await catalog.setLibraries(libraries)
      return catalog
    }
    const names = async (catalog: Catalog, query: Parameters<ItemCatalog['queryItems']>[0]) =>
      (await catalog.queryItems(query)).items.map((item) => item.name)

    suite('items', () => {
      const full = makeItem(films, 'Movie', 'Amélie (2001)', {
        name: 'Amélie',
        sortName: 'amelie',
        originalTitle: 'Le Fabuleux Destin',
        overview: 'x'.repeat(5000),
        year: 2001,
        premiereDate: '2001-04-25',
        indexNumber: 1,
        indexNumberEnd: 2,
        parentIndexNumber: 0,
        communityRating: 8.3,
        officialRating: 'R',
        genres: ['Comedy'],
        studios: ['Victoires'],
        people: [{ name: 'Audrey Tautou', role: 'Amélie', kind: 'Actor' }],
        artists: [],
        createdAt: 1234.5,
      })
      const plain = makeItem(films, 'Movie', 'Brazil', { name: '100% Brazil_', year: 1985 })
      const set = makeItem(films, 'BoxSet', 'Set')
      const inner = makeItem(films, 'Movie', 'Set/Zodiac', { parentId: set.id, communityRating: 7 })
      const items = [full, plain, set, inner]

      test('an item comes back as it went in', async () => {
        await using catalog = await openWith(films)
        await catalog.replaceUnit({ libraryId: films.id, unit: 'a', items, images: [] })
        assert.deepEqual(await catalog.findItem(full.id), full)
        assert.deepEqual(await catalog.findItem(plain.id), plain)
        assert.equal(await catalog.findItem('0'.repeat(32)), undefined)
      })

      test('findItems keeps the order, leaves out what is not there, takes thousands', async () => {
        await using catalog = await openWith(films)
        await catalog.replaceUnit({ libraryId: films.id, unit: 'a', items, images: [] })
        const strange = Array.from({ length: 2000 }, (_, n) => `no-${n}`)
        const found = await catalog.findItems([inner.id, ...strange, full.id, inner.id])
        assert.deepEqual(
          found.map((item) => item.id),
          [inner.id, full.id, inner.id],
        )
        assert.deepEqual(await catalog.findItems([]), [])
      })

      test('without a parent the libraries, as configured; with recursive all items', async () => {
        await using catalog = await openWith(shows, films)
        await catalog.replaceUnit({ libraryId: films.id, unit: 'a', items, images: [] })
        assert.deepEqual(await names(catalog, {}), ['Shows', 'Films'])
        const all = await catalog.queryItems({ recursive: true, countTotal: true })
        assert.equal(all.total, 4)
        assert.ok(all.items.every((item) => item.kind !== 'CollectionFolder'))
      })

      test('children, and all below a library or a folder', async () => {
        await using catalog = await openWith(films)
        await catalog.replaceUnit({ libraryId: films.id, unit: 'a', items, images: [] })
        const direct = ['100% Brazil_', 'Amélie', 'Set']
        assert.deepEqual((await names(catalog, { parentId: films.id })).sort(), direct)
        assert.equal((await names(catalog, { parentId: films.id, recursive: true })).length, 4)
        assert.deepEqual(await names(catalog, { parentId: set.id }), ['Zodiac'])
        assert.deepEqual(await names(catalog, { parentId: 'none', recursive: true }), [])
      })

      test('below a season that only its episodes show', async () => {
        await using catalog = await openWith(shows)
        const series = makeItem(shows, 'Series', 'S')
        const season = makeItem(shows, 'Season', 'S/#season-1', { parentId: series.id })
        const episode = makeItem(shows, 'Episode', 'S/e1', { parentId: season.id })
        await catalog.replaceUnit({
          libraryId: shows.id,
          unit: 'S',
          items: [series, season, episode],
          images: [],
        })
        assert.deepEqual(await names(catalog, { parentId: season.id, recursive: true }), ['e1'])
        const below = { parentId: series.id, recursive: true, kinds: ['Episode'] } as const
        assert.deepEqual(await names(catalog, below), ['e1'])
        const above = await catalog.ancestorsOf([episode])
        assert.deepEqual(new Set(above.keys()), new Set([season.id, series.id, shows.id]))
        assert.deepEqual(above.get(season.id), season)
        assert.deepEqual((await catalog.ancestorsOf([])).size, 0)
      })

      test('folders that name each other as parents end', async () => {
        await using catalog = await openWith(films)
        const one = makeItem(films, 'Folder', 'one', {
          parentId: testIds.item(films, 'Folder', 'two'),
        })
        const two = makeItem(films, 'Folder', 'two', { parentId: one.id })
        await catalog.replaceUnit({ libraryId: films.id, unit: 'a', items: [one, two], images: [] })
        assert.equal((await names(catalog, { parentId: one.id, recursive: true })).length, 2)
        assert.equal((await catalog.ancestorsOf([one])).size, 2)
      })

      test('kinds, excluded kinds and ids narrow', async () => {
        await using catalog = await openWith(films)
        await catalog.replaceUnit({ libraryId: films.id, unit: 'a', items, images: [] })
        const ids = [set.id, inner.id, 'strange']
        assert.deepEqual(await names(catalog, { recursive: true, kinds: ['BoxSet'] }), ['Set'])
        assert.deepEqual(await names(catalog, { recursive: true, kinds: [] }), [])
        assert.deepEqual(await names(catalog, { ids }), ['Set', 'Zodiac'])
        assert.deepEqual(await names(catalog, { ids, excludeKinds: ['BoxSet'] }), ['Zodiac'])
        assert.deepEqual(await names(catalog, { ids: [] }), [])
        assert.deepEqual(await names(catalog, { ids: [films.id] }), ['Films'])
        const many = Array.from({ length: 10_001 }, (_, n) => `no-${n}`)
        await assert.rejects(catalog.queryItems({ ids: many }), (error) =>
          isKeyartError(error, 'QUERY_INVALID'),
        )
      })

      test('a search finds part of a name, in any case and with or without accents', async () => {
        await using catalog = await openWith(films)
        const greek = makeItem(films, 'Movie', 'ΟΔΥΣΣΕΙΑ')
        const unit = { libraryId: films.id, unit: 'a', items: [...items, greek], images: [] }
        await catalog.replaceUnit(unit)
        const search = (searchTerm: string) => names(catalog, { recursive: true, searchTerm })
        assert.deepEqual(await search('MÉLI'), ['Amélie'])
        assert.deepEqual(await search('ameL'), ['Amélie'])
        assert.deepEqual(await search('δυσσε'), ['ΟΔΥΣΣΕΙΑ'])
        assert.deepEqual(await search('100% b'), ['100% Brazil_'])
        assert.deepEqual(await search('%'), [])
        assert.deepEqual(await search('_'), [])
        assert.deepEqual(await search('\\'), [])
        assert.deepEqual(await search("' or 1=1 --"), [])
        assert.deepEqual(await search('x'.repeat(100_000)), [])
        const named = (name: string) => names(catalog, { recursive: true, name })
        assert.deepEqual(await named('AMELIE'), ['Amélie'])
        assert.deepEqual(await named('Ameli'), [])
      })

      test('pages and totals', async () => {
        await using catalog = await openWith(films)
        await catalog.replaceUnit({ libraryId: films.id, unit: 'a', items, images: [] })
        const all = { recursive: true, countTotal: true }
        const sorted = ['Amélie', '100% Brazil_', 'Set', 'Zodiac']
        const page = await catalog.queryItems({ ...all, startIndex: 1, limit: 2 })
        assert.equal(page.total, 4)
        assert.deepEqual(
          page.items.map((item) => item.name),
          sorted.slice(1, 3),
        )
        assert.deepEqual(await names(catalog, { ...all, startIndex: 3 }), ['Zodiac'])
        assert.deepEqual(await names(catalog, { ...all, startIndex: 9 }), [])
        assert.deepEqual(await catalog.queryItems({ ...all, limit: 0 }), { items: [], total: 4 })
        assert.equal('total' in (await catalog.queryItems({ recursive: true })), false)
      })

      test('every order, with the lacking first and ties by sort name, then id, in the same direction', async () => {
        await using catalog = await openWith(films)
        await catalog.replaceUnit({ libraryId: films.id, unit: 'a', items, images: [] })
        const by = (key: 'ProductionYear' | 'CommunityRating' | 'Name', descending = false) =>
          names(catalog, { recursive: true, sortBy: [{ key, descending }] })
        assert.deepEqual(await by('ProductionYear'), ['Set', 'Zodiac', '100% Brazil_', 'Amélie'])
        assert.deepEqual(await by('ProductionYear', true), [
          'Amélie',
          '100% Brazil_',
          'Zodiac',
          'Set',
        ])
        assert.deepEqual(await by('CommunityRating', true), [
          'Amélie',
          'Zodiac',
          'Set',
          '100% Brazil_',
        ])
        assert.deepEqual(await by('Name'), ['100% Brazil_', 'Amélie', 'Set', 'Zodiac'])
        const random = await names(catalog, {
          recursive: true,
          sortBy: [{ key: 'Random', descending: false }],
        })
        assert.deepEqual(random.sort(), ['100% Brazil_', 'Amélie', 'Set', 'Zodiac'])
        const twins = Array.from({ length: 5 }, (_, n) =>
          makeItem(films, 'Movie', `twin${n}`, { name: 'Twin', sortName: 't' }),
        )
        await catalog.replaceUnit({ libraryId: films.id, unit: 't', items: twins, images: [] })
        const found = await catalog.queryItems({
          recursive: true,
          searchTerm: 'twin',
          kinds: ['Movie'],
        })
        assert.deepEqual(
          found.items.map((item) => item.id),
          twins.map((item) => item.id).sort(),
        )
      })

      test('episodes by series, tracks by album and artist', async () => {
        await using catalog = await openWith(shows)
        const later = makeItem(shows, 'Series', 'b', { sortName: 'b' })
        const sooner = makeItem(shows, 'Series', 'a', { sortName: 'a' })
        const one = makeItem(shows, 'Episode', 'b/one', { parentId: later.id, sortName: '1' })
        const two = makeItem(shows, 'Episode', 'a/two', { parentId: sooner.id, sortName: '2' })
        const album = makeItem(shows, 'MusicAlbum', 'm/album', { artists: ['Zappa'] })
        const track = makeItem(shows, 'Audio', 'm/album/1', {
          parentId: album.id,
          artists: ['Abba'],
        })
        const units = { b: [later, one], a: [sooner, two], m: [album, track] }
        for (const [unit, some] of Object.entries(units))
          await catalog.replaceUnit({ libraryId: shows.id, unit, items: some, images: [] })
        const by = async (key: 'SeriesSortName' | 'Album' | 'AlbumArtist', kind: ItemKind) =>
          names(catalog, { recursive: true, kinds: [kind], sortBy: [{ key, descending: false }] })
        assert.deepEqual(await by('SeriesSortName', 'Episode'), ['two', 'one'])
        assert.deepEqual(await by('Album', 'Audio'), ['1'])
        const artists = await names(catalog, {
          recursive: true,
          kinds: ['MusicAlbum', 'Audio'],
          sortBy: [{ key: 'AlbumArtist', descending: false }],
        })
        assert.deepEqual(artists, ['1', 'album'])
      })

      test('counts of children', async () => {
        await using catalog = await openWith(films)
        await catalog.replaceUnit({ libraryId: films.id, unit: 'a', items, images: [] })
        assert.deepEqual(
          await catalog.childCounts([films.id, set.id, full.id]),
          new Map([
            [films.id, 3],
            [set.id, 1],
          ]),
        )
      })
    })

    suite('units', () => {
      const film = makeItem(films, 'Movie', 'F/f')
      const other = makeItem(films, 'Movie', 'G/g')

      test('replaced whole: what is gone leaves with its images, what stays keeps its age', async () => {
        await using catalog = await openWith(films)
        const second = makeItem(films, 'Movie', 'F/second')
        const images = [film, second].map((item) => candidate(item.id, 'Primary', films, item.path))
        await catalog.replaceUnit({ libraryId: films.id, unit: 'F', items: [film, second], images })
        await catalog.replaceUnit({ libraryId: films.id, unit: 'G', items: [other], images: [] })
        await put(catalog, films, { 'F/f': sound('t1'), 'F/second': sound('t2') }, 900)
        assert.deepEqual(await catalog.counts(), { items: 3, images: 2, problems: 0 })

        const newer = { ...film, name: 'Renamed', sortName: 'renamed', createdAt: 9999 }
        await catalog.replaceUnit({
          libraryId: films.id,
          unit: 'F',
          items: [newer],
          images: images.slice(0, 1),
        })
        assert.deepEqual(await catalog.findItem(film.id), { ...newer, createdAt: 1000 })
        assert.equal(await catalog.findItem(second.id), undefined)
        assert.deepEqual(await catalog.findImages(second.id, 'Primary'), [])
        assert.deepEqual(await catalog.findItem(other.id), other)
        assert.deepEqual(await catalog.counts(), { items: 2, images: 1, problems: 0 })
        assert.ok(await catalog.findItem(films.id), 'the library stays')
      })

      test('thousands of items with images', async () => {
        await using catalog = await openWith(films)
        const items = Array.from({ length: 2500 }, (_, n) => makeItem(films, 'Movie', `F/${n}`))
        const images = items.map((item) => candidate(item.id, 'Primary', films, item.path))
        await catalog.replaceUnit({ libraryId: films.id, unit: 'F', items, images })
        await catalog.putOriginals(
          images.map(({ original }) => ({ ref: original, state: sound(original.key) })),
          1,
        )
        assert.deepEqual(await catalog.counts(), { items: 2500, images: 2500, problems: 0 })
        const found = await catalog.imagesOf(items.map((item) => item.id))
        assert.equal(found.size, 2500)
        const known = await catalog.findOriginals(
          films.id,
          items.map((item) => item.path),
        )
        assert.equal(known.size, 2500)
        await catalog.replaceUnit({ libraryId: films.id, unit: 'F', items: [], images: [] })
        assert.deepEqual(await catalog.counts(), { items: 0, images: 0, problems: 0 })
      })

      test('a fingerprint stands from finishing to the next replacing', async () => {
        await using catalog = await openWith(films)
        const unit = { libraryId: films.id, unit: 'F', items: [film], images: [] }
        assert.deepEqual(await catalog.unitFingerprints(films.id), new Map())
        await catalog.replaceUnit(unit)
        assert.deepEqual(await catalog.unitFingerprints(films.id), new Map([['F', '']]))
        await catalog.finishUnit(films.id, 'F', 'abc')
        assert.deepEqual(await catalog.unitFingerprints(films.id), new Map([['F', 'abc']]))
        await catalog.replaceUnit(unit)
        assert.deepEqual(await catalog.unitFingerprints(films.id), new Map([['F', '']]))
      })

      test('a unit is extended while its fingerprint stands, and no longer', async () => {
        await using catalog = await openWith(films)
        const unit = { libraryId: films.id, unit: 'F', items: [film], images: [] }
        const chapters = [{ startTicks: 5, name: 'One', imageKey: 'k' }]
        const extended = {
          ...unit,
          items: [{ ...film, chapters }],
          images: [{ ownerId: film.id, type: 'Chapter', original: { source: 'x', key: 'k' } }],
        } as const
        assert.equal(await catalog.extendUnit(extended, 'abc'), false)
        await catalog.replaceUnit(unit)
        assert.equal(await catalog.extendUnit(extended, 'abc'), false)
        await catalog.finishUnit(films.id, 'F', 'abc')
        assert.equal(await catalog.extendUnit(extended, 'other'), false)
        assert.deepEqual(await catalog.findItem(film.id), film)
        assert.equal(await catalog.extendUnit(extended, 'abc'), true)
        assert.deepEqual((await catalog.findItem(film.id))?.chapters, chapters)
        assert.deepEqual(await catalog.unitFingerprints(films.id), new Map([['F', 'abc']]))
      })

      test('how far a unit was looked into is kept until it is removed', async () => {
        await using catalog = await openWith(films)
        const unit = { libraryId: films.id, unit: 'F', items: [film], images: [] }
        const left = async (how: string) => [...(await catalog.unextractedUnits(films.id, how))]
        await catalog.replaceUnit(unit)
        assert.deepEqual(await left('with all'), [], 'not finished')
        await catalog.finishUnit(films.id, 'F', 'abc')
        assert.deepEqual(await left('with all'), [['F', 'abc']])
        const marks = Object.entries({ F: 'abc', never: 'abc' })
        await catalog.markExtracted(films.id, new Map(marks), 'with all')
        assert.deepEqual(await left('with all'), [])
        assert.deepEqual(await left('all'), [['F', 'abc']])
        await catalog.replaceUnit(unit)
        await catalog.finishUnit(films.id, 'F', 'abc')
        assert.deepEqual(await left('with all'), [])
        await catalog.finishUnit(films.id, 'F', 'def')
        assert.deepEqual(await left('with all'), [['F', 'def']])
        await catalog.removeUnits(films.id, ['F'])
        assert.deepEqual(await left('all'), [])
      })

      test('removed units leave whole, with their sidecars', async () => {
        await using catalog = await openWith(films)
        await catalog.replaceUnit({ libraryId: films.id, unit: 'F', items: [film], images: [] })
        await catalog.replaceUnit({ libraryId: films.id, unit: 'G', items: [other], images: [] })
        const stamp = { bytes: 1, mtimeMs: 2.5, ctimeMs: 3.5 }
        const sidecar = (path: string) => ({ path, stamp, json: '{}' })
        await catalog.putSidecars(films.id, [sidecar('F/a.nfo'), sidecar('F2/a.nfo')])
        await catalog.removeUnits(films.id, ['F', 'never'])
        assert.equal(await catalog.findItem(film.id), undefined)
        assert.deepEqual(await catalog.findItem(other.id), other)
        assert.deepEqual([...(await catalog.unitFingerprints(films.id)).keys()], ['G'])
        const kept = await catalog.findSidecars(films.id, ['F/a.nfo', 'F2/a.nfo'])
        assert.deepEqual([...kept.keys()], ['F2/a.nfo'])
      })

      test('sidecars come back and are replaced', async () => {
        await using catalog = await openWith(films)
        const stamp = { bytes: 1, mtimeMs: 2.5, ctimeMs: 3.5 }
        await catalog.putSidecars(films.id, [{ path: 'a.nfo', stamp, json: '{"a":1}' }])
        await catalog.putSidecars(films.id, [{ path: 'a.nfo', stamp, json: '{"a":2}' }])
        assert.deepEqual(
          await catalog.findSidecars(films.id, ['a.nfo', 'b.nfo']),
          new Map([['a.nfo', { stamp, json: '{"a":2}' }]]),
        )
        assert.equal((await catalog.findSidecars(shows.id, ['a.nfo'])).size, 0)
      })

      test('of sidecars put at once each library has its own, and the last word on one counts', async () => {
        await using catalog = await openWith(films, shows)
        const stamp = { bytes: 1, mtimeMs: 2.5, ctimeMs: 3.5 }
        const put = (libraryId: string, path: string, json: string) =>
          catalog.putSidecars(libraryId, [{ path, stamp, json }])
        await Promise.all([
          put(films.id, 'a.nfo', '1'),
          put(shows.id, 'a.nfo', '2'),
          put(films.id, 'b.nfo', '3'),
          put(films.id, 'a.nfo', '4'),
        ])
        const jsonsOf = async (libraryId: string) =>
          [...(await catalog.findSidecars(libraryId, ['a.nfo', 'b.nfo']))]
            .map(([path, { json }]) => `${path} ${json}`)
            .toSorted()
        assert.deepEqual(await jsonsOf(films.id), ['a.nfo 4', 'b.nfo 3'])
        assert.deepEqual(await jsonsOf(shows.id), ['a.nfo 2'])
      })
    })

    suite('libraries', () => {
      const film = makeItem(films, 'Movie', 'F/f')

      test('setting them again changes nothing; one not named leaves with all it gave', async () => {
        await using catalog = await openWith(films, shows)
        const images = [candidate(film.id, 'Primary', films, 'F/p')]
        await catalog.replaceUnit({ libraryId: films.id, unit: 'F', items: [film], images })
        await put(catalog, films, { 'F/p': damaged('empty') }, 1)
        await catalog.setLibraryProblems(films.id, [
          { libraryId: films.id, path: '', reason: 'gone' },
        ])
        await catalog.finishUnit(films.id, 'F', 'abc')
        const before = await catalog.findItem(films.id)
        clock += 1000
        await catalog.setLibraries([shows, films])
        assert.deepEqual(await catalog.findItem(films.id), before)
        assert.deepEqual(await catalog.findItem(film.id), film)
        assert.deepEqual(await names(catalog, {}), ['Shows', 'Films'])

        await catalog.setLibraries([shows])
        assert.deepEqual(await catalog.findItem(film.id), film)
        const known = await catalog.storedLibraries()
        assert.deepEqual(
          known.map(({ id, kind, name }) => [id, kind, name]),
          [
            [shows.id, 'tvshows', 'Shows'],
            [films.id, 'movies', 'Films'],
          ],
        )
        assert.equal(await catalog.forgetLibrary(films.id), true)
        assert.equal(await catalog.forgetLibrary(films.id), false)
        assert.deepEqual(await names(catalog, {}), ['Shows'])
        assert.equal(await catalog.findItem(film.id), undefined)
        assert.deepEqual(await catalog.problems(), [])
        assert.equal((await catalog.findOriginals(films.id, ['F/p'])).size, 0)
        await catalog.setLibraries([films, shows])
        assert.equal((await catalog.unitFingerprints(films.id)).size, 0)
      })

      test('a scan may bring the item of the library, which then stays', async () => {
        await using catalog = await openWith(films)
        const own = makeItem(films, 'CollectionFolder', '', { name: 'Films', sortName: 'films' })
        const { parentId, ...item } = own
        assert.equal(parentId, films.id)
        await catalog.replaceUnit({ libraryId: films.id, unit: '', items: [item], images: [] })
        assert.deepEqual(await catalog.findItem(films.id), { ...item, createdAt: 10_000 })
        await catalog.removeUnits(films.id, [''])
        assert.ok(await catalog.findItem(films.id))
      })

      test('problems: those of the library, and files that something refers to', async () => {
        await using catalog = await openWith(shows, films)
        const images = [candidate(film.id, 'Primary', films, 'F/p')]
        await catalog.replaceUnit({ libraryId: films.id, unit: 'F', items: [film], images })
        await put(catalog, films, { 'F/p': damaged('truncated'), 'F/loose': damaged('empty') }, 1)
        const gone = { libraryId: shows.id, path: '', reason: 'The folder does not exist' }
        await catalog.setLibraryProblems(shows.id, [gone])
        assert.deepEqual(await catalog.problems(), [
          gone,
          { libraryId: films.id, path: 'F/p', reason: 'truncated' },
        ])
        assert.equal((await catalog.counts()).problems, 2)
        const page = (libraryIds: readonly string[], start: number, limit: number) =>
          catalog.queryProblems({ libraryIds, start, limit })
        const broken = { path: 'F/p', reason: 'truncated' }
        const both = [shows.id, films.id]
        assert.deepEqual(await page(both, 0, 1), { problems: [gone], total: 2 })
        assert.deepEqual(await page(both, 1, 9), {
          problems: [{ libraryId: films.id, ...broken }],
          total: 2,
        })
        assert.deepEqual(await page([films.id], 1, 9), { problems: [], total: 1 })
        assert.deepEqual(await page([], 0, 9), { problems: [], total: 0 })
        assert.deepEqual(await catalog.problemsOf(film), [{ type: 'Primary', ...broken }])
        const sidecar = { libraryId: films.id, path: 'F/f.nfo', reason: 'no XML' }
        const other = { libraryId: films.id, path: 'F/fg.nfo', reason: 'no XML' }
        await catalog.setLibraryProblems(films.id, [sidecar, other])
        assert.deepEqual(await catalog.problemsOf(film), [
          { type: 'Primary', ...broken },
          { path: 'F/f.nfo', reason: 'no XML' },
        ])
        await catalog.setLibraryProblems(films.id, [])
        await catalog.setLibraryProblems(shows.id, [])
        await put(catalog, films, { 'F/p': sound('t') }, 2)
        assert.deepEqual(await catalog.problems(), [])
      })
    })

    suite('images', () => {
      const film = makeItem(films, 'Movie', 'F/f')
      const unit = (images: readonly ImageCandidate[], items: readonly Item[] = [film]) => ({
        libraryId: films.id,
        unit: 'F',
        items,
        images,
      })
      const backdrops = (...keys: string[]) =>
        keys.map((key) => candidate(film.id, 'Backdrop', films, key))
      const tagsOf = async (catalog: Catalog, type: ImageType, owner = film.id) =>
        (await catalog.findImages(owner, type)).map((image) => image.tag)
      const since = async (catalog: Catalog, type: ImageType = 'Backdrop', owner = film.id) =>
        (await catalog.findImages(owner, type))[0]?.modifiedAt

      test('announced once known and sound, numbered without gaps', async () => {
        await using catalog = await openWith(films)
        await catalog.replaceUnit(unit(backdrops('a', 'b', 'c')))
        assert.deepEqual(await tagsOf(catalog, 'Backdrop'), [])
        await put(catalog, films, { c: sound('tc'), b: damaged('empty'), a: sound('ta') }, 900)
        const found = await catalog.findImages(film.id, 'Backdrop')
        assert.deepEqual(
          found.map(({ index, tag }) => [index, tag]),
          [
            [0, 'ta'],
            [1, 'tc'],
          ],
        )
        const { kind, probe, stamp } = sound('ta') as OriginalState & { kind: 'image' }
        assert.equal(kind, 'image')
        assert.deepEqual(found[0], {
          ownerId: film.id,
          type: 'Backdrop',
          index: 0,
          original: { source: films.id, key: 'a' },
          ...probe,
          stamp,
          modifiedAt: 600,
        })
        assert.equal((await catalog.counts()).images, 2)
      })

      test('one alone of a type that is not plural: the first that is sound', async () => {
        await using catalog = await openWith(films)
        const logos = ['a', 'b', 'c'].map((key) => candidate(film.id, 'Logo', films, key))
        await catalog.replaceUnit(unit(logos))
        await put(catalog, films, { a: damaged('empty'), b: sound('tb'), c: sound('tc') }, 900)
        assert.deepEqual(await tagsOf(catalog, 'Logo'), ['tb'])
        assert.equal((await catalog.counts()).images, 1)
      })

      test('imagesOf: by owner, ordered by type and index; owners without any are absent', async () => {
        await using catalog = await openWith(films)
        const bare = makeItem(films, 'Movie', 'F/bare')
        const logo = candidate(film.id, 'Logo', films, 'logo')
        const poster = candidate(film.id, 'Primary', films, 'poster')
        await catalog.replaceUnit(unit([logo, ...backdrops('a', 'b'), poster], [film, bare]))
        const states = ['logo', 'a', 'b', 'poster'].map((key) => [key, sound(key)])
        await put(catalog, films, Object.fromEntries(states), 900)
        const found = await catalog.imagesOf([bare.id, film.id, 'strange', film.id])
        assert.deepEqual([...found.keys()], [film.id])
        assert.deepEqual(
          found.get(film.id)?.map(({ type, index, tag }) => [type, index, tag]),
          [
            ['Primary', 0, 'poster'],
            ['Backdrop', 0, 'a'],
            ['Backdrop', 1, 'b'],
            ['Logo', 0, 'logo'],
          ],
        )
      })

      test('items that announce a type', async () => {
        await using catalog = await openWith(films)
        const bad = makeItem(films, 'Movie', 'F/bad')
        const images = [...backdrops('a'), candidate(bad.id, 'Backdrop', films, 'b')]
        await catalog.replaceUnit(unit(images, [film, bad]))
        await put(catalog, films, { a: sound('ta'), b: damaged('empty') }, 900)
        const query = { recursive: true, countTotal: true }
        const found = await catalog.queryItems({ ...query, imageTypes: ['Logo', 'Backdrop'] })
        assert.deepEqual(found, { items: [film], total: 1 })
        assert.equal((await catalog.queryItems({ ...query, imageTypes: ['Logo'] })).total, 0)
      })

      test('modifiedAt: at first the file`s own time, but never one to come', async () => {
        await using catalog = await openWith(films)
        await catalog.replaceUnit(unit(backdrops('a')))
        await put(catalog, films, { a: sound('ta', 500.25) }, 900)
        assert.equal(await since(catalog), 500.25)
        const logo = candidate(film.id, 'Logo', films, 'l')
        await catalog.replaceUnit(unit([...backdrops('a'), logo]))
        await put(catalog, films, { l: sound('tl', 5000) }, 900)
        assert.equal(await since(catalog, 'Logo'), 900)
      })

      test('modifiedAt: other bytes are news, a touched file is none', async () => {
        await using catalog = await openWith(films)
        await catalog.replaceUnit(unit(backdrops('a')))
        await put(catalog, films, { a: sound('ta', 500) }, 900)
        await put(catalog, films, { a: sound('ta', 700) }, 1000)
        assert.equal(await since(catalog), 500)
        await put(catalog, films, { a: sound('other', 100) }, 1100)
        assert.equal(await since(catalog), 1100)
        assert.deepEqual(await tagsOf(catalog, 'Backdrop'), ['other'])
      })

      test('modifiedAt: damage and its mending are news for the whole type', async () => {
        await using catalog = await openWith(films)
        await catalog.replaceUnit(unit(backdrops('a', 'b')))
        await put(catalog, films, { a: sound('ta', 500), b: sound('tb', 400) }, 900)
        await put(catalog, films, { a: damaged('truncated') }, 1000)
        assert.deepEqual(await tagsOf(catalog, 'Backdrop'), ['tb'])
        assert.equal(await since(catalog), 1000)
        await put(catalog, films, { a: damaged('empty') }, 1050)
        assert.equal(await since(catalog), 1000)
        await put(catalog, films, { a: sound('ta', 500) }, 1100)
        assert.equal(await since(catalog), 1100)
      })

      test('modifiedAt: replacing with the same rows is none; order, more and fewer are', async () => {
        await using catalog = await openWith(films)
        await catalog.replaceUnit(unit(backdrops('a', 'b')))
        await put(catalog, films, { a: sound('ta', 500), b: sound('tb', 400) }, 900)
        clock = 20_000
        await catalog.replaceUnit(unit(backdrops('a', 'b')))
        assert.equal(await since(catalog), 500)
        await catalog.replaceUnit(unit(backdrops('b', 'a')))
        assert.deepEqual(await tagsOf(catalog, 'Backdrop'), ['tb', 'ta'])
        assert.equal(await since(catalog), 20_000)
        clock = 21_000
        await catalog.replaceUnit(unit(backdrops('b')))
        assert.equal(await since(catalog), 21_000)
        clock = 22_000
        await catalog.replaceUnit(unit(backdrops('b', 'a')))
        assert.equal(await since(catalog), 22_000)
      })

      test('modifiedAt: an older file in the place of a removed one is news', async () => {
        await using catalog = await openWith(films)
        await catalog.replaceUnit(unit(backdrops('a')))
        await put(catalog, films, { a: sound('ta', 500) }, 900)
        clock = 20_000
        await catalog.replaceUnit(unit([]))
        await catalog.pruneOriginals()
        clock = 21_000
        await catalog.replaceUnit(unit(backdrops('old')))
        await put(catalog, films, { old: sound('told', 1) }, 21_000)
        assert.equal(await since(catalog), 20_000)
      })

      test('a person`s pictures come from several libraries, in their order', async () => {
        await using catalog = await openWith(shows, films)
        const actor = catalog.ids.name('person', 'Audrey Tautou')
        const give = (library: Library, in_: string, key: string) =>
          catalog.replaceUnit({
            libraryId: library.id,
            unit: in_,
            items: [],
            images: [candidate(actor, 'Primary', library, key)],
          })
        await give(films, 'B', 'B/a')
        await put(catalog, films, { 'B/a': sound('film-b', 1), 'A/a': sound('film-a', 2) }, 900)
        assert.deepEqual(await tagsOf(catalog, 'Primary', actor), ['film-b'])
        assert.equal(await since(catalog, 'Primary', actor), 1)
        clock = 20_000
        await give(films, 'A', 'A/a')
        assert.deepEqual(await tagsOf(catalog, 'Primary', actor), ['film-a'])
        assert.equal(await since(catalog, 'Primary', actor), 20_000)
        await give(shows, 'Z', 'Z/a')
        await put(catalog, shows, { 'Z/a': sound('show', 3) }, 900)
        assert.deepEqual(await tagsOf(catalog, 'Primary', actor), ['show'])
        clock = 30_000
        await catalog.forgetLibrary(shows.id)
        assert.deepEqual(await tagsOf(catalog, 'Primary', actor), ['film-a'])
        assert.equal(await since(catalog, 'Primary', actor), 30_000)
        clock = 31_000
        await catalog.removeUnits(films.id, ['A'])
        assert.deepEqual(await tagsOf(catalog, 'Primary', actor), ['film-b'])
        assert.equal(await since(catalog, 'Primary', actor), 31_000)
      })

      test('originals come back; those that nothing refers to are forgotten', async () => {
        await using catalog = await openWith(films)
        await catalog.replaceUnit(unit(backdrops('a')))
        await put(catalog, films, { a: sound('ta'), b: damaged('empty') }, 900)
        const known = new Map([
          ['a', sound('ta')],
          ['b', damaged('empty')],
        ])
        assert.deepEqual(await catalog.findOriginals(films.id, ['a', 'b', 'c']), known)
        assert.equal((await catalog.findOriginals(shows.id, ['a'])).size, 0)
        await catalog.pruneOriginals()
        assert.deepEqual([...(await catalog.findOriginals(films.id, ['a', 'b'])).keys()], ['a'])
      })

      test('however many nothing refers to, those alone are forgotten', async () => {
        await using catalog = await openWith(films)
        const keys = Array.from({ length: 1300 }, (_, n) => `F/${n}`)
        const kept = keys.filter((_, n) => n % 100 === 50)
        const images = kept.map((key) => candidate(film.id, 'Backdrop', films, key))
        await catalog.replaceUnit({ libraryId: films.id, unit: 'F', items: [film], images })
        await put(catalog, films, Object.fromEntries(keys.map((key) => [key, sound(key)])), 900)
        await catalog.pruneOriginals()
        assert.deepEqual(
          new Set((await catalog.findOriginals(films.id, keys)).keys()),
          new Set(kept),
        )
      })

      test('the fingerprints of however many units', async () => {
        await using catalog = await openWith(films, shows)
        const units = Array.from({ length: 4500 }, (_, n) => [`unit ${n}`, `print ${n}`] as const)
        await Promise.all([
          catalog.finishUnit(shows.id, 'unit 9a', 'another'),
          ...units.map(([unit, print]) => catalog.finishUnit(films.id, unit, print)),
        ])
        assert.deepEqual(await catalog.unitFingerprints(films.id), new Map(units))
      })
    })

    suite('users', () => {
      const anna = { id: 'u1', name: 'Anna', createdAt: 5, isAdmin: false, hasPassword: false }
      const picture = (key: string) => ({ source: 'uploads', key })
      const noPicture = { uploads: [], places: [], hidden: [] }
      const onlyPicture = (key: string) => ({ ...noPicture, uploads: [picture(key)] })

      test('added, replaced, ordered by name, removed with their images', async () => {
        await using catalog = await openWith()
        const zoe = { id: 'u0', name: 'zoe', createdAt: 6, isAdmin: false, hasPassword: false }
        await catalog.putUser(zoe)
        await catalog.putUser({ ...anna, name: 'Ann' })
        await catalog.putUser(anna)
        assert.deepEqual(await catalog.users(), [anna, zoe])
        assert.deepEqual(await catalog.findUser('u1'), anna)
        assert.equal(await catalog.findUser('u2'), undefined)
        await catalog.putOriginals([{ ref: picture('t1'), state: sound('t1') }], 900)
        await catalog.editLayout('u1', 'Primary', () => onlyPicture('t1'))
        assert.equal((await catalog.findImages('u1', 'Primary')).length, 1)
        assert.equal(await catalog.removeUser('u1'), true)
        assert.equal(await catalog.removeUser('u1'), false)
        assert.deepEqual(await catalog.findImages('u1', 'Primary'), [])
        assert.deepEqual(await catalog.users(), [zoe])
      })

      test('an image of a user is the only one, and its change is news', async () => {
        await using catalog = await openWith()
        await catalog.putUser(anna)
        const entries = ['t1', 't2'].map((tag) => ({ ref: picture(tag), state: sound(tag, 100) }))
        await catalog.putOriginals(entries, 900)
        await catalog.editLayout('u1', 'Primary', () => onlyPicture('t1'))
        const [one] = await catalog.findImages('u1', 'Primary')
        assert.deepEqual([one?.tag, one?.modifiedAt], ['t1', 10_000])
        clock = 20_000
        await catalog.editLayout('u1', 'Primary', () => onlyPicture('t2'))
        const [two, ...more] = await catalog.findImages('u1', 'Primary')
        assert.deepEqual([two?.tag, two?.modifiedAt, more], ['t2', 20_000, []])
        await catalog.editLayout('u1', 'Primary', () => noPicture)
        assert.deepEqual(await catalog.findImages('u1', 'Primary'), [])
        await catalog.pruneOriginals()
        assert.equal((await catalog.findOriginals('uploads', ['t1', 't2'])).size, 0)
      })

      test('rights are replaced with the user, the password is not', async () => {
        await using catalog = await openWith()
        assert.equal(await catalog.hasAccounts(), false)
        await catalog.putUser(anna)
        assert.equal(await catalog.hasAccounts(), false)
        assert.equal(await catalog.findPassword('u1'), undefined)
        assert.equal(await catalog.findPassword('none'), undefined)
        await catalog.setPassword('u1', '$hash')
        assert.equal(await catalog.hasAccounts(), true)
        await catalog.setPassword('none', '$hash')
        await catalog.putUser({ ...anna, isAdmin: true, libraryIds: ['l2', 'l1'] })
        assert.equal(await catalog.findPassword('u1'), '$hash')
        assert.deepEqual(await catalog.findUser('u1'), {
          ...anna,
          isAdmin: true,
          libraryIds: ['l2', 'l1'],
          hasPassword: true,
        })
        await catalog.putUser({ ...anna, libraryIds: [] })
        assert.deepEqual((await catalog.findUser('u1'))?.libraryIds, [])
        await catalog.setPassword('u1', undefined)
        await catalog.putUser({ id: 'u1', name: 'Anna', createdAt: 5 })
        assert.deepEqual(await catalog.findUser('u1'), anna)
      })

      test('point 22: a user and their password are one transaction', async () => {
        await using catalog = await openWith()
        // What no database takes for a hash.
        const broken = { hash: (2n ** 70n) as unknown as string }
        await assert.rejects(catalog.putUser(anna, broken))
        assert.equal(await catalog.findUser('u1'), undefined)
        await catalog.putUser(anna, { hash: '$hash' })
        assert.equal(await catalog.findPassword('u1'), '$hash')
        await assert.rejects(catalog.putUser({ ...anna, isAdmin: true }, broken))
        assert.equal((await catalog.findUser('u1'))?.isAdmin, false)
        await catalog.putUser(anna, { hash: undefined })
        assert.equal(await catalog.hasAccounts(), false)
      })

      const session = (id: string, more: Partial<SessionToken> = {}): SessionToken => ({
        kind: 'session',
        id,
        createdAt: 100,
        userId: 'u1',
        client: 'Web',
        device: 'Phone',
        deviceId: id,
        version: '1.0',
        ...more,
      })
      const key: ApiKey = { kind: 'key', id: 'k', name: 'Backup', createdAt: 50 }

      test('tokens are found by their hash, with their user, until revoked', async () => {
        await using catalog = await openWith()
        await catalog.putUser(anna)
        await catalog.addToken('h-k', key)
        await catalog.addToken('h-s', session('s'))
        assert.deepEqual(await catalog.tokens(), [key, session('s')])
        assert.deepEqual(await catalog.findToken('h-k'), { token: key })
        assert.deepEqual(await catalog.findToken('h-s'), { token: session('s'), user: anna })
        assert.equal(await catalog.findToken('s'), undefined)
        await catalog.touchToken('s', 700)
        await catalog.touchToken('none', 700)
        const touched = session('s', { lastUsedAt: 700 })
        assert.deepEqual((await catalog.findToken('h-s'))?.token, touched)
        assert.equal(await catalog.removeToken('s'), true)
        assert.equal(await catalog.removeToken('s'), false)
        assert.equal(await catalog.findToken('h-s'), undefined)
        assert.deepEqual(await catalog.tokens(), [key])
      })

      test('what a key may not do is kept with it', async () => {
        await using catalog = await openWith()
        const limited: ApiKey = { ...key, isReadOnly: true, libraryIds: ['a', 'b'] }
        await catalog.addToken('h-k', limited)
        assert.deepEqual(await catalog.findToken('h-k'), { token: limited })
      })

      test('where a user has signed in is remembered, the last twenty places', async () => {
        await using catalog = await openWith()
        await catalog.putUser(anna)
        const all = Array.from({ length: 25 }, (_, n) => `place ${n}`)
        for (const [n, place] of all.entries())
          await catalog.addToken(`h${n}`, session(`s${n}`, { createdAt: n }), [place])
        const known = await catalog.findSignInPlaces('u1', [...all, 'elsewhere'])
        assert.deepEqual(known.toSorted(), all.slice(5).toSorted())
        assert.deepEqual(await catalog.findSignInPlaces('u2', all), [])
        await catalog.removeUser('u1')
        assert.deepEqual(await catalog.findSignInPlaces('u1', all), [])
      })

      test('sign-ins that nobody used for long leave; keys stay', async () => {
        await using catalog = await openWith()
        await catalog.putUser(anna)
        await catalog.addToken('h-k', key)
        await catalog.addToken('h1', session('s1', { createdAt: 10 }))
        await catalog.addToken('h2', session('s2', { createdAt: 10 }))
        await catalog.touchToken('s2', 900)
        assert.equal(await catalog.removeIdleSessions(900), 1)
        assert.deepEqual(
          new Set((await catalog.tokens()).map(({ id }) => id)),
          new Set(['k', 's2']),
        )
      })

      test('tokens of a user leave with the user, and when the password changes', async () => {
        await using catalog = await openWith()
        await catalog.putUser(anna)
        await catalog.putUser({ ...anna, id: 'u2' })
        await catalog.addToken('h-k', key)
        await catalog.addToken('h1', session('s1'))
        await catalog.addToken('h2', session('s2', { userId: 'u2' }))
        await catalog.setPassword('u1', '$hash')
        assert.equal(await catalog.hasAccounts(), true)
        assert.deepEqual(
          (await catalog.tokens()).map(({ id }) => id),
          ['k', 's2'],
        )
        await catalog.removeUser('u2')
        assert.deepEqual(await catalog.tokens(), [key])
        await assert.rejects(catalog.addToken('h3', session('s3', { userId: 'none' })))
      })

      test('a device has one token, a user a hundred', async () => {
        await using catalog = await openWith()
        await catalog.putUser(anna)
        await catalog.putUser({ ...anna, id: 'u2' })
        const add = (id: string, more: Partial<SessionToken>) =>
          catalog.addToken(`h-${id}`, session(id, more))
        await add('tv', { deviceId: 'd', userId: 'u2' })
        await add('old', { deviceId: 'd' })
        await add('new', { deviceId: 'd' })
        await add('x', { deviceId: '', createdAt: 101 })
        await add('y', { deviceId: '', createdAt: 101 })
        const ids = async () => (await catalog.tokens()).map(({ id }) => id)
        assert.deepEqual(await ids(), ['new', 'tv', 'x', 'y'])
        await catalog.touchToken('new', 9000)
        for (let n = 0; n < 100; n++) await add(`s${n}`, { createdAt: 200 + n })
        const left = await ids()
        assert.equal(left.length, 101)
        assert.ok(left.includes('tv') && left.includes('new') && left.includes('s99'))
        assert.ok(!left.includes('x') && !left.includes('s0'))
      })
    })

    test('only what lies in the libraries that may be seen', async () => {
      await using catalog = await openWith(films, shows)
      const film = makeItem(films, 'Movie', 'F/f')
      const series = makeItem(shows, 'Series', 'S')
      const season = makeItem(shows, 'Season', 'S/1', { parentId: series.id })
      const unit = { unit: 'a', images: [] }
      await catalog.replaceUnit({ ...unit, libraryId: films.id, items: [film] })
      await catalog.replaceUnit({ ...unit, libraryId: shows.id, items: [series, season] })
      const seen = async (query: Parameters<ItemCatalog['queryItems']>[0]) => {
        const { items, total } = await catalog.queryItems({ ...query, countTotal: true })
        assert.equal(total, items.length)
        return items.map(({ name }) => name)
      }
      const both = [films.id, shows.id]
      for (const [libraryIds, libraries, items] of [
        [[films.id], ['Films'], ['f']],
        [both, ['Films', 'Shows'], ['1', 'f', 'S']],
        [[], [], []],
      ] as const) {
        assert.deepEqual(await seen({ libraryIds }), libraries)
        assert.deepEqual(await seen({ libraryIds, recursive: true }), items)
      }
      const libraryIds = [films.id]
      assert.deepEqual(await seen({ libraryIds, parentId: shows.id }), [])
      assert.deepEqual(await seen({ libraryIds, parentId: shows.id, recursive: true }), [])
      assert.deepEqual(await seen({ libraryIds, parentId: series.id, recursive: true }), [])
      assert.deepEqual(await seen({ libraryIds, ids: [series.id, film.id, shows.id] }), ['f'])
      assert.deepEqual(await seen({ libraryIds: both, parentId: series.id, recursive: true }), [
        '1',
      ])
    })

    suite('generation', () => {
      const anna = { id: 'u1', name: 'Anna', createdAt: 5 }
      const film = makeItem(films, 'Movie', 'F/f')
      const poster = candidate(film.id, 'Primary', films, 'F/p')
      const unit = { libraryId: films.id, unit: 'F', items: [film], images: [poster] }
      const token: ApiKey = { kind: 'key', id: 'k', name: 'Backup', createdAt: 50 }
      const upload = { source: 'uploads', key: 't' }
      const known = [{ ref: upload, state: sound('t') }]

      /** How often the generation changed with each of the writes. */
      const changes = async (
        catalog: Catalog,
        writes: Readonly<Record<string, () => Promise<unknown>>>,
      ) => {
        const changed: Record<string, boolean> = {}
        for (const [name, write] of Object.entries(writes)) {
          const before = catalog.generation
          const seen = write().then(() => catalog.generation)
          changed[name] = (await seen) !== before
        }
        return changed
      }

      test('every write that could change an answer changes it, before it resolves', async () => {
        await using catalog = await openWith(shows)
        const writes = {
          setLibraries: () => catalog.setLibraries([films, shows]),
          forgetLibrary: () => catalog.forgetLibrary(shows.id),
          replaceUnit: () => catalog.replaceUnit(unit),
          putOriginals: () =>
            put(catalog, films, { 'F/p': sound('t'), 'F/none': sound('none') }, 900),
          pruneOriginals: () => catalog.pruneOriginals(),
          finishUnit: () => catalog.finishUnit(films.id, 'F', 'f1'),
          extendUnit: () =>
            catalog.extendUnit({ ...unit, images: [poster, { ...poster, type: 'Logo' }] }, 'f1'),
          putUser: () => catalog.putUser(anna),
          setPassword: () => catalog.setPassword('u1', '$hash'),
          addToken: () => catalog.addToken('h', token),
          removeToken: () => catalog.removeToken('k'),
          editLayout: () =>
            catalog.editLayout(
              film.id,
              'Primary',
              () => ({ uploads: [upload], places: [], hidden: [] }),
              known,
            ),
          removeUser: () => catalog.removeUser('u1'),
          removeUnits: () => catalog.removeUnits(films.id, ['F']),
        }
        // To finish a unit is nobody's business but the scan's.
        const expected = Object.keys(writes).map((name) => [name, name !== 'finishUnit'])
        assert.deepEqual(await changes(catalog, writes), Object.fromEntries(expected))
      })

      test('other writes, reads, and writes that fail or find nothing to do leave it', async () => {
        await using catalog = await openWith(films)
        await catalog.replaceUnit(unit)
        await catalog.putUser(anna)
        await catalog.addToken('h', token)
        const stamp = { bytes: 1, mtimeMs: 2, ctimeMs: 3 }
        const problem = { libraryId: films.id, path: '', reason: 'gone' }
        const writes = {
          touchToken: () => catalog.touchToken('k', 700),
          putUserSetting: () => catalog.putUserSetting('u1', 'web', 'home', '{}'),
          changeUserItems: () => catalog.changeUserItems('u1', [film.id], { isFavorite: true }),
          finishUnit: () => catalog.finishUnit(films.id, 'F', 'f1'),
          markExtracted: () => catalog.markExtracted(films.id, new Map([['F', 'm']]), 'h'),
          putSidecars: () =>
            catalog.putSidecars(films.id, [{ path: 'F/n.nfo', stamp, json: '{}' }]),
          setLibraryProblems: () => catalog.setLibraryProblems(films.id, [problem]),
          replaceUnit: () => catalog.replaceUnit(unit),
          removeUser: () => catalog.removeUser('none'),
          removeToken: () => catalog.removeToken('none'),
          findImages: () => catalog.findImages(film.id, 'Primary'),
          queryItems: () => catalog.queryItems({ recursive: true, countTotal: true }),
          editLayout: () =>
            catalog
              .editLayout(film.id, 'Primary', () => {
                throw new Error('no')
              })
              .catch(() => {}),
        }
        const expected = Object.keys(writes).map((name) => [name, false])
        assert.deepEqual(await changes(catalog, writes), Object.fromEntries(expected))
      })

      test('what was read under it holds while it stands', async () => {
        await using catalog = await openWith(films)
        const kept = new Map<number, string>()
        let done = false
        const writing = (async () => {
          for (let n = 0; n < 40; n++) {
            await catalog.replaceUnit({ ...unit, items: [{ ...film, name: `name ${n}` }] })
            const { generation } = catalog
            const now = (await catalog.findItem(film.id))?.name
            assert.equal(kept.get(generation) ?? now, `name ${n}`)
          }
        })().finally(() => (done = true))
        while (!done) {
          const { generation } = catalog
          const name = (await catalog.findItem(film.id))?.name
          if (name !== undefined) kept.set(generation, name)
          await new Promise((resolve) => setImmediate(resolve))
        }
        await writing
      })
    })

    test('reads and writes at once get along', async () => {
      await using catalog = await openWith(films)
      const items = Array.from({ length: 300 }, (_, n) => makeItem(films, 'Movie', `F/${n}`))
      const writes = ['A', 'B', 'C'].map((unit, n) =>
        catalog.replaceUnit({
          libraryId: films.id,
          unit,
          items: items.slice(n * 100, n * 100 + 100),
          images: [],
        }),
      )
      const reads = Array.from({ length: 20 }, () => catalog.counts())
      for (const { items: count } of await Promise.all(reads)) assert.equal(count % 100, 0)
      await Promise.all(writes)
      assert.equal((await catalog.counts()).items, 300)
    })
  })
}
