import type { Benchmark, Stage } from '../benchmark.ts'
import { measureLists } from '../measure-lists.ts'
import { type Section, stated, valueAtMost } from '../report/row.ts'
import { median } from '../rounds.ts'

const amounts = {
  tiny: { items: 500, times: 2 },
  quick: { items: 2_000, times: 8 },
  full: { items: 100_000, times: 200 },
} as const

/** Slow kinds of list that are named. */
const named = 5

/** Every kind of list that `/Items` and its like answer, of a large catalog. */
export const lists: Benchmark = { name: 'lists', run }

async function run({ folder, size }: Stage): Promise<Section> {
  const { items, times } = amounts[size]
  const { catalog, filling, wasCached, starts, rows, p99 } = await measureLists(
    folder,
    items,
    times,
  )
  const within = rows.filter((row) => row.p99 <= 15).length
  return {
    title: `A catalog of ${catalog.items} items`,
    method: `${catalog.items} items with ${catalog.images} images, written directly to the catalog. ${rows.length} kinds of list of 100 items (orders, filters, searches, first and last pages), each asked for ${times} times over HTTP, one request after another, after some that are not measured: the first, for which a list is found, is told of the slowest below. \`npx node bench/lists.ts\` prints all of them.`,
    rows: [
      stated(
        `Items per second into the catalog${wasCached ? ', in an earlier run' : ''}`,
        '/s',
        catalog.items / filling,
      ),
      stated('From the start of the command to `/health`', ' ms', median(starts.later), {
        goals: [valueAtMost(1000)],
        bounds: 'Node and its modules take most of it: an empty catalog is not faster.',
      }),
      stated('The same without a compile cache, as after an update', ' ms', starts.first),
      stated('Lists over HTTP, p99 of all requests', ' ms', p99, {
        goals: [valueAtMost(15)],
        bounds: 'below is what the slowest lists take their time for.',
      }),
      stated('The slowest list\u2019s p99 over HTTP', ' ms', rows[0]!.p99, {
        // Of a few requests it is the slowest one.
        goals: size === 'full' ? [valueAtMost(15)] : [],
        bounds: `${within} of ${rows.length} kinds of list are within 15 ms; the slowest are named below.`,
      }),
    ],
    notes: rows
      .slice(0, named)
      .map(
        ({ what, first, p50, p99, processor }) =>
          `${what}: p99 ${p99.toFixed(1)} ms, p50 ${p50.toFixed(1)} ms, processor ${processor.toFixed(1)} ms, the first response ${first.toFixed(1)} ms`,
      ),
  }
}
