import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Keyart, ScanReport } from '../test/support/keyart.ts'
import { memoryOf } from '../test/support/load.ts'
import type { Held } from './measures/memory.ts'
import { processorTime, rendererOf } from './processes.ts'

export interface WatchedScan {
  readonly seconds: number
  /** A second of each part of as many images, in the order in which they were looked at. */
  readonly rates: readonly number[]
  /** Resident sets, from look to look. */
  readonly held: Held
  /** Processor time in milliseconds. */
  readonly spent: { readonly server: number; readonly renderer: number }
  /** Of the time of all cores meanwhile, from 0 to 1: what everybody on the machine used. */
  readonly busy: number
  /** Of the time of all cores meanwhile, from 0 to 1: what both processes used. */
  readonly share: number
  /** The longest that the server took to say how the scan stands, in milliseconds. */
  readonly slowestAnswer: number
}

/** Parts of a scan of which each is told. */
const parts = 10

/**
 * Looks at a scan that has just begun until it ends, once every `every` milliseconds.
 *
 * @throws when it does not take up `images` images
 */
export async function watchScan(
  keyart: Keyart,
  images: number,
  every: number,
): Promise<WatchedScan> {
  const points: Point[] = []
  const held = { server: [] as number[], renderer: [] as number[] }
  // The server may replace its renderer process; what one has used by then counts.
  const rendering = new Map<number, number>()
  const [start, idle, before] = [performance.now(), idleTime(), await processorTime([keyart.pid])]
  let slowestAnswer = 0
  for (;;) {
    const asked = performance.now()
    const report = await keyart.report()
    slowestAnswer = Math.max(slowestAnswer, performance.now() - asked)
    const renderer = rendererOf(keyart.pid)
    if (renderer !== undefined) rendering.set(renderer, await processorTime([renderer]))
    if (report.state === 'idle' && report.finishedAt !== undefined) {
      const spent = {
        server: (await processorTime([keyart.pid])) - before,
        renderer: rendering.values().reduce((sum, time) => sum + time, 0),
      }
      const all = cpus().length * (performance.now() - start)
      const busy = 1 - (idleTime() - idle) / all
      const share = (spent.server + spent.renderer) / all
      return { ...describeWalk(report, points, images), held, spent, busy, share, slowestAnswer }
    }
    points.push({ at: Date.now(), images: report.imagesProbed })
    held.server.push(memoryOf(keyart.pid).now)
    if (renderer !== undefined) held.renderer.push(memoryOf(renderer).now)
    await sleep(every)
  }
}

/** Of all cores so far, in milliseconds. */
function idleTime(): number {
  return cpus().reduce((sum, { times }) => sum + times.idle, 0)
}

interface Point {
  readonly at: number
  /** Probed by then. */
  readonly images: number
}

function describeWalk(
  { startedAt, finishedAt, imagesProbed, problems }: ScanReport,
  samples: readonly Point[],
  images: number,
): Pick<WatchedScan, 'seconds' | 'rates'> {
  if (imagesProbed !== images || problems !== 0)
    throw new Error(`Expected ${images} images but ${imagesProbed} with ${problems} problems`)
  const [start, end] = [Date.parse(startedAt!), Date.parse(finishedAt!)]
  const between = samples.filter(({ at }) => at > start && at < end)
  const points = [{ at: start, images: 0 }, ...between, { at: end, images }]
  const times = Array.from({ length: parts + 1 }, (_, part) =>
    timeAt(points, (images * part) / parts),
  )
  const rates = times.slice(1).map((time, part) => (1000 * images) / parts / (time - times[part]!))
  return { seconds: (end - start) / 1000, rates }
}

/** When `count` images were looked at, between two looks in proportion. */
function timeAt(points: readonly Point[], count: number): number {
  if (count === 0) return points[0]!.at
  const next = points.findIndex(({ images }) => images >= count)
  const [from, to] = [points[next - 1]!, points[next]!]
  return from.at + ((count - from.images) / (to.images - from.images)) * (to.at - from.at)
}
