import { join } from 'node:path'
import { pino } from 'pino'
import { openApp } from '../../src/app.ts'
import { parseCommandLine } from '../../src/config/command-line.ts'
import { loadConfig } from '../../src/config/load.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { makeSmallFiles } from '../library.ts'
import { compared, ratioAtMost, type Section } from '../report/row.ts'
import { type Comparison, compareSides, measureInTurns, side } from '../rounds.ts'
import { fromOriginals } from '../settings.ts'
import { timeFind } from '../sides/find.ts'
import type { Stopwatch } from '../stopwatch.ts'

const amounts = {
  tiny: { folders: 50, rounds: 1 },
  quick: { folders: 200, rounds: 5 },
  full: { folders: 4_000, rounds: 15 },
} as const

/** A rescan that finds nothing new. */
export const rescan: Benchmark = { name: 'rescan', run }

async function run({ folder: root, size, watch }: Stage): Promise<Section> {
  const { folders, rounds } = amounts[size]
  const { stat, names } = await measureRescan(
    await makeSmallFiles(root, folders),
    root,
    rounds,
    watch,
  )
  const what = `Unchanged rescan of ${5 * folders} files`
  return {
    title: 'Rescan',
    method: `${folders} folders of five small files, in a process that has scanned them once. A rescan compares every file's size and times, so the limit that counts is \`find\` printing size and time of every file to nowhere; \`find\` by name alone stands beside it. The start of \`find\` counts. ${rounds} rounds.`,
    rows: [
      compared(what, ' ms', '`find -type f -printf` of size and time', stat, {
        goals: [ratioAtMost(10)],
      }),
      compared(what, ' ms', '`find -type f`, names alone', names),
    ],
    notes: [],
  }
}

interface RescanResult {
  /** Milliseconds; the limit is a `find` that looks at every file, as a rescan must. */
  readonly stat: Comparison
  /** Milliseconds; the limit is a `find` that reads folders only. */
  readonly names: Comparison
}

/** An unchanged rescan of `folder` in this process against `find` over the same files. */
async function measureRescan(
  folder: string,
  root: string,
  rounds: number,
  watch: Stopwatch,
): Promise<RescanResult> {
  const flags = ['--library', `movies=${folder}`, '--data', join(root, 'data'), ...fromOriginals]
  const config = loadConfig(parseCommandLine(flags), {}, root)
  await using app = await openApp(config, pino({ level: 'silent' }))
  await app.catalog.setLibraries(app.libraries)
  const { signal } = new AbortController()
  await app.scanner.scanAll(signal)
  const rescanOnce = () =>
    timed(async () => {
      await app.scanner.scanAll(signal)
      const { filesSeen, imagesToProbe } = app.scanner.status
      if (filesSeen === 0 || imagesToProbe !== 0)
        throw new Error(`Expected a rescan that opens nothing but it opened ${imagesToProbe}`)
    })
  const findStat = () => timeFind([folder], 'size and time')
  const findNames = () => timeFind([folder], 'names')
  watch.begin('warming up')
  // Each once unmeasured: the first one warms the directory cache.
  await rescanOnce()
  await findStat()
  await findNames()
  watch.begin('rounds')
  const [ours, stat, names] = [side(rescanOnce), side(findStat), side(findNames)]
  await measureInTurns(rounds, [ours, stat, names])
  return { stat: compareSides(ours, stat), names: compareSides(ours, names) }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
