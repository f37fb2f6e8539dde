import { join } from 'node:path'
import { apiKey, Keyart } from '../../test/support/keyart.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { timeRescan } from '../keyart.ts'
import { makeFilms, shrink } from '../library.ts'
import { compared, ratioAtMost, type Section } from '../report/row.ts'
import { compare, measureInTurns } from '../rounds.ts'
import { fromOriginals } from '../settings.ts'
import { timeFind } from '../sides/find.ts'

const amounts = {
  tiny: { films: 50, rounds: 1 },
  quick: { films: 200, rounds: 5 },
  full: { films: 4_000, rounds: 15 },
} as const

/** A rescan that finds nothing new. */
export const rescan: Benchmark = { name: 'rescan', run }

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { films, rounds } = amounts[size]
  const place = join(folder, 'films')
  const data = join(folder, 'data')
  const small = await shrink(join(folder, 'small'), pictures)
  await makeFilms({ folder: place, count: films, pictures: small, files: 'linked' })
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: place }],
    data,
    args: [...fromOriginals, '--no-scan-watch'],
  })
  const key = await apiKey(data)
  const sides = [
    () => timeRescan(keyart, key),
    () => timeFind([place], 'size and time'),
    () => timeFind([place], 'names'),
  ] as const
  // Each once unmeasured: the first one warms the directory cache.
  for (const measure of sides) await measure()
  const [ours, stat, names] = await measureInTurns(rounds, sides)
  const what = `Unchanged rescan of ${5 * films} files`
  return {
    title: 'Rescan',
    method: `${films} folders of five small files, which the server has scanned, by its own clock. A rescan compares every file's size and times, so it is compared with \`find\` printing size and time of every file, and with \`find\` printing names only, including the start of \`find\`. ${rounds} rounds.`,
    rows: [
      compared(what, ' ms', '`find -type f -printf` of size and time', compare(ours, stat), {
        goals: [ratioAtMost(10)],
      }),
      compared(what, ' ms', '`find -type f`, names only', compare(ours, names)),
    ],
    notes: [],
  }
}
