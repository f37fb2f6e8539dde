import { readdir, readFile } from 'node:fs/promises'
import { figure } from './report/table.ts'

/** What threads are there for, by the names that they have on Linux; the first that fits counts. */
const threadKinds: readonly (readonly [what: string, name: RegExp])[] = [
  ['pixels', /^libvips/],
  ['files and pixels', /^libuv-worker/],
  ['compiling and collecting', /V8Worker|^Delayed/],
  ['other threads', /^/],
]

/** Of the thread that a process began with. */
const mainThread = 'JavaScript'

/** Processor time by what threads are there for, in milliseconds; empty where nobody tells. */
export type Spent = ReadonlyMap<string, number>

export const nothing: Spent = new Map()

/** What the living threads of a process have used so far. */
export async function spentBy(pid: number | undefined): Promise<Spent> {
  const spent = new Map<string, number>()
  if (pid === undefined) return spent
  const folder = `/proc/${pid}/task`
  for (const thread of await readdir(folder).catch(() => [])) {
    const [name, times] = await Promise.all(
      ['comm', 'schedstat'].map((file) =>
        readFile(`${folder}/${thread}/${file}`, 'utf8').catch(() => ''),
      ),
    )
    const [kind] = threadKinds.find(([, pattern]) => pattern.test(name!))!
    const what = thread === String(pid) ? mainThread : kind
    // In nanoseconds: on a processor, waiting for one.
    spent.set(what, (spent.get(what) ?? 0) + Number(times!.split(' ')[0]) / 1e6)
  }
  return spent
}

export function since(before: Spent, after: Spent): Spent {
  return new Map([...after].map(([what, time]) => [what, time - (before.get(what) ?? 0)]))
}

export function plus(one: Spent, other: Spent): Spent {
  const keys = new Set([...one.keys(), ...other.keys()])
  return new Map([...keys].map((what) => [what, (one.get(what) ?? 0) + (other.get(what) ?? 0)]))
}

/** `NaN` where nobody told. */
export function totalOf(spent: Spent): number {
  return spent.size === 0 ? NaN : spent.values().reduce((sum, time) => sum + time, 0)
}

/** `6.2 ms (JavaScript 3.5, files and pixels 1.2, compiling and collecting 1.5)`, a `count`th of it. */
export function describeSpent(spent: Spent, count: number): string {
  const parts = [...spent]
    .map(([what, time]) => [what, time / count] as const)
    .filter(([, time]) => time >= 0.05)
    .sort(([, a], [, b]) => b - a)
    .map(([what, time]) => `${what} ${figure(time)}`)
  return `${figure(totalOf(spent) / count)} ms (${parts.join(', ')})`
}
