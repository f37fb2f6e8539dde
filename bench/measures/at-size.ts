import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Benchmark, Stage } from '../benchmark.ts'
import { growth } from '../growth.ts'
import { Keyart } from '../keyart.ts'
import { type LargeLibrary, makeLargeLibrary } from '../large-library.ts'
import { bytesRead, findRenderer, processorTime } from '../processes.ts'
import { profileMissed, profileServer } from '../profile/if-missed.ts'
import {
  compared,
  missing,
  ratioAtLeast,
  ratioAtMost,
  type Row,
  type Section,
  stated,
  valueAtMost,
} from '../report/row.ts'
import { figure, megabytes } from '../report/table.ts'
import { type Comparison, compareSides, measureInTurns, side } from '../rounds.ts'
import { fromOriginals, slots, startBareSharp } from '../settings.ts'
import { filesReadSince, timeFind } from '../sides/find.ts'
import { type WatchedScan, watchScan } from '../watch-scan.ts'

const amounts = {
  tiny: { items: 144, probed: 50, rounds: 1, every: 50 },
  quick: { items: 4_000, probed: 1_000, rounds: 3, every: 200 },
  full: { items: 100_000, probed: 2_500, rounds: 3, every: 1_000 },
} as const

/** A whole large library in one walk: its first scan, and one that finds nothing new. */
export const atSize: Benchmark = { name: 'at-size', isLong: true, run }

async function run({ folder, pictures, size, watch }: Stage): Promise<Section> {
  const { items, probed, rounds, every } = amounts[size]
  const library = await makeLargeLibrary(join(folder, 'library'), items, pictures)
  const data = join(folder, 'data')
  await mkdir(data)
  const key = await Keyart.makeKey(data)
  await using bare = await startBareSharp()
  let bareTime = 0
  const probe = async (paths: readonly string[]) => {
    const before = await processorTime([bare.pid])
    const { milliseconds } = await bare.call({ kind: 'probe', paths, inFlight: slots })
    bareTime = ((await processorTime([bare.pid])) - before) / paths.length
    return (1000 * paths.length) / milliseconds
  }
  watch.begin('warming up')
  const sample = sampleOf(library.images, 2 * probed)
  await probe(sample)
  watch.begin('rounds')
  const earlier = await probe(sample.slice(0, probed))
  await using keyart = await Keyart.start({
    library: `movies=${library.films}`,
    data,
    flags: ['--library', `tvshows=${library.shows}`, ...fromOriginals, '--no-scan-watch'],
  })
  const scan = await watchScan(keyart, library.images.length, every)
  // Behind a scan it looks into videos.
  await settled(keyart)
  const later = await probe(sample.slice(probed))
  const rate = library.images.length / scan.seconds
  const scanned = compareSides({ values: [rate, rate] }, { values: [earlier, later] })
  const rescans = await measureRescans({ keyart, key, library, rounds })
  const rows = [
    ...rowsOfScan(scan, scanned, items),
    ...rowsOfMemory(scan, size === 'full'),
    ...rowsOfRescan(rescans, library),
  ]
  const profile = () => profileServer(keyart, () => keyart.scanAgain(key))
  const pass = { what: 'an unchanged rescan', rows: rows.slice(-3), run: profile }
  return {
    title: `A library of ${items} items`,
    method: describeMethod(library, { probed, rounds, every }),
    rows,
    notes: [...notesOfScan(scan, bareTime), ...notesOfRescan(rescans, library)],
    profiles: await profileMissed({ size, watch }, [pass]),
  }
}

function describeMethod(
  { items, images, files }: LargeLibrary,
  { probed, rounds, every }: { probed: number; rounds: number; every: number },
): string {
  return `${items} items with ${images.length} images, ${files} files in folders of their own: films with video, NFO, poster, backdrop and logo; series with NFO and these pictures, two seasons with posters, and sixteen episodes with video, NFO and picture. Posters are 200 x 300, backdrops and pictures of episodes 320 x 180, logos 160 wide; videos are empty. Pictures are few files with many names, but every name is opened. The server starts with an empty catalog, making ahead and watching turned off, and is looked at every ${every} ms until the scan has ended. Bare sharp does the same probing as for the first scans above, of ${probed} of these files before the scan and ${probed} others after it: in turns they cannot be measured. Growth of memory is the slope of the line through the last four fifths of the looks, over their span, in percent of their mean. Then nothing has changed, and \`POST /Library/Refresh\` has everything scanned again, ${rounds} times, by turns with \`find -type f -printf\` of size and time; once each before that.`
}

function rowsOfScan(scan: WatchedScan, rate: Comparison, items: number): readonly Row[] {
  const { server, renderer } = scan.spent
  return [
    compared('Images of the first scan', '/s', 'bare sharp, the same probing', rate, {
      goals: [ratioAtLeast(0.8)],
      bounds: `Of small pictures little is decoded: of the processor time of both processes the server takes ${percent(server / (server + renderer))}, for reading folders and NFO files, deciding, and the catalog. Where others use the machine, too, the renderer process lets them pass, which bare sharp does not.`,
    }),
    stated('Items into the catalog, with all their images', '/s', items / scan.seconds),
    stated('The slowest tenth of the images, of the rate of all', '%', slowestTenth(scan)),
    stated('Both processes, of the time of all cores', '%', 100 * scan.share),
    stated('Of that the renderer process', '%', (100 * renderer) / (server + renderer)),
  ]
}

function slowestTenth({ rates, report, seconds }: WatchedScan): number {
  return (100 * Math.min(...rates)) / (report.imagesProbed / seconds)
}

function rowsOfMemory({ held }: WatchedScan, isTelling: boolean): readonly Row[] {
  // A short run ends before the heaps are level: it can only state.
  const options = {
    goals: isTelling ? [valueAtMost(5)] : [],
    bounds:
      'What grows with the catalog is what SQLite keeps of its pages, up to 64 MB for each of three connections, until these are full; what JavaScript holds stays level, but its garbage comes and goes.',
  }
  return (['server', 'renderer'] as const).flatMap((who) => [
    stated(`Resident set of the ${who} process at the end`, ' MB', held[who].at(-1)! / 1e6),
    stated('Its growth', '%', growth(held[who]), options),
  ])
}

interface Rescans {
  /** Seconds. */
  readonly time: Comparison
  /** By server and renderer process in one of them, at most. */
  readonly bytes: number
  /** Pictures and NFO files that anybody read meanwhile; `undefined` where nobody tells. */
  readonly opened: number | undefined
}

interface RescanOptions {
  readonly keyart: Keyart
  readonly key: string
  readonly library: LargeLibrary
  readonly rounds: number
}

async function measureRescans(options: RescanOptions): Promise<Rescans> {
  const { keyart, key, library, rounds } = options
  const folders = [library.films, library.shows]
  let bytes = 0
  const rescan = async () => {
    await settled(keyart)
    const pids = [keyart.pid, await findRenderer(keyart.pid)]
    const before = await bytesRead(pids)
    const { startedAt, finishedAt, filesSeen, imagesToProbe } = await keyart.scanAgain(key)
    bytes = Math.max(bytes, (await bytesRead(pids)) - before)
    if (filesSeen === 0 || imagesToProbe !== 0)
      throw new Error(`Expected a rescan that opens nothing but it opened ${imagesToProbe}`)
    return (Date.parse(finishedAt!) - Date.parse(startedAt!)) / 1000
  }
  const find = async () => {
    await settled(keyart)
    return (await timeFind(folders, 'size and time')) / 1000
  }
  const start = Date.now()
  await rescan()
  await find()
  const [ours, limit] = [side(rescan), side(find)]
  await measureInTurns(rounds, [ours, limit])
  const opened = await countRead(folders, library, start)
  return { time: compareSides(ours, limit), bytes, opened }
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
  folders: readonly string[],
  { images, nfos }: LargeLibrary,
  since: number,
): Promise<number | undefined> {
  const { length } = await filesReadSince(folders, since)
  // Whether it would have told.
  const told = [images[0]!, nfos[0]!]
  for (const path of told) await readFile(path)
  const paths = new Set(await filesReadSince(folders, since))
  return told.every((path) => paths.has(path)) ? length : undefined
}

function rowsOfRescan({ time, bytes, opened }: Rescans, library: LargeLibrary): readonly Row[] {
  const what = `Unchanged rescan of ${library.files} files`
  const read = 'Pictures and NFO files read during the rescans'
  return [
    compared(what, ' s', '`find -type f -printf` of size and time', time, {
      goals: [ratioAtMost(10)],
    }),
    opened === undefined
      ? missing(read, 'the file system keeps no times of reading')
      : stated(read, '', opened, { goals: [valueAtMost(0)] }),
    stated('Bytes read by both processes during one', ' MB', bytes / 1e6),
  ]
}

function notesOfScan(scan: WatchedScan, bareTime: number): readonly string[] {
  const { rates, busy, held, seconds, slowestAnswer, report } = scan
  const [server, renderer] = [scan.spent.server, scan.spent.renderer].map(
    (time) => time / report.imagesProbed,
  ) as [number, number]
  return [
    `The first scan took ${figure(seconds)} s. Images a second in each tenth of them: ${rates.map(figure).join(', ')}.`,
    `Processor time of one image: server ${figure(server)} ms, renderer ${figure(renderer)} ms; bare sharp ${figure(bareTime)} ms. It would allow a ratio of ${figure(bareTime / (server + renderer))}; others who use the machine disturb it less than they do the rates. Everybody on the machine used ${percent(busy)} of the time of all cores.`,
    `Resident sets in MB, at each tenth of the time: server ${tenthsOf(held.server)}; renderer ${tenthsOf(held.renderer)}.`,
    `Meanwhile the server took at most ${figure(slowestAnswer)} ms to say how the scan stands.`,
  ]
}

function notesOfRescan({ bytes }: Rescans, { bytes: all }: LargeLibrary): readonly string[] {
  return [
    `What both processes read during a rescan (\`rchar\`: the catalog, answers, code), ${megabytes(bytes)} at most, stands against ${megabytes(all.images)} of pictures and ${megabytes(all.nfos)} of NFO files. Which were read is told by the times of their last reading.`,
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
