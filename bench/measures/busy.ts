import { setTimeout as sleep } from 'node:timers/promises'
import type { Benchmark, Stage } from '../benchmark.ts'
import { serveFilms } from '../films-server.ts'
import { startLoad } from '../load.ts'
import { compared, figure, ratioAtMost, type Section, valueAtMost } from '../report/row.ts'
import { compare, measureInTurns, median, percentile } from '../rounds.ts'
import { fromOriginals } from '../settings.ts'
import { recordPosters } from './hits.ts'

const amounts = {
  tiny: { seconds: 0.5, rounds: 1 },
  quick: { seconds: 0.6, rounds: 5 },
  full: { seconds: 5, rounds: 11 },
} as const

const coldClients = 64
/** Seconds. */
const warmUp = 1

/** Hits asked for a second, and the connections that take turns at it. */
const [rate, connections] = [300, 8]

/** What a hit takes while every core encodes. */
export const busy: Benchmark = { name: 'busy', run }

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { seconds, rounds } = amounts[size]
  const { Primary } = pictures
  await using server = await serveFilms(folder, {
    count: 12,
    pictures: { Primary },
    args: fromOriginals,
  })
  const { keyart, images } = server
  const { url } = keyart
  const hits = (await recordPosters(keyart)).map(({ path }) => ({ path }))
  await using hitting = await startLoad({ isUrgent: true })
  await using encoding = await startLoad()
  const askForHits = async (): Promise<{ readonly p50: number; readonly p99: number }> => {
    const expected = '200 Keyart; hit; detail=memory'
    const call = { url, connections, requests: hits, seconds, rate, expected }
    const { latencies } = await hitting.call(call)
    return { p50: percentile(latencies, 50), p99: percentile(latencies, 99) }
  }
  const medians = { busy: [] as number[], idle: [] as number[] }
  let made = 0
  /** Widths go on from round to round: none is asked for twice. */
  let width = 301
  const idle = async () => {
    const { p50, p99 } = await askForHits()
    medians.idle.push(p50)
    return p99
  }
  const whileEncoding = async () => {
    const requests = Array.from({ length: 40 }, () => width++).flatMap((maxWidth) =>
      images.map(({ id, tag }) => ({
        path: `/Items/${id}/Images/Primary?maxWidth=${maxWidth}&quality=90&format=webp&tag=${tag}`,
      })),
    )
    // They are at work before the first hit is asked for, and for some time after the last.
    const load = encoding.call({
      url,
      connections: coldClients,
      requests,
      seconds: seconds + 0.4,
      expected: '200 Keyart; fwd=uri-miss',
    })
    await sleep(300)
    const { p50, p99 } = await askForHits()
    made += (await load).latencies.length
    medians.busy.push(p50)
    return p99
  }
  // As fast as they come, for what of the client compiles as it runs.
  await hitting.call({ url, connections, requests: hits, seconds: warmUp, expected: '200' })
  const [alone, meanwhile] = await measureInTurns(rounds, [idle, whileEncoding])
  return {
    title: 'Hits while encoding',
    method: `${rate} hits a second over ${connections} connections (posters 300 wide, out of memory) for ${seconds} s per round: on an idle server, and while ${coldClients} clients each request one new WebP after another (posters about 350 wide). Latency is measured from when a request was due to the end of its response, so a late response also counts for those behind it. Server, encoders and both load generators share all cores; the one that measures has a higher priority where the system allows it. ${rounds} rounds.`,
    rows: [
      compared('p99 of a hit while encoding', ' ms', 'idle', compare(meanwhile, alone), {
        goals: [valueAtMost(10), ratioAtMost(5)],
        bounds:
          'The main thread waits for a core behind the threads that encode: the system gives each of them its time slice.',
      }),
    ],
    notes: [
      `p50: ${figure(median(medians.busy))} ms while encoding, idle ${figure(median(medians.idle))} ms; ${made} images were made meanwhile.`,
    ],
  }
}
