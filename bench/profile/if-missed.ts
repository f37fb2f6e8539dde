import type { Stage } from '../benchmark.ts'
import type { Keyart } from '../keyart.ts'
import { ownThreadTime } from '../processes.ts'
import { isMissed, type ProfileTable, type Row } from '../report/row.ts'
import { figure } from '../report/table.ts'
import { describeSpent, since, type Spent, spentBy, totalOf } from '../spent.ts'
import { categorize } from './categories.ts'
import { profileWhile } from './inspector.ts'

/** What is done once more to see where the time goes, when a goal of `rows` was missed. */
export interface Pass {
  /** As the report names it. */
  readonly what: string
  readonly rows: readonly Row[]
  readonly run: () => Promise<ProfileRun>
}

/** Of one pass. */
export interface ProfileRun {
  readonly categories: ReturnType<typeof categorize>
  /** By the server's threads. */
  readonly spent: Spent
  readonly seconds: number
  /** Of the processor time of its own thread, from 0 to 1; `NaN` where nobody tells. */
  readonly kernel: number
}

/** After what is measured, so that it disturbs no figure. A tiny run tries all of them. */
export async function profileMissed(
  { size, watch }: Pick<Stage, 'size' | 'watch'>,
  passes: readonly Pass[],
): Promise<readonly ProfileTable[]> {
  watch.begin('profiling')
  const tables: ProfileTable[] = []
  for (const { what, rows, run } of passes)
    if (size === 'tiny' || rows.some(isMissed))
      tables.push(
        await run().then(
          (done) => toTable(what, done),
          // What was measured before it counts all the same.
          (error: Error) => ({ title: `No profile of ${what}: ${error.message}`, lines: [] }),
        ),
      )
  return tables
}

/** What the server does while `work` runs. */
export async function profileServer(
  keyart: Keyart,
  work: () => Promise<unknown>,
): Promise<ProfileRun> {
  let spent: Spent = new Map()
  let [seconds, kernel] = [NaN, NaN]
  const profile = await profileWhile(keyart, async () => {
    const [start, before] = [performance.now(), await spentBy(keyart.pid)]
    const own = await ownThreadTime(keyart.pid)
    await work()
    spent = since(before, await spentBy(keyart.pid))
    seconds = (performance.now() - start) / 1000
    const { user, kernel: system } = await ownThreadTime(keyart.pid)
    kernel = (system - own.kernel) / (user - own.user + system - own.kernel)
  })
  return { categories: categorize(profile), spent, seconds, kernel }
}

/** Repeats `work` for about a second. */
export async function forASecond(work: () => Promise<unknown>): Promise<void> {
  for (const end = performance.now() + 1000; performance.now() < end;) await work()
}

function toTable(what: string, run: ProfileRun): ProfileTable {
  const { categories, spent, seconds, kernel } = run
  const isTold = !Number.isNaN(totalOf(spent))
  const threads = isTold
    ? ` Processor time for each second: ${describeSpent(spent, seconds)}; ${figure(100 * kernel)}% of that of JavaScript's thread in the kernel.`
    : ''
  return {
    title: `What the server's own thread does, ${what}: ${seconds.toFixed(1)} s by themselves, after the rounds.${threads}`,
    lines: categories,
  }
}
