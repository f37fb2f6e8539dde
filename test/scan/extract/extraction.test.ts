import assert from 'node:assert/strict'
import { appendFile, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import type { Catalog } from '../../../src/catalog/catalog.ts'
import { openSqliteCatalog } from '../../../src/catalog/sqlite/sqlite.ts'
import type { ImageRecord } from '../../../src/library/image.ts'
import type { ImageType } from '../../../src/library/image-type.ts'
import type { ItemKind } from '../../../src/library/item.ts'
import type { Library, LibraryKind } from '../../../src/library/library.ts'
import { Ffmpeg, type FfmpegPrograms } from '../../../src/media/ffmpeg.ts'
import type { ExtractionOptions } from '../../../src/scan/extract/extraction.ts'
import { Scanner } from '../../../src/scan/scan.ts'
import { ExtractedImages, extractedSource } from '../../../src/sources/extracted.ts'
import { isClose, noise, pixelAt } from '../../support/pictures.ts'
import { survivorsOf } from '../../support/process-group.ts'
import { openRenderer } from '../../support/renderer.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import {
  type Colour,
  colours,
  countedFfmpeg,
  fakeFfmpeg,
  ffmpeg,
  makePicture,
  makeSong,
  makeVideo,
  makeVideoWith,
  needsFfmpeg,
} from '../../support/videos.ts'

interface Ground extends AsyncDisposable {
  readonly root: string
  readonly library: Library
  readonly catalog: Catalog
  /** A folder for what is no part of the library. */
  readonly aside: string
  readonly extracted: string
  /** Programs that count how often they run. */
  readonly programs: FfmpegPrograms
  runs(): Promise<number>
  /** A scanner as after a new start. */
  start(options?: Partial<ExtractionOptions>): Promise<Scanner>
  /** Scans all with a new scanner and looks into all media. */
  scan(options?: Partial<ExtractionOptions>): Promise<Scanner>
  /** The path of a file of the library, in a folder that exists. */
  at(path: string): Promise<string>
  images(kind: ItemKind, path: string, type: ImageType): Promise<readonly ImageRecord[]>
  bytesOf(image: ImageRecord | undefined): Promise<Buffer>
}

async function openGround(kind: LibraryKind): Promise<Ground> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const inside = (name: string) => join(folder.path, name)
  const [root, aside, extracted] = [inside('media'), inside('aside'), inside('extracted')]
  await mkdir(root)
  await mkdir(aside)
  const catalog = stack.use(await openSqliteCatalog(inside('catalog.sqlite')))
  const id = catalog.ids.library({ kind, name: 'Test' })
  const library = { id, kind, name: 'Test', root }
  await catalog.setLibraries([library])
  const renderer = stack.use(openRenderer())
  await mkdir(inside('counted'))
  const programs = await countedFfmpeg(inside('counted'), inside('runs'))
  const owned = stack.move()
  const start = async (options: Partial<ExtractionOptions> = {}) => {
    const store = await ExtractedImages.open(extracted)
    const extraction = { store, ffmpeg: new Ffmpeg(programs), screenGrabs: true, ...options }
    return owned.use(new Scanner({ catalog, renderer, libraries: [library], extraction }))
  }
  return {
    root,
    library,
    catalog,
    aside,
    extracted,
    programs,
    runs: async () =>
      (await readFile(inside('runs'), 'utf8').catch(() => '')).split('\n').length - 1,
    start,
    scan: async (options) => {
      const scanner = await start(options)
      await scanner.scanAll(new AbortController().signal)
      return scanner
    },
    at: async (path) => {
      await mkdir(dirname(join(root, path)), { recursive: true })
      return join(root, path)
    },
    images: (of, path, type) => catalog.findImages(catalog.ids.item(library, of, path), type),
    bytesOf: async (image) => {
      assert.ok(image !== undefined, 'there is an image')
      const { source, key } = image.original
      return await readFile(
        source === extractedSource ? join(extracted, key.slice(0, 2), key) : join(root, key),
      )
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function assertColour(image: Buffer, colour: Colour): Promise<void> {
  const pixel = await pixelAt(image, 20, 20)
  assert.ok(isClose(pixel, colours[colour]), `expected ${colour} but saw ${pixel.join(' ')}`)
}

const four = ['red', 'lime', 'blue', 'yellow'] as const
const chapters = ['One', 'Two', 'Three', 'Four']

async function keptFiles(folder: string): Promise<number> {
  const all = await readdir(folder, { recursive: true })
  return all.filter((path) => /[0-9a-f]{32}$/.test(path)).length
}

test('each chapter has its own frame, a film without a poster one of its own; once', async (t) => {
  if (!needsFfmpeg(t)) return
  await using ground = await openGround('movies')
  await makeVideo(await ground.at('A (2001)/A.mkv'), four, { chapters })
  await ground.scan()
  const images = await ground.images('Movie', 'A (2001)', 'Chapter')
  assert.equal(images.length, 4)
  for (const [index, colour] of four.entries())
    await assertColour(await ground.bytesOf(images[index]), colour)
  const [primary] = await ground.images('Movie', 'A (2001)', 'Primary')
  // At a tenth of four seconds.
  await assertColour(await ground.bytesOf(primary), 'red')
  const item = await ground.catalog.findItem(
    ground.catalog.ids.item(ground.library, 'Movie', 'A (2001)'),
  )
  assert.deepEqual(
    item?.chapters,
    chapters.map((name, index) => ({
      startTicks: index * 10_000_000,
      name,
      imageKey: images[index]?.original.key,
    })),
  )
  assert.equal((await ground.catalog.counts()).images, 5)
  // For the poster several frames are tried, because all are of one colour.
  const runs = 1 + 6 + 4
  assert.equal(await ground.runs(), runs)

  // Unchanged; then another file beside it; then asked for again in the same run.
  await ground.scan()
  await writeFile(await ground.at('A (2001)/logo.png'), await noise(20, 30, 1).png().toBuffer())
  const scanner = await ground.scan()
  await scanner.request('all')
  await scanner.extract()
  assert.equal(await ground.runs(), runs)
  assert.deepEqual(await ground.images('Movie', 'A (2001)', 'Chapter'), images)
  assert.equal((await ground.images('Movie', 'A (2001)', 'Logo')).length, 1)
})

test('another video in its place has other pictures; those of one that is gone are removed', async (t) => {
  if (!needsFfmpeg(t)) return
  await using ground = await openGround('movies')
  await makeVideo(await ground.at('A/A.mkv'), ['red', 'lime'], { chapters: ['One', 'Two'] })
  await ground.scan()
  // The frame at a tenth is the same as the first chapter's: all red.
  assert.equal(await keptFiles(ground.extracted), 2)
  await makeVideo(await ground.at('A/A.mkv'), ['blue', 'lime'], { chapters: ['One', 'Two'] })
  await ground.scan()
  const images = await ground.images('Movie', 'A', 'Chapter')
  await assertColour(await ground.bytesOf(images[0]), 'blue')
  await assertColour(await ground.bytesOf(images[1]), 'lime')
  await writeFile(await ground.at('B/B.mkv'), '')
  await rm(join(ground.root, 'A'), { recursive: true })
  await ground.scan()
  assert.equal(await keptFiles(ground.extracted), 0)
})

test('files beside the film win, damaged ones do not', async (t) => {
  if (!needsFfmpeg(t)) return
  await using ground = await openGround('movies')
  const picture = await noise(20, 30, 1).png().toBuffer()
  for (const film of ['A', 'B']) {
    await makeVideo(await ground.at(`${film}/${film}.mkv`), four, { chapters })
    await writeFile(await ground.at(`${film}/poster.png`), film === 'A' ? picture : 'no picture')
    await writeFile(await ground.at(`${film}/chapters/1.png`), picture)
  }
  await ground.scan()
  const sources = async (film: string, type: ImageType) =>
    (await ground.images('Movie', film, type)).map(({ original }) => original.source)
  assert.deepEqual(await sources('A', 'Primary'), [ground.library.id])
  assert.deepEqual(await sources('A', 'Chapter'), [ground.library.id])
  assert.deepEqual(await sources('B', 'Primary'), [extractedSource])
  // One probe a film, and the frames of B, which are all of one colour.
  assert.equal(await ground.runs(), 2 + 6)

  // A poster that goes leaves its place to a frame, and takes it back.
  await rm(join(ground.root, 'A/poster.png'))
  await rm(join(ground.root, 'A/chapters'), { recursive: true })
  await ground.scan()
  assert.deepEqual(await sources('A', 'Primary'), [extractedSource])
  assert.deepEqual(await sources('A', 'Chapter'), Array(4).fill(extractedSource))
  await writeFile(await ground.at('A/poster.png'), picture)
  await ground.scan()
  assert.deepEqual(await sources('A', 'Primary'), [ground.library.id])
})

test('pictures attached to films and episodes are theirs, byte for byte', async (t) => {
  if (!needsFfmpeg(t)) return
  await using ground = await openGround('tvshows')
  const cover = await makePicture(join(ground.aside, 'cover.jpg'), 'blue')
  const logo = await makePicture(join(ground.aside, 'logo.png'), 'lime', 32)
  const wide = await makePicture(join(ground.aside, 'wide.jpg'), 'yellow', 48)
  const first = 'Show/Season 1/Show S01E01.mkv'
  await makeVideoWith(await ground.at(first), [
    { file: wide, name: 'cover_land.jpg', mime: 'image/jpeg' },
    { file: cover, name: 'Cover.jpg', mime: 'image/jpeg' },
    { file: logo, name: 'logo.png', mime: 'image/png' },
    { file: wide, name: 'background.jpg', mime: 'application/octet-stream' },
  ])
  const second = 'Show/Season 1/Show S01E02.mp4'
  const bare = await makeVideo(join(ground.aside, 'bare.mp4'), ['red'])
  const both = ['-i', bare, '-i', cover, '-map', '0', '-map', '1', '-c', 'copy']
  await ffmpeg(...both, '-disposition:v:1', 'attached_pic', await ground.at(second))
  const third = 'Show/Season 1/Show S01E03.mkv'
  await makeVideoWith(
    await ground.at(third),
    [{ file: second, name: 'cover.jpg', mime: 'application/octet-stream' }].map((one) => ({
      ...one,
      file: bare,
    })),
  )
  await ground.scan()
  const bytes = async (path: string, type: ImageType) =>
    await ground.bytesOf((await ground.images('Episode', path, type))[0])
  assert.deepEqual(await bytes(first, 'Primary'), await readFile(cover))
  assert.deepEqual(await bytes(first, 'Logo'), await readFile(logo))
  assert.deepEqual(await bytes(first, 'Backdrop'), await readFile(wide))
  assert.deepEqual(await bytes(second, 'Primary'), await readFile(cover))
  // What is attached as a cover and is none gives way to a frame.
  await assertColour(await bytes(third, 'Primary'), 'red')
  assert.deepEqual(await ground.catalog.problems(), [])
})

test('the picture inside a song is the song’s, and the album’s that has none', async (t) => {
  if (!needsFfmpeg(t)) return
  await using ground = await openGround('music')
  const cover = await makePicture(join(ground.aside, 'cover.jpg'), 'blue')
  const other = await makePicture(join(ground.aside, 'other.jpg'), 'lime')
  await makeSong(await ground.at('Artist/One/01 - Bare.mp3'))
  await makeSong(await ground.at('Artist/One/02 - Song.mp3'), cover)
  await makeSong(await ground.at('Artist/One/03 - Song.flac'), other)
  await makeSong(await ground.at('Artist/Two/01 - Song.m4a'), cover)
  await writeFile(await ground.at('Artist/Two/folder.png'), await noise(20, 30, 1).png().toBuffer())
  await writeFile(await ground.at('Artist/Two/02 - Not.mp3'), Buffer.from('ID3 but no song'))
  // Songs need no ffmpeg.
  const scanner = await ground.scan({ ffmpeg: undefined })
  const bytes = async (kind: ItemKind, path: string) =>
    await ground.bytesOf((await ground.images(kind, path, 'Primary'))[0])
  assert.deepEqual(await bytes('Audio', 'Artist/One/02 - Song.mp3'), await readFile(cover))
  assert.deepEqual(await bytes('Audio', 'Artist/One/03 - Song.flac'), await readFile(other))
  assert.deepEqual(await bytes('Audio', 'Artist/Two/01 - Song.m4a'), await readFile(cover))
  assert.deepEqual(await ground.images('Audio', 'Artist/One/01 - Bare.mp3', 'Primary'), [])
  assert.deepEqual(await bytes('MusicAlbum', 'Artist/One'), await readFile(cover))
  const [own] = await ground.images('MusicAlbum', 'Artist/Two', 'Primary')
  assert.equal(own?.original.source, ground.library.id)
  assert.deepEqual(await ground.catalog.problems(), [])
  assert.deepEqual([scanner.status.mediaToOpen, scanner.status.mediaOpened], [5, 5])
  assert.equal(await ground.runs(), 0)
  // One cover in several songs is kept once.
  assert.equal(await keptFiles(ground.extracted), 2)
})

test('while a library is still to be looked into, nobody is told that all media are opened', async (t) => {
  if (!needsFfmpeg(t)) return
  await using ground = await openGround('music')
  const { catalog, root, aside } = ground
  const cover = await makePicture(join(aside, 'cover.jpg'), 'blue')
  const names = ['First', 'Second', 'Third']
  for (const name of names)
    await makeSong(await ground.at(`${name}/Artist/One/01 - Song.mp3`), cover)
  const libraries = names.map((name) => {
    return {
      id: catalog.ids.library({ kind: 'music', name }),
      kind: 'music',
      name,
      root: join(root, name),
    } as const
  })
  await catalog.setLibraries(libraries)
  await using renderer = openRenderer()
  const store = await ExtractedImages.open(ground.extracted)
  const extraction = { store, ffmpeg: undefined, screenGrabs: true }
  await using scanner = new Scanner({ catalog, renderer, libraries, extraction })
  const told: boolean[] = []
  scanner.subscribe((event) => {
    const { mediaOpened, mediaToOpen } = scanner.status
    const isUnderWay = mediaOpened > 0 && mediaOpened < names.length
    if (event.kind === 'images' && isUnderWay) told.push(mediaOpened < mediaToOpen)
  })
  await scanner.scanAll(new AbortController().signal)
  assert.ok(told.length > 0 && !told.includes(false), told.join())
  assert.deepEqual([scanner.status.mediaToOpen, scanner.status.mediaOpened], [3, 3])
})

test('placeholders start no process, broken videos one, and none is a problem', async (t) => {
  if (!needsFfmpeg(t)) return
  await using ground = await openGround('movies')
  await writeFile(await ground.at('A/A.mkv'), Buffer.alloc(1024))
  await writeFile(await ground.at('B/B.mp4'), '')
  await ground.scan()
  assert.equal(await ground.runs(), 0)
  const broken = Buffer.concat([Buffer.from('1a45dfa3', 'hex'), Buffer.alloc(2000, 7)])
  await writeFile(await ground.at('C/C.mkv'), broken)
  await ground.scan()
  assert.equal(await ground.runs(), 1)
  await writeFile(await ground.at('C/C.txt.png'), await noise(20, 30, 1).png().toBuffer())
  await ground.scan()
  assert.equal(await ground.runs(), 1)
  assert.deepEqual(await ground.catalog.problems(), [])
})

test('screen grabs can be turned off and on', async (t) => {
  if (!needsFfmpeg(t)) return
  await using ground = await openGround('movies')
  await makeVideo(await ground.at('A.mkv'), ['red', 'lime'], { chapters: ['One', 'Two'] })
  const counts = async () => [
    (await ground.images('Movie', 'A.mkv', 'Primary')).length,
    (await ground.images('Movie', 'A.mkv', 'Chapter')).length,
  ]
  await ground.scan({ screenGrabs: false })
  assert.deepEqual(await counts(), [0, 2])
  await ground.scan()
  assert.deepEqual(await counts(), [1, 2])
  await ground.scan({ screenGrabs: false })
  assert.deepEqual(await counts(), [0, 2])
  // All frames are of one colour, so that six are tried for the poster.
  assert.equal(await ground.runs(), 1 + 2 + 6)
})

test('without ffmpeg there is nothing to announce, until it comes', async (t) => {
  if (!needsFfmpeg(t)) return
  await using ground = await openGround('movies')
  await makeVideo(await ground.at('A.mkv'), ['red', 'lime'], { chapters: ['One', 'Two'] })
  await ground.scan({ ffmpeg: undefined })
  assert.equal((await ground.catalog.counts()).images, 0)
  await ground.scan()
  assert.equal((await ground.catalog.counts()).images, 3)
  // What was taken is kept for good.
  await ground.scan({ ffmpeg: undefined })
  assert.equal((await ground.catalog.counts()).images, 3)
})

test('a killed ffmpeg is tried again, one that fails is not', async (t) => {
  if (!needsFfmpeg(t)) return
  await using ground = await openGround('movies')
  await makeVideo(await ground.at('A.mkv'), ['red', 'lime'], { chapters: ['One', 'Two'] })
  const killed = await fakeFfmpeg(ground.aside, 'kill -9 $$')
  await ground.scan({ ffmpeg: new Ffmpeg(killed) })
  assert.equal((await ground.catalog.counts()).images, 0)
  const { ffprobe } = ground.programs
  await ground.scan({ ffmpeg: new Ffmpeg({ ffprobe, ffmpeg: killed.ffmpeg }) })
  assert.equal((await ground.catalog.counts()).images, 0)
  await ground.scan()
  assert.equal((await ground.catalog.counts()).images, 3)

  await makeVideo(await ground.at('B.mkv'), ['blue'])
  const failing = await fakeFfmpeg(ground.aside, 'exit 1')
  await ground.scan({ ffmpeg: new Ffmpeg({ ffprobe, ffmpeg: failing.ffmpeg }) })
  const runs = await ground.runs()
  await ground.scan()
  assert.equal(await ground.runs(), runs)
  assert.deepEqual(await ground.images('Movie', 'B.mkv', 'Primary'), [])
  await utimes(join(ground.root, 'B.mkv'), 1e9, 1e9)
  await ground.scan()
  assert.equal((await ground.images('Movie', 'B.mkv', 'Primary')).length, 1)
})

test('stopped at any moment it ends its processes, and goes on from there', async (t) => {
  if (!needsFfmpeg(t)) return
  await using ground = await openGround('movies')
  await makeVideo(await ground.at('A.mkv'), four, { chapters })
  const pids = join(ground.aside, 'pids')
  // Says who it is, then waits for what never comes.
  const hanging = await fakeFfmpeg(ground.aside, `echo $$ >> '${pids}'\nsleep 600 & wait`)
  const { ffprobe } = ground.programs
  const scanner = await ground.start({ ffmpeg: new Ffmpeg({ ...hanging, ffprobe }) })
  await scanner.request('all')
  assert.equal(scanner.status.state, 'idle', 'a scan does not wait for frames')
  let pid = 0
  for (const deadline = Date.now() + 20_000; pid === 0 && Date.now() < deadline; await sleep(20))
    pid = Number(await readFile(pids, 'utf8').catch(() => ''))
  assert.ok(pid > 0, 'it runs')
  await scanner[Symbol.asyncDispose]()
  assert.deepEqual(await survivorsOf(pid), [])
  await ground.scan()
  assert.equal((await ground.catalog.counts()).images, 5)
})

test('what was kept and is lost is taken again', async (t) => {
  if (!needsFfmpeg(t)) return
  await using ground = await openGround('movies')
  await makeVideo(await ground.at('A.mkv'), ['red', 'lime'], { chapters: ['One', 'Two'] })
  const scanner = await ground.scan()
  const [image] = await ground.images('Movie', 'A.mkv', 'Primary')
  assert.ok(image !== undefined)
  await rm(join(ground.extracted, image.original.key.slice(0, 2)), { recursive: true })
  await scanner.rescanOriginal(image.original)
  assert.deepEqual(await ground.images('Movie', 'A.mkv', 'Primary'), [])
  assert.deepEqual(await ground.catalog.problems(), [])
  await rm(ground.extracted, { recursive: true })
  await ground.scan()
  assert.equal((await ground.catalog.counts()).images, 3)
  await ground.bytesOf((await ground.images('Movie', 'A.mkv', 'Primary'))[0])
})

test('a unit that changes while it is looked into is looked into again', async (t) => {
  if (!needsFfmpeg(t)) return
  await using ground = await openGround('movies')
  await makeVideo(await ground.at('A/A.mkv'), four, { chapters })
  const scanner = await ground.start()
  await scanner.request('all')
  await appendFile(await ground.at('A/logo.png'), await noise(20, 30, 1).png().toBuffer())
  await scanner.request('all')
  await scanner.extract()
  assert.equal((await ground.catalog.counts()).images, 6)
})

test('issue 15, point 11: a screen grab of one colour gives way to a later one', async (t) => {
  if (!needsFfmpeg(t)) return
  await using ground = await openGround('movies')
  const fields = ['color=c=black:s=160x90:r=10:d=5', 'testsrc=s=160x90:r=10:d=5']
  const inputs = fields.flatMap((field) => ['-f', 'lavfi', '-i', field])
  const joined = ['-filter_complex', 'concat=n=2', '-c:v', 'mpeg4']
  await ffmpeg(...inputs, ...joined, await ground.at('A/A.mkv'))
  await makeVideo(await ground.at('B/B.mkv'), ['blue'])
  await ground.scan()
  const [shown] = await ground.images('Movie', 'A', 'Primary')
  const { channels } = await sharp(await ground.bytesOf(shown)).stats()
  assert.ok(channels.some(({ stdev }) => stdev > 20))
  // Where there is nothing else it stays.
  const [blue] = await ground.images('Movie', 'B', 'Primary')
  await assertColour(await ground.bytesOf(blue), 'blue')
})

test('issue 15, point 1: frames of HDR videos are mapped to what screens show', async (t) => {
  if (!needsFfmpeg(t)) return
  await using ground = await openGround('movies')
  const tags = ['-color_primaries', 'bt2020', '-colorspace', 'bt2020nc', '-color_range', 'tv']
  const make = async (name: string, transfer: string, level: number) => {
    const grey = `0x${Math.round(255 * level)
      .toString(16)
      .repeat(3)}`
    const field = `color=c=${grey}:s=160x90:r=10:d=1,format=gbrp`
    const coded = ['-vf', 'scale=out_color_matrix=bt2020:out_range=tv', '-pix_fmt', 'yuv420p10le']
    const codec = ['-c:v', 'ffv1', ...tags, '-color_trc', transfer]
    await ffmpeg(
      '-f',
      'lavfi',
      '-i',
      field,
      ...coded,
      ...codec,
      await ground.at(`${name}/${name}.mkv`),
    )
  }
  // A quarter of white paper (203 cd/m2), which a poster has at 137 of 255.
  await make('Pq', 'smpte2084', 0.441)
  await make('Hlg', 'arib-std-b67', 0.5)
  await make('Plain', 'bt709', 0.58)
  await ground.scan()
  for (const [name, level] of [
    ['Pq', 137],
    ['Hlg', 137],
    ['Plain', 148],
  ] as const) {
    const [image] = await ground.images('Movie', name, 'Primary')
    assert.equal(image?.format, 'jpeg')
    const pixel = await pixelAt(await ground.bytesOf(image), 20, 20)
    assert.ok(isClose(pixel, [level, level, level], 6), `${name}: ${pixel.join()}`)
  }
})

test('songs are called what they say, and a later scan keeps that', async (context) => {
  if (!needsFfmpeg(context)) return
  await using ground = await openGround('music')
  await makeSong(await ground.at('Band/Record/01 - File.mp3'), undefined, {
    title: 'Sun',
    artist: 'Red Kite',
    album_artist: 'Various Artists',
    album: 'Hits',
    track: '7',
    disc: '2',
    date: '1985',
    genre: 'Jazz',
  })
  const said = async () => {
    const { items } = await ground.catalog.queryItems({ recursive: true })
    const song = items.find(({ kind }) => kind === 'Audio')
    const album = items.find(({ kind }) => kind === 'MusicAlbum')
    return [
      [song?.name, song?.indexNumber, song?.parentIndexNumber, song?.artists, song?.albumArtists],
      [album?.name, album?.year, album?.artists, album?.genres],
    ]
  }
  const expected = [
    ['Sun', 7, 2, ['Red Kite'], ['Various Artists']],
    ['Hits', 1985, ['Various Artists'], ['Jazz']],
  ]
  await ground.scan()
  assert.deepEqual(await said(), expected)
  // Another file in the unit: it is planned anew, without opening the song again.
  await writeFile(await ground.at('Band/Record/notes.nfo'), '<album/>')
  await (await ground.start()).request('all')
  assert.deepEqual(await said(), expected)
})

test('items say what they are played from, and how long', async (context) => {
  if (!needsFfmpeg(context)) return
  await using ground = await openGround('movies')
  await makeVideo(await ground.at('Reef (2001)/Reef (2001).mkv'), ['red', 'lime'])
  await writeFile(
    await ground.at('Reef (2001)/movie.nfo'),
    '<movie><title>Reef</title><runtime>90</runtime></movie>',
  )
  const film = async () =>
    await ground.catalog.findItem(ground.catalog.ids.item(ground.library, 'Movie', 'Reef (2001)'))
  await ground.scan()
  const found = await film()
  // The file goes before what the `.nfo` has.
  assert.equal(found?.facts?.runTimeTicks, 20_000_000)
  const [file] = found?.files ?? []
  assert.equal(file?.path, 'Reef (2001)/Reef (2001).mkv')
  const [stream] = file?.facts?.streams ?? []
  assert.deepEqual([stream?.kind, stream?.width, stream?.height], ['Video', 160, 90])
})

test('of what an older Keyart found the pictures stay, and the length is looked up', async (context) => {
  if (!needsFfmpeg(context)) return
  await using ground = await openGround('movies')
  const { catalog, library } = ground
  const path = 'Reef (2001)/Reef (2001).mkv'
  await makeVideo(await ground.at(path), ['red', 'lime'], { chapters: ['One', 'Two'] })
  await ground.scan()
  const images = await ground.images('Movie', 'Reef (2001)', 'Chapter')
  const stored = (await catalog.findSidecars(library.id, [path])).get(path)
  assert.ok(stored !== undefined)
  const { version, findings } = JSON.parse(stored.json) as { version: number; findings: object }
  const older = { ...findings, media: undefined }
  const json = JSON.stringify({ version, findings: older })
  await catalog.putSidecars(library.id, [{ path, stamp: stored.stamp, json }])
  await catalog.markExtracted(library.id, await catalog.unitFingerprints(library.id), 'older')
  const before = await ground.runs()
  await ground.scan()
  // One probe, and no frame.
  assert.equal((await ground.runs()) - before, 1)
  const item = await catalog.findItem(catalog.ids.item(library, 'Movie', 'Reef (2001)'))
  assert.equal(item?.facts?.runTimeTicks, 20_000_000)
  assert.deepEqual(
    (await ground.images('Movie', 'Reef (2001)', 'Chapter')).map(({ tag }) => tag),
    images.map(({ tag }) => tag),
  )
})
