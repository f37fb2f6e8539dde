import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ScanReport } from '../src/http/operations/scan.ts'
import type { Keyart } from './keyart.ts'
import { findRenderer, memoryOf, processorTime } from './processes.ts'

/** The server process and the renderer process. */
export interface OfEach {
  readonly server: number
  readonly renderer: number
}

export interface WatchedScan {
  readonly report: ScanReport
  readonly seconds: number
  /** A second of each part of as many images, in the order in which they were looked at. */
  readonly rates: readonly number[]
  /** Resident sets in bytes, from look to look; `NaN` where nobody tells. */
  readonly held: { readonly server: readonly number[]; readonly renderer: readonly number[] }
  /** Processor time in milliseconds. */
  readonly spent: OfEach
  /** Of the time of all cores meanwhile, from 0 to 1: what everybody on the machine used. */
  readonly busy: number
  /** Of the time of all cores meanwhile, from 0 to 1: what both processes used. */
  readonly share: number
  /** The longest that the server took to say how the scan stands, in milliseconds. */
  readonly slowestAnswer: number
}

interface Look {
  readonly at: number
  readonly imagesProbed: number
  readonly held: OfEach
}

/** Parts of a scan of which each is told. */
const parts = 10

/**
 * Looks at a scan that has just begun until it ends, once every `every` milliseconds.
 * @throws when it does not take up `images` images
 */
export async function watchScan(
  keyart: Keyart,
  images: number,
  every: number,
): Promise<WatchedScan> {
  const looks: Look[] = []
  // The server may replace its renderer process; what one has used by then counts.
  const rendering = new Map<number, number>()
  const spentNow = async (renderer: number | undefined): Promise<OfEach> => {
    if (renderer !== undefined) rendering.set(renderer, await processorTime([renderer]))
    const server = await processorTime([keyart.pid])
    return { server, renderer: rendering.values().reduce((sum, time) => sum + time, 0) }
  }
  const [start, idle] = [performance.now(), idleTime()]
  const before = await spentNow(await findRenderer(keyart.pid))
  let [slowestAnswer, spent] = [0, before]
  for (;;) {
    const asked = performance.now()
    const report = (await (await keyart.get('/keyart/api/scan')).json()) as ScanReport
    slowestAnswer = Math.max(slowestAnswer, performance.now() - asked)
    const renderer = await findRenderer(keyart.pid)
    spent = await spentNow(renderer)
    if (report.state === 'idle' && report.finishedAt !== undefined) {
      const used = {
        server: spent.server - before.server,
        renderer: spent.renderer - before.renderer,
      }
      const all = cpus().length * (performance.now() - start)
      return {
        report,
        ...describeWalk(report, looks, images),
        held: {
          server: looks.map(({ held }) => held.server),
          renderer: looks.map(({ held }) => held.renderer).filter((bytes) => !Number.isNaN(bytes)),
        },
        spent: used,
        busy: 1 - (idleTime() - idle) / all,
        share: (used.server + used.renderer) / all,
        slowestAnswer,
      }
    }
    looks.push({
      at: Date.now(),
      imagesProbed: report.imagesProbed,
      held: {
        server: (await memoryOf(keyart.pid)).now,
        renderer: renderer === undefined ? NaN : (await memoryOf(renderer)).now,
      },
    })
    await sleep(every)
  }
}

/** Of all cores so far, in milliseconds. */
function idleTime(): number {
  return cpus().reduce((sum, { times }) => sum + times.idle, 0)
}

function describeWalk(
  { startedAt, finishedAt, imagesProbed, problems }: ScanReport,
  looks: readonly Look[],
  images: number,
): Pick<WatchedScan, 'seconds' | 'rates'> {
  if (imagesProbed !== images || problems !== 0)
    throw new Error(`Expected ${images} images but ${imagesProbed} with ${problems} problems`)
  const [start, end] = [Date.parse(startedAt!), Date.parse(finishedAt!)]
  const points = [
    { at: start, imagesProbed: 0 },
    ...looks.filter(({ at }) => at > start && at < end),
    { at: end, imagesProbed },
  ]
  const times = Array.from({ length: parts + 1 }, (_, part) =>
    timeAt(points, (images * part) / parts),
  )
  const rates = times
    .slice(1)
    .map((time, part) => ((images / parts) * 1000) / (time - times[part]!))
  return { seconds: (end - start) / 1000, rates }
}

/** When `count` images were looked at, between two looks in proportion. */
function timeAt(points: readonly Pick<Look, 'at' | 'imagesProbed'>[], count: number): number {
  if (count === 0) return points[0]!.at
  const next = points.findIndex(({ imagesProbed }) => imagesProbed >= count)
  const [from, to] = [points[next - 1]!, points[next]!]
  const share = (count - from.imagesProbed) / (to.imagesProbed - from.imagesProbed)
  return from.at + share * (to.at - from.at)
}
