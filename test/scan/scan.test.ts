import assert from 'node:assert/strict'
import { mkdir, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import type { Catalog } from '../../src/catalog/catalog.ts'
import { openSqliteCatalog } from '../../src/catalog/sqlite/sqlite.ts'
import type { ItemKind } from '../../src/library/item.ts'
import type { ImageType } from '../../src/library/image-type.ts'
import type { Library, LibraryKind } from '../../src/library/library.ts'
import { keepScanning } from '../../src/scan/keep-scanning.ts'
import { Scanner } from '../../src/scan/scan.ts'
import { LibraryWatch } from '../../src/scan/watch.ts'
import { noise } from '../support/pictures.ts'
import { testIds } from '../support/ids.ts'
import { openRenderer } from '../support/renderer.ts'
import { temporaryFolder } from '../support/temporary.ts'

interface Ground extends AsyncDisposable {
  readonly library: Library
  readonly catalog: Catalog
  readonly scanner: Scanner
  /** Names of the catalog's methods that scanners called. */
  readonly calls: Set<string>
  /** A scanner as after a new start. */
  restart(): Scanner
  put(path: string, seed?: number): Promise<void>
  tagsOf(kind: ItemKind, path: string, type: ImageType): Promise<string[]>
}

async function openGround(kind: LibraryKind): Promise<Ground> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const root = join(folder.path, 'media')
  await mkdir(root)
  const catalog = stack.use(await openSqliteCatalog(join(folder.path, 'catalog.sqlite')))
  const id = catalog.ids.library({ kind, name: 'Test' })
  const library = { id, kind, name: 'Test', root }
  await catalog.setLibraries([library])
  const renderer = stack.use(openRenderer())
  const calls = new Set<string>()
  const options = { catalog: recorded(catalog, calls), renderer, libraries: [library] }
  const scanner = stack.use(new Scanner(options))
  const owned = stack.move()
  return {
    library,
    catalog,
    scanner,
    calls,
    restart: () => owned.use(new Scanner(options)),
    put: async (path, seed) => {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(
        join(root, path),
        seed === undefined ? path : await noise(20, 30, seed).png().toBuffer(),
      )
    },
    tagsOf: async (of, path, type) =>
      (await catalog.findImages(catalog.ids.item(library, of, path), type)).map(({ tag }) => tag),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The catalog itself, with a note of what it is asked. */
function recorded(catalog: Catalog, calls: Set<string>): Catalog {
  return new Proxy(catalog, {
    get(target, name: keyof Catalog) {
      calls.add(String(name))
      return target[name]
    },
  })
}

test('announces items and images; a scan of the unchanged reads and writes nothing', async () => {
  await using ground = await openGround('movies')
  await ground.put('A (2001)/A.mkv')
  await ground.put('A (2001)/poster.png', 1)
  await ground.put('A (2001)/fanart.png', 2)
  await ground.put('A (2001)/fanart1.png', 3)
  await writeFile(
    join(ground.library.root, 'A (2001)/A.nfo'),
    '<movie><title>Alpha</title></movie>',
  )
  await ground.put('B.mkv')
  await ground.scanner.request('all')
  const film = await ground.catalog.findItem(
    ground.catalog.ids.item(ground.library, 'Movie', 'A (2001)'),
  )
  assert.equal(film?.name, 'Alpha')
  assert.equal(film.year, 2001)
  assert.equal((await ground.tagsOf('Movie', 'A (2001)', 'Primary')).length, 1)
  const backdrops = await ground.tagsOf('Movie', 'A (2001)', 'Backdrop')
  assert.equal(new Set(backdrops).size, 2)
  const { state, items, images, imagesProbed } = ground.scanner.status
  assert.deepEqual({ state, images, imagesProbed }, { state: 'idle', images: 3, imagesProbed: 3 })
  assert.ok(items >= 2)

  ground.calls.clear()
  const again = ground.restart()
  await again.request('all')
  assert.equal(again.status.filesSeen, 6)
  assert.deepEqual([again.status.imagesToProbe, again.status.bytesProbed], [0, 0])
  assert.deepEqual([...ground.calls].toSorted(), ['counts', 'problems', 'unitFingerprints'])

  // Another file in the unit: what is known of its images and sidecars is not read again.
  await ground.put('A (2001)/logo.png', 4)
  ground.calls.clear()
  await again.request('all')
  assert.equal(again.status.imagesProbed, 1)
  assert.ok(ground.calls.has('findSidecars') && !ground.calls.has('putSidecars'))
})

test('a BlurHash is of the picture that is there now', async () => {
  await using ground = await openGround('movies')
  await ground.put('A/A.mkv')
  const hashes = async () =>
    (
      await ground.catalog.findImages(
        ground.catalog.ids.item(ground.library, 'Movie', 'A'),
        'Primary',
      )
    ).map(({ blurHash }) => blurHash)
  const seen = new Set<string>()
  for (const seed of [1, 2, 3]) {
    await ground.put('A/poster.png', seed)
    await ground.scanner.request('all')
    const [hash, ...others] = await hashes()
    assert.ok(hash !== undefined && hash !== '' && others.length === 0)
    seen.add(hash)
  }
  assert.equal(seen.size, 3)
})

test('a changed file gets a new tag, its neighbour keeps its own, one that is gone leaves', async () => {
  await using ground = await openGround('movies')
  const { root } = ground.library
  await ground.put('A/A.mkv')
  await ground.put('A/poster.png', 1)
  await ground.put('A/logo.png', 2)
  await ground.put('B/B.mkv')
  await ground.put('B/poster.png', 3)
  await ground.scanner.request('all')
  const [poster] = await ground.tagsOf('Movie', 'A', 'Primary')
  const logo = await ground.tagsOf('Movie', 'A', 'Logo')
  const [other] = await ground.tagsOf('Movie', 'B', 'Primary')

  await ground.put('A/poster.png', 9)
  await utimes(join(root, 'A/poster.png'), 1e9, 1e9)
  await rm(join(root, 'B'), { recursive: true })
  await ground.put('C/C.mkv')
  await ground.put('C/cover.png', 3)
  await ground.scanner.request('all')
  const changed = await ground.tagsOf('Movie', 'A', 'Primary')
  assert.equal(changed.length, 1)
  assert.notEqual(changed[0], poster)
  assert.deepEqual(await ground.tagsOf('Movie', 'A', 'Logo'), logo)
  assert.deepEqual(await ground.tagsOf('Movie', 'B', 'Primary'), [])
  assert.deepEqual(await ground.tagsOf('Movie', 'C', 'Primary'), [other])
  assert.equal(ground.scanner.status.imagesProbed, 2)

  await rename(join(root, 'A/logo.png'), join(root, 'A/clearlogo.png'))
  await ground.scanner.request({ libraryId: ground.library.id, units: new Set(['A', 'B']) })
  assert.deepEqual(await ground.tagsOf('Movie', 'A', 'Logo'), logo)
  assert.equal(
    await ground.catalog.findItem(ground.catalog.ids.item(ground.library, 'Movie', 'B')),
    undefined,
  )
})

test('damaged files are problems, and the next candidate takes their place', async () => {
  await using ground = await openGround('movies')
  const { root } = ground.library
  await ground.put('A/A.mkv')
  await writeFile(join(root, 'A/A-poster.jpg'), '')
  await ground.put('A/poster.jpg', 1)
  await truncate(join(root, 'A/poster.jpg'), 500)
  await ground.put('A/folder.png', 2)
  await ground.put('A/cover.png', 3)
  await writeFile(join(root, 'A/fanart.jpg'), 'not an image')
  await ground.put('A/fanart1.png', 4)
  await writeFile(join(root, 'A/A.nfo'), '<movie')
  await ground.scanner.request('all')
  assert.equal((await ground.tagsOf('Movie', 'A', 'Primary')).length, 1)
  assert.equal((await ground.tagsOf('Movie', 'A', 'Backdrop')).length, 1)
  // cover.png was not looked at: folder.png is good.
  assert.equal(ground.scanner.status.imagesProbed, 5)
  const expected = ['A/A-poster.jpg', 'A/A.nfo', 'A/fanart.jpg', 'A/poster.jpg']
  const paths = async () => (await ground.catalog.problems()).map(({ path }) => path).toSorted()
  assert.deepEqual(await paths(), expected)
  const again = ground.restart()
  await again.request('all')
  assert.deepEqual(await paths(), expected)
  assert.equal(again.status.imagesToProbe, 0)

  await writeFile(join(root, 'A/A.nfo'), '<movie><title>A</title></movie>')
  await ground.put('A/A-poster.jpg', 7)
  await again.request({ libraryId: ground.library.id, units: new Set(['A']) })
  assert.deepEqual(await paths(), ['A/fanart.jpg', 'A/poster.jpg'])
  assert.equal((await ground.tagsOf('Movie', 'A', 'Primary')).length, 1)
})

test('issue 15, point 2: what an older version could not decode is looked at again', async () => {
  await using ground = await openGround('movies')
  const { root, id } = ground.library
  await ground.put('A/A.mkv')
  await ground.put('A/poster.png', 1)
  const { size, mtimeMs, ctimeMs } = await stat(join(root, 'A/poster.png'))
  const stamp = { bytes: size, mtimeMs, ctimeMs }
  const ref = { source: id, key: 'A/poster.png' }
  const put = (reason: string) =>
    ground.catalog.putOriginals([{ ref, state: { kind: 'problem', reason, stamp } }], 1)
  await put('The image is cut off')
  await ground.scanner.request('all')
  assert.deepEqual(await ground.tagsOf('Movie', 'A', 'Primary'), [])
  await put('The image cannot be decoded: Input buffer contains unsupported image format')
  await ground.put('A/A.nfo')
  await ground.scanner.request('all')
  assert.equal((await ground.tagsOf('Movie', 'A', 'Primary')).length, 1)
})

test('a folder that vanished or was emptied is a problem; its items stay', async () => {
  await using ground = await openGround('movies')
  const { root } = ground.library
  await ground.put('A/A.mkv')
  await ground.put('A/poster.png', 1)
  await ground.put('loose.mkv')
  await ground.scanner.request('all')
  const before = await ground.catalog.counts()
  await rename(root, `${root}-away`)
  await ground.scanner.request('all')
  assert.deepEqual(await ground.catalog.counts(), { ...before, problems: 1 })
  await mkdir(root)
  for (const units of ['all', new Set(['', 'A'])] as const) {
    await ground.scanner.request({ libraryId: ground.library.id, units })
    assert.deepEqual(await ground.catalog.counts(), { ...before, problems: 1 })
  }
  assert.equal((await ground.tagsOf('Movie', 'A', 'Primary')).length, 1)
  await rm(root, { recursive: true })
  await rename(`${root}-away`, root)
  await ground.scanner.request('all')
  assert.deepEqual(await ground.catalog.counts(), before)
})

test('an interrupted scan leaves a consistent catalog, and the next goes on', async () => {
  await using ground = await openGround('photos')
  for (let index = 0; index < 40; index++) await ground.put(`u${index % 8}/${index}.png`, index + 1)
  const first = ground.restart()
  first.subscribe(({ kind }) => {
    if (kind === 'progress') void first[Symbol.asyncDispose]()
  })
  await first.request('all')
  assert.equal(first.status.state, 'idle')
  const known = first.status.imagesProbed
  await first.request('all')
  const second = ground.restart()
  await second.request('all')
  assert.equal((await ground.catalog.counts()).images, 40)
  assert.ok(second.status.imagesProbed <= 40)
  assert.ok(known < 40, 'it was interrupted')
  const finished = [...(await ground.catalog.unitFingerprints(ground.library.id)).values()]
  assert.ok(finished.every((fingerprint) => fingerprint !== ''))
})

test('an image found changed by a render is looked at again at once', async () => {
  await using ground = await openGround('photos')
  await ground.put('a/1.png', 1)
  await ground.scanner.request('all')
  const [before] = await ground.tagsOf('Photo', 'a/1.png', 'Primary')
  await ground.put('a/1.png', 2)
  await ground.scanner.rescanOriginal({ source: ground.library.id, key: 'a/1.png' })
  const [after] = await ground.tagsOf('Photo', 'a/1.png', 'Primary')
  assert.ok(after !== undefined && after !== before)
  await ground.scanner.request({ libraryId: ground.library.id, units: new Set() })
})

test('ids do not depend on where the folder of a library is', async () => {
  await using ground = await openGround('music')
  await ground.put('Queen/Live/01 - One.mp3')
  await ground.put('Queen/Live/cover.png', 1)
  await ground.scanner.request('all')
  const { items } = await ground.catalog.queryItems({ recursive: true })
  assert.deepEqual(
    items
      .map(({ kind, name, indexNumber }) => [kind, name, indexNumber])
      .toSorted((a, b) => (String(a) < String(b) ? -1 : 1)),
    [
      ['Audio', 'One', 1],
      ['MusicAlbum', 'Live', undefined],
      ['MusicArtist', 'Queen', undefined],
    ],
  )
  for (const { id, kind, path } of items)
    assert.equal(id, ground.catalog.ids.item(ground.library, kind, path))
})

test('changes are seen by watching', async () => {
  await using ground = await openGround('movies')
  await ground.put('A/A.mkv')
  await ground.scanner.request('all')
  const { promise, resolve } = Promise.withResolvers<void>()
  await using _watch = await LibraryWatch.open({
    libraries: [ground.library],
    quiet: 20,
    onChange: (target) => {
      void ground.scanner.request(target).then(async () => {
        if ((await ground.tagsOf('Movie', 'A', 'Primary')).length === 1) resolve()
      })
    },
    onFailure: (_, error) => assert.fail(String(error)),
  })
  await ground.put('A/poster.png', 1)
  await promise
})

test('keeps in step from its start until it is disposed of', async () => {
  await using ground = await openGround('movies')
  await ground.put('A/A.mkv')
  const scanner = ground.restart()
  const { promise, resolve } = Promise.withResolvers<void>()
  const seen = new Set<string>()
  scanner.subscribe((event) => {
    if (event.kind !== 'finished') return
    void ground.catalog.queryItems({ recursive: true }).then(async ({ items }) => {
      for (const { name } of items) seen.add(name)
      if (seen.size === 1) await ground.put('B/B.mkv')
      if (seen.size === 2) resolve()
    })
  })
  const notes: string[] = []
  const log = (message: string) => notes.push(message)
  const keeping = await keepScanning(scanner, [ground.library], {
    watch: true,
    intervalMinutes: 0,
    log,
  })
  await promise
  await keeping[Symbol.asyncDispose]()
  assert.deepEqual([notes, [...seen]], [[], ['A', 'B']])
  await scanner.request('all')
  assert.equal(scanner.status.state, 'idle')
})

test('a folder that cannot be watched is said to be so, and no more', async () => {
  const library = {
    id: testIds.library({ kind: 'movies', name: 'X' }),
    kind: 'movies',
    name: 'X',
    root: '/nowhere/at/all',
  } as const
  const failures: Library[] = []
  await using _watch = await LibraryWatch.open({
    libraries: [library],
    onChange: () => assert.fail(),
    onFailure: (failed) => failures.push(failed),
  })
  assert.deepEqual(failures, [library])
})

test('one scan of everything can be stopped before it begins', async () => {
  await using ground = await openGround('movies')
  await ground.put('A/A.mkv')
  await ground.scanner.scanAll(new AbortController().signal)
  assert.equal((await ground.catalog.counts()).items > 0, true)
  await ground.put('A/poster.png', 1)
  const stopped = ground.restart()
  await stopped.scanAll(AbortSignal.abort())
  assert.deepEqual(await ground.tagsOf('Movie', 'A', 'Primary'), [])
})
