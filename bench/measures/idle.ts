import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Keyart } from '../../test/support/keyart.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { listItems } from '../keyart.ts'
import { makeFilms, shrink } from '../library.ts'
import { processTree, proportionalMemory } from '../processes.ts'
import { type Section, stated, valueAtMost } from '../report/row.ts'
import { median } from '../rounds.ts'

const amounts = {
  tiny: { films: 20, idle: 2_000 },
  quick: { films: 2_000, idle: 400_000 },
  full: { films: 10_000, idle: 600_000 },
} as const

/** What a server holds that nobody asks. */
export const idle: Benchmark = { name: 'idle', isLong: true, run }

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { films, idle: time } = amounts[size]
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
  const list = async () => {
    const start = performance.now()
    await keyart.client.ask(
      '/Items?Recursive=true&IncludeItemTypes=Movie&SortBy=SortName&Limit=100&Fields=PrimaryImageAspectRatio',
    )
    return performance.now() - start
  }
  for (let at = 0; at < Math.min(200, items.length); at++) await picture(at)
  const lists: number[] = []
  for (let time = 0; time < 50; time++) lists.push(await list())
  const memory = () => proportionalMemory(processTree(keyart.pid))
  const busy = await memory()
  await sleep(time)
  const resting = await memory()
  const [firstList, secondList] = [await list(), await list()]
  const back = await picture(items.length - 1)

  return {
    title: 'An idle server',
    method: `${films} films with three small images each. After the scan and ${Math.min(200, items.length)} pictures, nothing is asked for ${time / 1000} s. Memory is the proportional set size (PSS) of all processes. Then a list of 100 films, twice, and one picture are asked for.`,
    rows: [
      stated('Memory of all processes after the pictures', ' MB', busy / 1e6),
      stated('Memory of all processes, idle', ' MB', resting / 1e6, { goals: [valueAtMost(150)] }),
      stated('A list of 100 films before, median', ' ms', median(lists)),
      stated('The first list after that', ' ms', firstList),
      stated('The second', ' ms', secondList),
      stated('The first picture after that', ' ms', back, { goals: [valueAtMost(300)] }),
    ],
    notes: [],
  }
}
