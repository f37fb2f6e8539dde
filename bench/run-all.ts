import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Benchmark, Stage } from './benchmark.ts'
import { drawPictures } from './library.ts'
import { atSize } from './measures/at-size.ts'
import { busy } from './measures/busy.ts'
import { cold } from './measures/cold.ts'
import { hits } from './measures/hits.ts'
import { lists } from './measures/lists.ts'
import { memory } from './measures/memory.ts'
import { photographs } from './measures/photographs.ts'
import { rescan } from './measures/rescan.ts'
import { rungs } from './measures/rungs.ts'
import { scan } from './measures/scan.ts'
import { wall } from './measures/wall.ts'
import { profileHits } from './profile/hits.ts'
import { missing, type Section } from './report/row.ts'
import { Stopwatch } from './stopwatch.ts'

/** In the order of the report. */
export const benchmarks: readonly Benchmark[] = [
  hits,
  busy,
  cold,
  rungs,
  wall,
  photographs,
  scan,
  rescan,
  lists,
  memory,
  atSize,
]

export interface RunOptions {
  /** Holds all files that are made. */
  readonly root: string
  readonly size: Stage['size']
  /** Names of those that are run. */
  readonly only: ReadonlySet<string>
  readonly say: (text: string) => void
}

/** Where a hit's time goes, in place of how many there are. */
export async function runProfile({ root, size, say }: Omit<RunOptions, 'only'>): Promise<string> {
  say('Laying out pictures, which are drawn the first time')
  const pictures = await drawPictures(join(root, 'pictures'))
  const folder = join(root, 'profile')
  await mkdir(folder)
  return await profileHits({ folder, size, pictures, watch: new Stopwatch() })
}

/** One benchmark after the other; one that fails says so in its place, and the rest go on. */
export async function runAll({ root, size, only, say }: RunOptions): Promise<readonly Section[]> {
  say('Laying out pictures, which are drawn the first time')
  const pictures = await drawPictures(join(root, 'pictures'))
  const sections: Section[] = []
  for (const benchmark of benchmarks.filter(({ name }) => only.has(name))) {
    const { name } = benchmark
    const watch = new Stopwatch()
    const folder = join(root, name)
    await mkdir(folder)
    try {
      sections.push(await benchmark.run({ folder, size, pictures, watch }))
      say(`${name}: ${watch.describe()}`)
    } catch (error) {
      process.exitCode = 1
      const reason = error instanceof Error ? error.message : String(error)
      say(`${name}: ${reason}`)
      sections.push({ title: name, method: '', rows: [missing(name, reason)], notes: [] })
    }
  }
  return sections
}
