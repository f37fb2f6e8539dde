import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { filmSetPath } from '../../../src/library/film-set.ts'
import { libraryKinds, type LibraryKind } from '../../../src/library/library.ts'
import { parseNfo } from '../../../src/scan/nfo/nfo.ts'
import { planUnit } from '../../../src/scan/plan/plan-unit.ts'
import type { Nfos } from '../../../src/scan/plan/unit-draft.ts'
import { testIds } from '../../support/ids.ts'
import { listingOf } from './listing-of.ts'

function libraryOf(kind: LibraryKind) {
  return { id: testIds.library({ kind, name: 'L' }), kind, name: 'L', root: '/nowhere' }
}

function plan(kind: LibraryKind, files: readonly string[], nfos: Nfos = new Map()) {
  return planUnit(libraryOf(kind), testIds, listingOf(files), nfos)
}

function shape(kind: LibraryKind, files: readonly string[]) {
  const { items } = plan(kind, files)
  const paths = new Map(items.map(({ id, path }) => [id, path]))
  return items.map((item) => [
    item.kind,
    item.path,
    item.name,
    item.parentId === undefined ? undefined : (paths.get(item.parentId) ?? '<library>'),
  ])
}

test('films: own folder, mixed, folders of folders, box sets, extras left out', () => {
  assert.deepEqual(
    shape('movies', [
      'Heat (1995)/Heat.mkv',
      'Heat (1995)/Heat-trailer.mkv',
      'Heat (1995)/extras/Making.mkv',
    ]),
    [['Movie', 'Heat (1995)', 'Heat', '<library>']],
  )
  assert.deepEqual(
    shape('movies', [
      'Crime/Heat (1995)/a.mkv',
      'Crime/Loose (2000).mkv',
      'Crime/Saga [boxset]/One (2001)/a.mkv',
    ]),
    [
      ['Folder', 'Crime', 'Crime', '<library>'],
      ['Movie', 'Crime/Loose (2000).mkv', 'Loose', 'Crime'],
      ['Movie', 'Crime/Heat (1995)', 'Heat', 'Crime'],
      ['BoxSet', 'Crime/Saga [boxset]', 'Saga', 'Crime'],
      ['Movie', 'Crime/Saga [boxset]/One (2001)', 'One', 'Crime/Saga [boxset]'],
    ],
  )
  assert.deepEqual(shape('movies', ['Heat/CD1/a.avi', 'Heat/CD2/b.avi']), [
    ['Movie', 'Heat', 'Heat', '<library>'],
  ])
  assert.deepEqual(shape('movies', ['Old/Heat cd1.avi', 'Old/Heat cd2.avi', 'Old/Alien.avi']), [
    ['Folder', 'Old', 'Old', '<library>'],
    ['Movie', 'Old/Alien.avi', 'Alien', 'Old'],
    ['Movie', 'Old/Heat cd1.avi', 'Heat', 'Old'],
  ])
  assert.deepEqual(shape('movies', ['Nothing/poster.jpg']), [])
})

test('series: season folders, seasons that only episodes show, specials', () => {
  assert.deepEqual(
    shape('tvshows', [
      'Lost (2004)/Season 1/Lost S01E01 Pilot.mkv',
      'Lost (2004)/Season 1/Extras/Making.mkv',
      'Lost (2004)/Specials/Lost S00E01.mkv',
      'Lost (2004)/Lost 2x01-2x02.mkv',
      'Lost (2004)/Lost S01E02.mkv',
    ]),
    [
      ['Series', 'Lost (2004)', 'Lost', '<library>'],
      ['Season', 'Lost (2004)/Season 1', 'Season 1', 'Lost (2004)'],
      ['Episode', 'Lost (2004)/Season 1/Lost S01E01 Pilot.mkv', 'Pilot', 'Lost (2004)/Season 1'],
      ['Episode', 'Lost (2004)/Lost S01E02.mkv', 'Episode 2', 'Lost (2004)/Season 1'],
      ['Season', 'Lost (2004)/Specials', 'Specials', 'Lost (2004)'],
      ['Episode', 'Lost (2004)/Specials/Lost S00E01.mkv', 'Episode 1', 'Lost (2004)/Specials'],
      ['Season', 'Lost (2004)/#season-2', 'Season 2', 'Lost (2004)'],
      ['Episode', 'Lost (2004)/Lost 2x01-2x02.mkv', 'Episode 1', 'Lost (2004)/#season-2'],
    ],
  )
})

test('series: folders of series, and folders that are parts of one', () => {
  assert.deepEqual(
    shape('tvshows', ['Drama/Lost/Season 1/S01E01 A.mkv', 'Drama/Short/S01E01 B.mkv']).map(
      ([kind, path]) => [kind, path],
    ),
    [
      ['Folder', 'Drama'],
      ['Series', 'Drama/Lost'],
      ['Season', 'Drama/Lost/Season 1'],
      ['Episode', 'Drama/Lost/Season 1/S01E01 A.mkv'],
      ['Series', 'Drama/Short'],
      ['Season', 'Drama/Short/#season-1'],
      ['Episode', 'Drama/Short/S01E01 B.mkv'],
    ],
  )
  assert.deepEqual(
    shape('tvshows', ['Lost/Box A/S01E01 A.mkv', 'Lost/Box B/Pilot.mkv']).map(([kind, path]) => [
      kind,
      path,
    ]),
    [
      ['Series', 'Lost'],
      ['Season', 'Lost/#season-1'],
      ['Episode', 'Lost/Box A/S01E01 A.mkv'],
      ['Season', 'Lost/#season-unknown'],
      ['Episode', 'Lost/Box B/Pilot.mkv'],
    ],
  )
})

test('series: seasons of several series are several series, and one name may be another of its own', () => {
  const shelf = ['Drive/Seinfeld Season 2/a.mkv', 'Drive/Lost.S01.720p.HDTV/Lost.S01E02.mkv']
  const series = (files: readonly string[]) =>
    shape('tvshows', files).filter(([kind]) => kind === 'Series' || kind === 'Folder')
  assert.deepEqual(series(shelf), [
    ['Folder', 'Drive', 'Drive', '<library>'],
    ['Series', 'Drive/Lost.S01.720p.HDTV', 'Lost', 'Drive'],
    ['Series', 'Drive/Seinfeld Season 2', 'Seinfeld', 'Drive'],
  ])
  for (const files of [
    [shelf[0]!],
    ['Drive/Giant S1/01.mkv', 'Drive/Giant Final Season 2/01.mkv'],
    ['Drive/Giant S1/01.mkv', 'Drive/Drive Season 2/01.mkv'],
    ['Drive/Giant S1/01.mkv', 'Drive/Season 2/01.mkv', 'Drive/Other S3/01.mkv'],
    [...shelf, 'Drive/tvshow.nfo'],
  ])
    assert.deepEqual(series(files), [['Series', 'Drive', 'Drive', '<library>']])
})

test('the folder of one episode is no season, though it may say of which it is', () => {
  const { items } = plan('tvshows', ['Vale/Episode 3 Season 2/Episode 3.mkv'])
  assert.deepEqual(
    items.map(({ kind, path, parentIndexNumber, indexNumber }) => [
      kind,
      path,
      parentIndexNumber,
      indexNumber,
    ]),
    [
      ['Series', 'Vale', undefined, undefined],
      ['Season', 'Vale/#season-2', undefined, 2],
      ['Episode', 'Vale/Episode 3 Season 2/Episode 3.mkv', 2, 3],
    ],
  )
})

test('an episode that is a disc has the poster and the .nfo in its own folder', () => {
  const disc = 'Vale/Season 1/Vale S01E02'
  const nfo = parseNfo('<episodedetails><title>Two</title></episodedetails>')
  const files = [`${disc}/VIDEO_TS/VIDEO_TS.IFO`, `${disc}/poster.jpg`, 'Vale/Season 1/folder.jpg']
  const read = (path: string, ...more: readonly string[]) => {
    const { items, images } = plan('tvshows', [...files, path, ...more], new Map([[path, nfo]]))
    const [episode, ...others] = items.filter(({ kind }) => kind === 'Episode')
    assert.deepEqual(others, [])
    const own = images.filter(({ ownerId }) => ownerId === episode?.id)
    return [episode?.name, episode?.indexNumber, ...own.map(({ original }) => original.key)]
  }
  for (const path of [
    `${disc}/VIDEO_TS/VIDEO_TS.nfo`,
    `${disc}/Vale S01E02.nfo`,
    'Vale/Season 1/Vale S01E02.nfo',
  ])
    assert.deepEqual(read(path), ['Two', 2, `${disc}/poster.jpg`])
  // What lies beside it goes before; what lies in the disc itself comes last.
  assert.deepEqual(read(`${disc}/index.nfo`, `${disc}/VIDEO_TS/thumb.jpg`, `${disc}-thumb.jpg`), [
    'Two',
    2,
    `${disc}-thumb.jpg`,
    `${disc}/poster.jpg`,
    `${disc}/VIDEO_TS/thumb.jpg`,
  ])
})

test('music: albums in the root, artists, a bonus inside an album', () => {
  assert.deepEqual(shape('music', ['Live (1999)/01 - One.mp3']), [
    ['MusicAlbum', 'Live (1999)', 'Live', '<library>'],
    ['Audio', 'Live (1999)/01 - One.mp3', 'One', 'Live (1999)'],
  ])
  assert.deepEqual(
    shape('music', ['Rock/Queen/Live/01 - One.mp3', 'Rock/Queen/Live/Bonus/01 - Two.mp3']),
    [
      ['Folder', 'Rock', 'Rock', '<library>'],
      ['MusicArtist', 'Rock/Queen', 'Queen', 'Rock'],
      ['MusicAlbum', 'Rock/Queen/Live', 'Live', 'Rock/Queen'],
      ['Audio', 'Rock/Queen/Live/01 - One.mp3', 'One', 'Rock/Queen/Live'],
      ['MusicAlbum', 'Rock/Queen/Live/Bonus', 'Bonus', 'Rock/Queen'],
      ['Audio', 'Rock/Queen/Live/Bonus/01 - Two.mp3', 'Two', 'Rock/Queen/Live/Bonus'],
    ],
  )
  const [, album] = plan('music', ['Queen/Live/01 - One.mp3']).items
  assert.deepEqual(album?.artists, ['Queen'])
})

test('the library is an item of its loose files, even when there are none', () => {
  for (const kind of libraryKinds) {
    const contents = planUnit(libraryOf(kind), testIds, listingOf([]), new Map())
    assert.deepEqual(
      contents.items.map(({ id, kind: of, name }) => [id, of, name]),
      [[testIds.library({ kind, name: 'L' }), 'CollectionFolder', 'L']],
    )
  }
})

test('what the nfo says goes before names; an actor has the name that it has there', () => {
  const nfo = parseNfo(
    '<movie><title>The Heat</title><sorttitle>Heat 1</sorttitle><year>1996</year><actor><name>D. "X" O\'Neil</name></actor></movie>',
  )
  const files = [
    'Heat (1995)/Heat.mkv',
    'Heat (1995)/movie.nfo',
    'Heat (1995)/.actors/D._X_O_Neil.jpg',
  ]
  const { items, images } = plan('movies', files, new Map([['Heat (1995)/movie.nfo', nfo]]))
  assert.deepEqual(
    items.map(({ name, sortName, year }) => [name, sortName, year]),
    [['The Heat', 'heat 0000000001', 1996]],
  )
  assert.deepEqual(
    images.map(({ ownerId, type }) => [ownerId, type]),
    [[testIds.name('person', 'D. "X" O\'Neil'), 'Primary']],
  )
})

test('an nfo of several episodes names the file after all of them', () => {
  const nfo = parseNfo(
    '<episodedetails><title>One</title><episode>1</episode></episodedetails><episodedetails><title>Two</title><episode>2</episode></episodedetails>',
  )
  const files = ['Lost/S01E01.mkv', 'Lost/S01E01.nfo']
  const { items } = plan('tvshows', files, new Map([['Lost/S01E01.nfo', nfo]]))
  const episode = items.find(({ kind }) => kind === 'Episode')
  assert.deepEqual(
    [episode?.name, episode?.indexNumber, episode?.indexNumberEnd],
    ['One / Two', 1, 2],
  )
})

const folder = fc.constantFrom(
  'Heat (1995)',
  'S.W.A.T',
  'Season 1',
  'Specials',
  'CD1',
  'extrafanart',
  'extrathumbs',
  'chapters',
  '.actors',
  'metadata',
  'extras',
  'Saga [boxset]',
  'VIDEO_TS',
  'a',
)
const stem = fc.constantFrom(
  'Heat',
  'Heat (1995)',
  'Heat cd1',
  'Heat cd2',
  'poster',
  'Heat-poster',
  'fanart',
  'fanart1',
  'fanart-1',
  'fanart01',
  'season01-poster',
  'season-all-poster',
  'S01E01',
  'S01E01-thumb',
  'a',
  '01 - a',
  'a-chapter1',
  'tvshow',
  'artist',
  'movie',
  'VIDEO_TS',
)
const extension = fc.constantFrom('mkv', 'MKV', 'jpg', 'JPG', 'png', 'nfo', 'mp3', 'ifo')
const file = fc
  .tuple(fc.array(folder, { maxLength: 3 }), stem, extension)
  .map(([folders, name, end]) => [...folders, `${name}.${end}`].join('/'))

/** Names of sets of films whose artwork the file may be: a folder's, and what stands before a `-`. */
function setNames(path: string): readonly string[] {
  const folders = path.split('/')
  const name = folders.pop() ?? ''
  return [...folders, ...[...name.matchAll(/-/g)].map(({ index }) => name.slice(0, index))]
}

test('whatever lies there: ids are unique, parents exist, no file twice, none made up', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...libraryKinds),
      fc.boolean(),
      fc.array(file, { maxLength: 25 }),
      (kind, loose, found) => {
        const files = loose
          ? found.map((path) => path.slice(path.lastIndexOf('/') + 1))
          : found.map((path) => `U/${path}`)
        const listing = listingOf(files, loose ? '' : 'U')
        const library = libraryOf(kind)
        const { items, images } = planUnit(library, testIds, listing, new Map())
        const ids = new Set(items.map(({ id }) => id))
        assert.equal(ids.size, items.length)
        for (const item of items) {
          assert.equal(item.id, testIds.item(library, item.kind, item.path))
          assert.ok(item.name !== '' && item.sortName !== '')
          if (item.kind === 'CollectionFolder') assert.equal(item.parentId, undefined)
          else assert.ok(item.parentId === library.id || ids.has(item.parentId!))
        }
        const rows = images.map(
          ({ ownerId, type, original }) => `${ownerId} ${type} ${original.key}`,
        )
        assert.equal(new Set(rows).size, rows.length)
        const listed = new Set(listing.files.map(({ path }) => path))
        for (const { original, ownerId } of images) {
          assert.ok(listed.has(original.key) && original.source === library.id)
          const isOfSet = setNames(original.key).some(
            (name) => ownerId === testIds.item(library, 'BoxSet', filmSetPath(name)),
          )
          assert.ok(ids.has(ownerId) || original.key.includes('.actors/') || isOfSet)
        }
        assert.deepEqual(planUnit(library, testIds, listing, new Map()), {
          libraryId: library.id,
          unit: listing.unit,
          items,
          images,
        })
      },
    ),
    { numRuns: 300 },
  )
})

function planSets(files: readonly string[], sets: Readonly<Record<string, string>>) {
  const entries = Object.entries(sets).map(
    ([path, set]) => [path, parseNfo(`<movie><set>${set}</set></movie>`)] as const,
  )
  const { items, images } = plan('movies', [...files, ...Object.keys(sets)], new Map(entries))
  const library = libraryOf('movies')
  const owner = (name: string) => testIds.item(library, 'BoxSet', filmSetPath(name))
  return {
    sets: items.map(({ name, set }) => [name, set?.name]),
    of: (name: string) =>
      images
        .filter(({ ownerId }) => ownerId === owner(name))
        .map(({ type, original }) => `${type} ${original.key}`),
  }
}

test('issue 15: artwork of sets, by every name, in the folder of a film and in the one above', () => {
  const own = [
    'Primary a/movieset-poster.jpg',
    'Logo a/movieset-clearlogo.png',
    'Art a/movieset-clearart.png',
    'Banner a/movieset-banner.jpg',
    'Thumb a/movieset-landscape.jpg',
    'Backdrop a/movieset-fanart.jpg',
    'Backdrop a/movieset-fanart1.jpg',
    'Disc a/movieset-disc.png',
  ]
  const files = own.map((one) => one.slice(one.indexOf(' ') + 1))
  const alone = planSets(['a/a.mkv', ...files], { 'a/movie.nfo': 'Set' })
  assert.deepEqual(alone.of('SET'), own)
  // Without a set they are nobody's.
  assert.equal(plan('movies', ['a/a.mkv', ...files]).images.length, 0)

  const shared = ['C/movieset-poster.jpg', 'C/movieset-logo.png', 'C/Two-poster.jpg']
  const tree = ['C/A (2001)/a.mkv', 'C/B (2002)/b.mkv', 'C/A (2001)/movieset-poster.jpg', ...shared]
  const one = planSets(tree, { 'C/A (2001)/movie.nfo': 'One', 'C/B (2002)/movie.nfo': 'one' })
  assert.deepEqual(one.of('One'), [
    'Primary C/A (2001)/movieset-poster.jpg',
    'Logo C/movieset-logo.png',
  ])
  // Of two sets it is that of neither, unless it is called after one.
  const two = planSets(tree, { 'C/A (2001)/movie.nfo': 'One', 'C/B (2002)/movie.nfo': 'Two' })
  assert.deepEqual(two.of('One'), ['Primary C/A (2001)/movieset-poster.jpg'])
  assert.deepEqual(two.of('Two'), ['Primary C/Two-poster.jpg'])

  const artwork = ['Art/One/poster.jpg', 'Art/One/fanart.jpg', 'Art/Two-poster.jpg', 'Art/x.jpg']
  const apart = planSets(artwork, {})
  assert.deepEqual(apart.of('one'), ['Primary Art/One/poster.jpg', 'Backdrop Art/One/fanart.jpg'])
  assert.deepEqual(apart.of('two'), ['Primary Art/Two-poster.jpg'])
})

test('issue 15: films in the folder of a box set are of no other set', () => {
  const nfos = { 'S [boxset]/A/movie.nfo': 'Other', 'S [boxset]/More/B/movie.nfo': 'Other' }
  const { sets } = planSets(['S [boxset]/A/a.mkv', 'S [boxset]/More/B/b.mkv'], nfos)
  assert.deepEqual(
    sets.map(([, set]) => set),
    sets.map(() => undefined),
  )
})
