import type { Benchmark, Stage } from '../benchmark.ts'
import { measureLists } from '../measure-lists.ts'
import { median } from '../rounds.ts'
import { type Row, type Section, stated, valueAtMost } from '../report/row.ts'

const amounts = {
  tiny: { items: 500, times: 2 },
  quick: { items: 2_000, times: 20 },
  full: { items: 100_000, times: 100 },
} as const

/** Every kind of list that `/Items` and its like answer, of a large catalog. */
export const lists: Benchmark = { name: 'lists', run }

async function run({ folder, size, watch }: Stage): Promise<Section> {
  const { items, times } = amounts[size]
  const { catalog, filling, starting, rows } = await measureLists({
    folder,
    items,
    times,
    say: () => watch.begin('rounds'),
  })
  const slowest = rows.toSorted((one, other) => other.httpP99 - one.httpP99)
  const within = rows.filter(({ httpP99 }) => httpP99 <= 15).length
  const told: Row[] = [
    stated('Items a second into the catalog', '/s', catalog.items / filling),
    stated('From the start of the command to `/health`', ' ms', median(starting.later), {
      goals: [valueAtMost(1000)],
      bounds: 'Node and its modules take most of it: an empty catalog is no sooner there.',
    }),
    stated('The same with nothing compiled yet, as after an update', ' ms', starting.first),
    stated(
      'Median of the lists\u2019 p99 over HTTP',
      ' ms',
      median(rows.map((row) => row.httpP99)),
      {
        goals: [valueAtMost(15)],
      },
    ),
    stated('The slowest list\u2019s p99 over HTTP', ' ms', slowest[0]!.httpP99, {
      goals: [valueAtMost(15)],
      bounds: `${within} of ${rows.length} kinds of list are within 15 ms; the slowest are named below.`,
    }),
  ]
  return {
    title: 'A large catalog',
    method: `${catalog.items} items with ${catalog.images} images, put straight into the catalog. ${rows.length} kinds of list of 100 items (orders, filters, searches, first and last pages), each asked for once and then ${times} times, one after another. \`npx node bench/lists.ts\` prints all of them.`,
    rows: told,
    notes: slowest
      .slice(0, 5)
      .map(
        ({ what, first, p50, httpP99, processor }) =>
          `${what}: p99 ${httpP99.toFixed(1)} ms over HTTP; in the process p50 ${p50.toFixed(1)} ms, processor ${processor.toFixed(1)} ms, the first answer ${first.toFixed(1)} ms`,
      ),
  }
}
