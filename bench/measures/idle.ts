import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dataPaths } from '../../src/app/data-folder.ts'
import { libraryArguments, Keyart, runKeyart } from '../../test/support/keyart.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { listItems } from '../keyart.ts'
import { makeFilms, shrink } from '../library.ts'
import { processTree, proportionalMemory } from '../processes.ts'
import { type Section, stated, valueAtMost } from '../report/row.ts'

const amounts = {
  tiny: { films: 20, idle: 2_000, costed: 4 },
  quick: { films: 2_000, idle: 330_000, costed: 60 },
  full: { films: 10_000, idle: 600_000, costed: 240 },
} as const

/** Films of the library that the cost is told for. */
const exampleFilms = 5_000

/** What a server holds that nobody asks, and what creating images in advance costs. */
export const idle: Benchmark = { name: 'idle', isLong: true, run }

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { films, idle: time, costed } = amounts[size]
  const small = await shrink(join(folder, 'small'), pictures)
  const place = join(folder, 'films')
  await makeFilms({ folder: place, count: films, pictures: small, files: 'linked' })
  const libraries = [{ kind: 'movies', folder: place }]
  const args = ['--no-prerender-enabled', '--access-without-accounts=open']
  await using keyart = await Keyart.start({
    libraries,
    data: join(folder, 'data'),
    args,
    scanned: false,
  })
  await keyart.scanned(0, 1_800_000)
  const items = await listItems(keyart)
  const picture = async (at: number) => {
    const { Id, ImageTags } = items[at]!
    const start = performance.now()
    await keyart.client.ask(`/Items/${Id}/Images/Primary?width=90&tag=${ImageTags['Primary']}`)
    return performance.now() - start
  }
  for (let at = 0; at < Math.min(200, items.length); at++) await picture(at)
  const memory = () => proportionalMemory(processTree(keyart.pid))
  const busy = await memory()
  await sleep(time)
  const resting = await memory()
  const back = await picture(items.length - 1)

  const cost = await costOf(folder, costed, pictures)
  const hours = (cost.seconds * exampleFilms) / 3600
  return {
    title: 'An idle server',
    method: `${films} films with three small images each. After the scan and ${Math.min(200, items.length)} pictures, nothing is asked for ${time / 1000} s. Memory is the proportional set size (PSS) of all processes. Then one picture is asked for. The cost is measured with \`keyart prerender\` on ${costed} films with posters of 1000 x 1500 and 2000 x 3000, backdrops of 1920 and 3840 and logos, before any client has asked for anything, and told for ${exampleFilms} such films.`,
    rows: [
      stated('Memory of all processes after the pictures', ' MB', busy / 1e6),
      stated('Memory of all processes, idle', ' MB', resting / 1e6, { goals: [valueAtMost(150)] }),
      stated('The first picture after that', ' ms', back, { goals: [valueAtMost(300)] }),
      stated(`Processor time to create in advance, ${exampleFilms} films`, ' h', hours),
      stated(`Disk space of it, ${exampleFilms} films`, ' MB', (cost.bytes * exampleFilms) / 1e6),
    ],
    notes: [
      `A film: ${cost.seconds.toFixed(2)} s of processor time, ${(cost.bytes / 1e6).toFixed(2)} MB. A processor a quarter as fast takes ${(4 * hours).toFixed(1)} h of one core.`,
    ],
  }
}

/** Of one film, as two libraries of different length show it: the first screens cost more. */
async function costOf(folder: string, count: number, pictures: Stage['pictures']) {
  const measure = async (films: number) => {
    const place = join(folder, `cost-${films}`)
    await makeFilms({
      folder: place,
      count: films,
      pictures: { Primary: pictures.Primary, Backdrop: pictures.Backdrop },
      files: 'distinct',
    })
    const options = { libraries: [{ kind: 'movies', folder: place }] }
    const data = join(folder, `cost-data-${films}`)
    const words = [...libraryArguments(options), '--data', data]
    const scanned = await runKeyart(['scan', ...words], { timeout: 1_800_000 })
    if (scanned.code !== 0) throw new Error(scanned.errors)
    const { code, out, errors } = await runKeyart(['prerender', ...words], { timeout: 3_600_000 })
    if (code !== 0) throw new Error(errors)
    const seconds = Number(/([\d.]+) s of processor time/.exec(out)?.[1] ?? NaN)
    return { seconds, bytes: await bytesBelow(dataPaths(data).derivatives) }
  }
  const [less, more] = [await measure(count), await measure(2 * count)]
  return {
    seconds: (more.seconds - less.seconds) / count,
    bytes: (more.bytes - less.bytes) / count,
  }
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const sizes = files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
