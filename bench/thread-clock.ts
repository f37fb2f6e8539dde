import { readdir, readFile } from 'node:fs/promises'
import { figure } from './report/row.ts'

/** What threads are there for, by the names that they have on Linux; the first that fits counts. */
const threadKinds: readonly (readonly [what: string, name: RegExp])[] = [
  ['pixels', /^libvips/],
  ['files and pixels', /^libuv-worker/],
  ['compiling and collecting', /V8Worker|^Delayed/],
  ['other threads', /^/],
]

/** Processor time by what threads are there for, in milliseconds; empty where nobody tells. */
export type ThreadTimes = ReadonlyMap<string, number>

/** What the living threads of a process have used so far. */
export async function threadTimes(pid: number | undefined): Promise<ThreadTimes> {
  const times = new Map<string, number>()
  const folder = `/proc/${pid}/task`
  for (const thread of await readdir(folder).catch(() => [])) {
    const read = (file: string) => readFile(`${folder}/${thread}/${file}`, 'utf8').catch(() => '')
    const [name, schedule] = [await read('comm'), await read('schedstat')]
    const [kind] = threadKinds.find(([, pattern]) => pattern.test(name))!
    const what = thread === String(pid) ? 'JavaScript' : kind
    // In nanoseconds: on a processor, waiting for one.
    times.set(what, (times.get(what) ?? 0) + Number(schedule.split(' ')[0]) / 1e6)
  }
  return times
}

/** Adds up what the threads of some processes take while something is measured. */
export class ThreadClock<Who extends string> {
  readonly #spent = new Map<Who, Map<string, number>>()

  /** Has `work` done. Processes are looked up by name before and after, for they may be replaced. */
  async during<T>(pids: () => Partial<Record<Who, number | undefined>>, work: () => Promise<T>) {
    const before = await this.#timesOf(pids())
    const result = await work()
    for (const [who, times] of await this.#timesOf(pids())) {
      const spent = this.#spent.get(who) ?? new Map<string, number>()
      for (const [what, time] of times)
        spent.set(what, (spent.get(what) ?? 0) + time - (before.get(who)?.get(what) ?? 0))
      this.#spent.set(who, spent)
    }
    return result
  }

  /** Milliseconds; `NaN` where nobody told. */
  total(...who: readonly Who[]): number {
    return who.reduce((sum, one) => {
      const spent = this.#spent.get(one)
      return sum + (spent === undefined || spent.size === 0 ? NaN : sumOf(spent.values()))
    }, 0)
  }

  /** `6.2 ms (JavaScript 3.5, files and pixels 1.2, compiling and collecting 1.5)`, a `count`th. */
  describe(who: Who, count: number): string {
    const parts = [...(this.#spent.get(who) ?? [])]
      .map(([what, time]) => [what, time / count] as const)
      .filter(([, time]) => time >= 0.05)
      .sort(([, a], [, b]) => b - a)
      .map(([what, time]) => `${what} ${figure(time)}`)
    return `${figure(this.total(who) / count)} ms (${parts.join(', ')})`
  }

  async #timesOf(pids: Partial<Record<Who, number | undefined>>) {
    const all = Object.entries(pids) as [Who, number | undefined][]
    return new Map(
      await Promise.all(all.map(async ([who, pid]) => [who, await threadTimes(pid)] as const)),
    )
  }
}

function sumOf(values: Iterable<number>): number {
  return Iterator.from(values).reduce((sum, value) => sum + value, 0)
}
