import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { apiKey, Keyart } from '../../test/support/keyart.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { timeRescan } from '../keyart.ts'
import { makeLargeLibrary } from '../large-library.ts'
import { bytesRead, processorTime, rendererOf } from '../processes.ts'
import {
  compared,
  figure,
  megabytes,
  missing,
  ratioAtLeast,
  ratioAtMost,
  type Row,
  type Section,
  stated,
  valueAtMost,
} from '../report/row.ts'
import { type Comparison, compare, measureInTurns } from '../rounds.ts'
import { fromOriginals, slots } from '../settings.ts'
import { startBareSharp } from '../sides/bare-sharp.ts'
import { filesReadSince, find, timeFind } from '../sides/find.ts'
import { type WatchedScan, watchScan } from '../watch-scan.ts'
import { rowsOfMemory } from './memory.ts'

const amounts = {
  tiny: { items: 144, probed: 50, rounds: 1, every: 50 },
  quick: { items: 4_000, probed: 1_000, rounds: 3, every: 200 },
  full: { items: 100_000, probed: 2_500, rounds: 3, every: 1_000 },
} as const

/** A whole large library in one walk: its first scan, and one that finds nothing new. */
export const atSize: Benchmark = { name: 'at-size', isLong: true, run }

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { items, probed, rounds, every } = amounts[size]
  const { films, shows } = await makeLargeLibrary(join(folder, 'library'), items, pictures)
  const library = await look([films, shows])
  const data = join(folder, 'data')
  await using bare = await startBareSharp()
  let bareTime = 0
  const probe = async (paths: readonly string[]) => {
    const before = await processorTime([bare.pid])
    const { milliseconds } = await bare.call({ kind: 'probe', paths, inFlight: slots })
    bareTime = ((await processorTime([bare.pid])) - before) / paths.length
    return (1000 * paths.length) / milliseconds
  }
  const sample = sampleOf(library.images.paths, 2 * probed)
  // Once for what compiles as it runs.
  await probe(sample)
  const earlier = await probe(sample.slice(0, probed))
  await using keyart = await Keyart.start({
    libraries: [
      { kind: 'movies', folder: films },
      { kind: 'tvshows', folder: shows },
    ],
    data,
    args: [...fromOriginals, '--no-scan-watch'],
    scanned: false,
  })
  const images = library.images.paths.length
  const scan = await watchScan(keyart, images, every)
  // Behind a scan it looks into videos.
  await settled(keyart)
  const later = await probe(sample.slice(probed))
  const rate = images / scan.seconds
  const scanned = compare([rate, rate], [earlier, later])
  const rescans = await measureRescans(keyart, await apiKey(data), library, rounds)
  return {
    title: `A library of ${items} items`,
    method: `${items} items with ${images} images, ${library.files} files in folders of their own: films with video, NFO, poster, backdrop and logo; series with NFO and these pictures, two seasons with posters, and sixteen episodes with video, NFO and picture. Posters are 200 x 300, backdrops and pictures of episodes 320 x 180, logos 160 wide; videos are empty. Images are copies of a few files, but every file is opened. The server starts with an empty catalog, creating in advance and watching turned off, and is sampled every ${every} ms until the scan has ended. Bare sharp probes in the same way as for the first scans above, ${probed} of these files before the scan and ${probed} others after it: these cannot be measured alternately. Growth of memory is the slope of the line through the last four fifths of the looks, over their span, in percent of their mean. Then nothing has changed, and \`POST /Library/Refresh\` has everything scanned again, ${rounds} times, by turns with \`find -type f -printf\` of size and time; once each before that.`,
    rows: [
      ...rowsOfScan(scan, scanned, items, images),
      // A short run ends before the heaps are level: it can only state.
      ...rowsOfMemory(scan.held, size === 'full', memoryLimits),
      ...rowsOfRescan(rescans, library),
    ],
    notes: [
      ...notesOfScan(scan, bareTime, images),
      `What both processes read during a rescan (\`rchar\`: the catalog, answers, code), ${megabytes(rescans.bytes)} at most, stands against ${megabytes(library.images.bytes)} of pictures and ${megabytes(library.nfos.bytes)} of NFO files. Which were read is told by the times of their last reading.`,
    ],
  }
}

const memoryLimits =
  'Memory grows with the catalog because SQLite caches its pages, up to 64 MB for each of three connections. The heap of JavaScript stays level.'

interface Files {
  readonly paths: readonly string[]
  readonly bytes: number
}

/** What lies below `folders`. */
interface LookedAt {
  readonly folders: readonly string[]
  readonly files: number
  readonly images: Files
  readonly nfos: Files
}

async function look(folders: readonly string[]): Promise<LookedAt> {
  const files = (await find(folders, '-printf', '%s %p\\n')).map((line) => {
    const space = line.indexOf(' ')
    return { bytes: Number(line.slice(0, space)), path: line.slice(space + 1) }
  })
  const pick = (name: RegExp): Files => {
    const some = files.filter(({ path }) => name.test(path))
    const bytes = some.reduce((sum, file) => sum + file.bytes, 0)
    return { paths: some.map(({ path }) => path), bytes }
  }
  return { folders, files: files.length, images: pick(/\.(jpg|png)$/), nfos: pick(/\.nfo$/) }
}

function rowsOfScan(
  { spent, seconds, rates, share }: WatchedScan,
  rate: Comparison,
  items: number,
  images: number,
): readonly Row[] {
  const both = spent.server + spent.renderer
  const slowest = (100 * Math.min(...rates)) / (images / seconds)
  return [
    compared('Images of the first scan', '/s', 'bare sharp, the same probing', rate, {
      goals: [ratioAtLeast(0.8)],
      bounds: `Of small pictures little is decoded: of the processor time of both processes the server takes ${percent(spent.server / both)}, for reading folders and NFO files, deciding, and the catalog. Where others use the machine, too, the renderer process lets them pass, which bare sharp does not.`,
    }),
    stated('Items into the catalog, with all their images', '/s', items / seconds),
    stated('The slowest tenth of the images, of the rate of all', '%', slowest),
    stated('Both processes, of the time of all cores', '%', 100 * share),
    stated('Of that the renderer process', '%', (100 * spent.renderer) / both),
  ]
}

interface Rescans {
  /** Seconds. */
  readonly time: Comparison
  /** By server and renderer process in one of them, at most. */
  readonly bytes: number
  /** Pictures and NFO files that anybody read meanwhile; `undefined` where nobody tells. */
  readonly opened: number | undefined
}

async function measureRescans(
  keyart: Keyart,
  key: Awaited<ReturnType<typeof apiKey>>,
  library: LookedAt,
  rounds: number,
): Promise<Rescans> {
  const read = async () =>
    (await bytesRead(keyart.pid)) + (await bytesRead(rendererOf(keyart.pid) ?? 0))
  let bytes = 0
  const rescan = async () => {
    await settled(keyart)
    const before = await read()
    const milliseconds = await timeRescan(keyart, key)
    bytes = Math.max(bytes, (await read()) - before)
    return milliseconds / 1000
  }
  const limit = async () => {
    await settled(keyart)
    return (await timeFind(library.folders, 'size and time')) / 1000
  }
  const start = Date.now()
  await rescan()
  await limit()
  const time = compare(...(await measureInTurns(rounds, [rescan, limit])))
  return { time, bytes, opened: await countRead(library, start) }
}

/** Resolves once the server has had nothing to do for a while. */
async function settled({ pid }: Keyart): Promise<void> {
  for (;;) {
    const before = await processorTime([pid])
    await sleep(500)
    if (!((await processorTime([pid])) - before > 50)) return
  }
}

/** How many pictures and NFO files were read since then; `undefined` where the system keeps no times. */
async function countRead(
  { folders, images, nfos }: LookedAt,
  since: number,
): Promise<number | undefined> {
  const { length } = await filesReadSince(folders, since)
  // Whether it would have told.
  const told = [images.paths[0]!, nfos.paths[0]!]
  for (const path of told) await readFile(path)
  const paths = new Set(await filesReadSince(folders, since))
  return told.every((path) => paths.has(path)) ? length : undefined
}

function rowsOfRescan({ time, bytes, opened }: Rescans, { files }: LookedAt): readonly Row[] {
  const read = 'Pictures and NFO files read during the rescans'
  return [
    compared(
      `Unchanged rescan of ${files} files`,
      ' s',
      '`find -type f -printf` of size and time',
      time,
      { goals: [ratioAtMost(10)] },
    ),
    opened === undefined
      ? missing(read, 'the file system keeps no times of reading')
      : stated(read, '', opened, { goals: [valueAtMost(0)] }),
    stated('Bytes read by both processes during one', ' MB', bytes / 1e6),
  ]
}

function notesOfScan(scan: WatchedScan, bareTime: number, images: number): readonly string[] {
  const { rates, busy, held, seconds, slowestAnswer, spent } = scan
  const [server, renderer] = [spent.server / images, spent.renderer / images]
  return [
    `The first scan took ${figure(seconds)} s. Images per second in each tenth of it: ${rates.map(figure).join(', ')}.`,
    `Processor time of one image: server ${figure(server)} ms, renderer ${figure(renderer)} ms; bare sharp ${figure(bareTime)} ms. This would allow a ratio of ${figure(bareTime / (server + renderer))}; other load on the machine affects this less than the rates. All processes on the machine used ${percent(busy)} of the time of all cores.`,
    `Resident sets in MB, at each tenth of the time: server ${tenthsOf(held.server)}; renderer ${tenthsOf(held.renderer)}.`,
    `Meanwhile, the server took at most ${figure(slowestAnswer)} ms to return the state of the scan.`,
  ]
}

function tenthsOf(bytes: readonly number[]): string {
  const at = (tenth: number) => bytes[Math.round((tenth * (bytes.length - 1)) / 10)]!
  return Array.from({ length: 10 }, (_, tenth) => figure(at(tenth + 1) / 1e6)).join(', ')
}

/** `count` of them, from all over. */
function sampleOf(paths: readonly string[], count: number): readonly string[] {
  const some = Math.min(count, paths.length)
  return Array.from({ length: some }, (_, index) => {
    return paths[Math.floor((index * paths.length) / some)]!
  })
}

function percent(part: number): string {
  return `${figure(100 * part)}%`
}
