import { readdir, readFile } from 'node:fs/promises'
import { figure } from './report/row.ts'

/** What threads are there for, by the names that they have on Linux; the first that fits counts. */
const threadKinds: readonly (readonly [kind: string, name: RegExp])[] = [
  ['pixels', /^libvips/],
  ['files and pixels', /^libuv-worker/],
  ['compiling and collecting', /V8Worker|^Delayed/],
  ['other threads', /^/],
]

/** Adds up the processor time of some processes while something is measured, by kind of thread. */
export class ThreadClock {
  readonly #pids: () => readonly number[]
  /** Milliseconds. */
  readonly #spent = new Map<string, number>()

  /** Processes are looked up before and after, for they may be replaced. */
  constructor(pids: () => readonly number[]) {
    this.#pids = pids
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    const before = await timesOf(this.#pids())
    const result = await work()
    // Of a thread that has ended meanwhile nobody tells any more.
    for (const [thread, { kind, milliseconds }] of await timesOf(this.#pids())) {
      const own = milliseconds - (before.get(thread)?.milliseconds ?? 0)
      this.#spent.set(kind, (this.#spent.get(kind) ?? 0) + own)
    }
    return result
  }

  /** Milliseconds; `NaN` where the system does not tell. */
  get total(): number {
    return this.#spent.size === 0 ? NaN : this.#spent.values().reduce((sum, time) => sum + time, 0)
  }

  /** `6.2 ms (JavaScript 3.5, files and pixels 1.2, compiling and collecting 1.5)`, a `count`th. */
  describe(count: number): string {
    const parts = [...this.#spent]
      .map(([kind, time]) => [kind, time / count] as const)
      .filter(([, time]) => time >= 0.05)
      .sort(([, a], [, b]) => b - a)
      .map(([kind, time]) => `${kind} ${figure(time)}`)
    return `${figure(this.total / count)} ms (${parts.join(', ')})`
  }
}

interface ThreadTime {
  readonly kind: string
  readonly milliseconds: number
}

/** What the living threads of the processes have used so far. */
async function timesOf(pids: readonly number[]): Promise<ReadonlyMap<string, ThreadTime>> {
  const times = new Map<string, ThreadTime>()
  for (const pid of pids)
    for (const thread of await readdir(`/proc/${pid}/task`).catch(() => [])) {
      const read = (file: string) =>
        readFile(`/proc/${pid}/task/${thread}/${file}`, 'utf8').catch(() => '')
      const [name, schedule] = [await read('comm'), await read('schedstat')]
      // It has ended since it was listed.
      if (schedule === '') continue
      const [kind] = threadKinds.find(([, pattern]) => pattern.test(name))!
      // In nanoseconds: on a processor, waiting for one.
      const milliseconds = Number(schedule.split(' ')[0]) / 1e6
      times.set(thread, { kind: thread === String(pid) ? 'JavaScript' : kind, milliseconds })
    }
  return times
}
