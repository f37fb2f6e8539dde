import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { dataPaths } from '../../src/app/data-folder.ts'
import { libraryArguments, runKeyart } from '../../test/support/keyart.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { makeFilms } from '../library.ts'
import { figure, type Section, stated, valueAtMost } from '../report/row.ts'

/** `fewer`: more than the first screens show, of which more is created than of other films. */
const amounts = {
  tiny: { fewer: 4, more: 8 },
  quick: { fewer: 90, more: 250 },
  full: { fewer: 90, more: 490 },
} as const

/** Films of the library that the cost is told for. */
const exampleFilms = 5_000
/** How much slower one core of a small NAS is taken to be. */
const slower = 4
/** Bytes that are created in advance at most: half of what `cache.maxBytes` is by default. */
const defaultBytes = 1e9

/** What creating images in advance costs, for a library that nobody has looked at. */
export const prerender: Benchmark = { name: 'prerender', isLong: true, run }

interface Cost {
  /** Of processor time. */
  readonly seconds: number
  readonly bytes: number
}

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { fewer, more } = amounts[size]
  const [first, both] = [
    await costOf(folder, fewer, pictures),
    await costOf(folder, more, pictures),
  ]
  const perFilm = (what: keyof Cost) => (both[what] - first[what]) / (more - fewer)
  const forAll = (what: keyof Cost) => first[what] + (exampleFilms - fewer) * perFilm(what)
  const hours = forAll('seconds') / 3600
  return {
    title: 'Created in advance',
    method: `\`keyart scan\` and then \`keyart prerender\` with default settings, on ${fewer} and on ${more} films with posters of 1000 x 1500 and 2000 x 3000 and backdrops of 1920 and 3840, before any client has asked for anything. The difference is the cost of a film beyond the first screens; with that, the cost of ${exampleFilms} such films is computed. One core of a small NAS is taken to be ${slower} times slower than one of this machine.`,
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
      `The first ${fewer} films: ${figure(first.seconds)} s of processor time, ${figure(first.bytes / 1e6)} MB. Each film more: ${figure(perFilm('seconds'))} s, ${figure(perFilm('bytes') / 1e6)} MB.`,
    ],
  }
}

async function costOf(folder: string, films: number, pictures: Stage['pictures']): Promise<Cost> {
  const place = join(folder, `films-${films}`)
  const { Primary, Backdrop } = pictures
  await makeFilms({
    folder: place,
    count: films,
    pictures: { Primary, Backdrop },
    files: 'distinct',
  })
  const data = join(folder, `data-${films}`)
  const libraries = [{ kind: 'movies', folder: place }]
  const words = [...libraryArguments({ libraries }), '--data', data]
  const scanned = await runKeyart(['scan', ...words], { timeout: 1_800_000 })
  if (scanned.code !== 0) throw new Error(scanned.errors)
  const { code, out, errors } = await runKeyart(['prerender', ...words], { timeout: 3_600_000 })
  if (code !== 0) throw new Error(errors)
  const seconds = Number(/([\d.]+) s of processor time/.exec(out)?.[1] ?? NaN)
  return { seconds, bytes: await bytesBelow(dataPaths(data).derivatives) }
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const sizes = files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
