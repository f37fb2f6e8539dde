import { readdir, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { dataPaths } from '../../src/app/data-folder.ts'
import { libraryArguments, runKeyart } from '../../test/support/keyart.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { makeFilms } from '../library.ts'
import { endedProcessesTime } from '../processes.ts'
import { figure, type Section, stated, valueAtMost } from '../report/row.ts'

/** `first`: more than the first screens show, of which more is created than of other films. */
const amounts = {
  tiny: { first: 4, more: 4 },
  quick: { first: 90, more: 160 },
  full: { first: 90, more: 400 },
} as const

/** Films of the library that the cost is told for. */
const exampleFilms = 5_000
/** How much slower one core of a small NAS is taken to be: an assumption, measured on none. */
const slower = 4
/** Bytes that are created in advance at most: half of what `cache.maxBytes` is by default. */
const defaultBytes = 1e9

/** What creating images in advance costs, for a library that nobody has looked at. */
export const prerender: Benchmark = { name: 'prerender', isLong: true, run }

interface Cost {
  /** Of processor time, of all processes together. */
  readonly seconds: number
  readonly bytes: number
}

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const counts = amounts[size]
  const films = join(folder, 'films')
  const data = join(folder, 'data')
  const { Primary, Backdrop } = pictures
  const add = async (count: number, name: string) =>
    await makeFilms({
      folder: films,
      count,
      pictures: { Primary, Backdrop },
      files: 'distinct',
      name,
    })
  await add(counts.first, 'Film')
  const first = await costOf(films, data)
  // Behind those by name, and older: on no screen that is shown first.
  for (const { name } of (await add(counts.more, 'More')).films)
    await utimes(join(films, `${name} (2001)`, 'film.mkv'), longAgo, longAgo)
  const more = await costOf(films, data)
  const perFilm = (what: keyof Cost) => more[what] / counts.more
  const forAll = (what: keyof Cost) => first[what] + (exampleFilms - counts.first) * perFilm(what)
  const hours = forAll('seconds') / 3600
  return {
    title: 'Created in advance',
    method: `\`keyart scan\` and then \`keyart prerender\` with default settings, on ${counts.first} films with posters of 1000 x 1500 and 2000 x 3000 and backdrops of 1920 and 3840, before any client has asked for anything. Then the same after ${counts.more} films were added that no list shows first; that is the cost of a film beyond the first screens, and with it, the cost of ${exampleFilms} such films is computed. Processor time is the sum over all processes, scans included. One core of a small NAS is assumed to be ${slower} times slower than one of this machine.`,
    rows: [
      stated(`Processor time, ${exampleFilms} films`, ' h', hours),
      stated(`The same on one core of a small NAS`, ' h', slower * hours, {
        goals: [valueAtMost(24)],
      }),
      stated(`Disk space, ${exampleFilms} films`, ' MB', forAll('bytes') / 1e6, {
        goals: [valueAtMost(defaultBytes / 1e6)],
        bounds: 'beyond this, nothing more is created in advance (`prerender.maxBytes`).',
      }),
    ],
    notes: [
      `The first ${counts.first} films: ${figure(first.seconds)} s of processor time, ${figure(first.bytes / 1e6)} MB. Each film more: ${figure(perFilm('seconds'))} s, ${figure(perFilm('bytes') / 1e6)} MB.`,
    ],
  }
}

/** Before any film of the benchmark was made. */
const longAgo = new Date('2000-01-01')

/** What scanning and creating in advance cost, beyond what there is in the data folder. */
async function costOf(films: string, data: string): Promise<Cost> {
  const words = [...libraryArguments({ libraries: [{ kind: 'movies', folder: films }] })]
  const derivatives = dataPaths(data).derivatives
  const [time, bytes] = [await endedProcessesTime(), await bytesBelow(derivatives)]
  for (const command of ['scan', 'prerender']) {
    const args = [command, ...words, '--data', data]
    const { code, errors } = await runKeyart(args, { timeout: 3_600_000 })
    if (code !== 0) throw new Error(errors)
  }
  return {
    seconds: ((await endedProcessesTime()) - time) / 1000,
    bytes: (await bytesBelow(derivatives)) - bytes,
  }
}

async function bytesBelow(folder: string): Promise<number> {
  const options = { recursive: true, withFileTypes: true } as const
  // There is none before the first scan.
  const entries = await readdir(folder, options).catch(() => [])
  const files = entries.filter((entry) => entry.isFile())
  const sizes = files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
