import type { Benchmark, Stage } from '../benchmark.ts'
import { Keyart } from '../keyart.ts'
import { measureLists } from '../measure-lists.ts'
import { forASecond, profileMissed, profileServer } from '../profile/if-missed.ts'
import { profileStart } from '../profile/start.ts'
import { median } from '../rounds.ts'
import { type Row, type Section, stated, valueAtMost } from '../report/row.ts'

const amounts = {
  tiny: { items: 500, times: 2 },
  quick: { items: 2_000, times: 8 },
  full: { items: 100_000, times: 200 },
} as const

/** Every kind of list that `/Items` and its like answer, of a large catalog. */
export const lists: Benchmark = { name: 'lists', run }

async function run({ folder, size, watch }: Stage): Promise<Section> {
  const { items, times } = amounts[size]
  const { catalog, filling, wasKept, starting, rows, p99, slowest, server } = await measureLists({
    folder,
    items,
    times,
    inside: 5,
    say: () => watch.begin('rounds'),
  })
  const within = rows.filter(({ httpP99 }) => httpP99 <= 15).length
  const told: Row[] = [
    stated(
      `Items a second into the catalog${wasKept ? ', in an earlier run' : ''}`,
      '/s',
      catalog.items / filling,
    ),
    stated('From the start of the command to `/health`', ' ms', median(starting.later), {
      goals: [valueAtMost(1000)],
      bounds: 'Node and its modules take most of it: an empty catalog is no sooner there.',
    }),
    stated('The same with nothing compiled yet, as after an update', ' ms', starting.first),
    stated('Lists over HTTP, p99 of all requests', ' ms', p99, {
      goals: [valueAtMost(15)],
      bounds: 'below is what the slowest lists take their time for.',
    }),
    stated('The slowest list\u2019s p99 over HTTP', ' ms', slowest[0]!.httpP99, {
      // Of a few requests it is the slowest one.
      goals: size === 'full' ? [valueAtMost(15)] : [],
      bounds: `${within} of ${rows.length} kinds of list are within 15 ms; the slowest are named below.`,
    }),
  ]
  const profiles = await profileMissed({ size, watch }, [
    {
      what: 'from the start of the command',
      rows: told.slice(1, 2),
      run: () => profileStart(server),
    },
    {
      what: 'the slowest lists in turn',
      rows: told.slice(-2),
      run: async () => {
        await using keyart = await Keyart.start(server)
        await keyart.scanned()
        const askAll = async () => {
          for (const { path } of slowest) await (await keyart.get(path)).arrayBuffer()
        }
        // The first answers take longer, and are told apart.
        await askAll()
        return await profileServer(keyart, () => forASecond(askAll))
      },
    },
  ])
  return {
    title: `A catalog of ${catalog.items} items`,
    method: `${catalog.items} items with ${catalog.images} images, put straight into the catalog. ${rows.length} kinds of list of 100 items (orders, filters, searches, first and last pages), each asked for ${times} times over HTTP, one request after another, after some that are not measured: the first, for which a list is found and kept, is told of the slowest below. \`npx node bench/lists.ts\` prints all of them.`,
    rows: told,
    profiles,
    notes: slowest.map(
      ({ what, first, p50, httpP99, processor }) =>
        `${what}: p99 ${httpP99.toFixed(1)} ms over HTTP; in the process p50 ${p50.toFixed(1)} ms, processor ${processor.toFixed(1)} ms, the first answer ${first.toFixed(1)} ms`,
    ),
  }
}
