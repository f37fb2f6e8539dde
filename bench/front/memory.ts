import { join } from 'node:path'
import { Keyart } from '../../test/support/keyart.ts'
import { memoryOf } from '../../test/support/load.ts'
import { forgetPeak } from '../processes.ts'
import { type Row, stated, valueAtMost } from '../report/row.ts'
import { growth } from '../rounds.ts'
import { startSockets } from './sockets.ts'
import type { Stream, Streams } from './streams.ts'

export const memoryAmounts = {
  tiny: { streams: 40, gigabytes: 0.1, sockets: 50 },
  quick: { streams: 1_000, gigabytes: 2, sockets: 1_000 },
  full: { streams: 5_000, gigabytes: 20, sockets: 1_000 },
} as const

/** Bytes of each of many streams in turn: both ways in which Keyart passes answers. */
export const streamLengths = [1e6, 1e6, 1e6, 9e6] as const
export const inFlight = 50
/** Of so many streams, one client leaves in the middle. */
export const leaving = 10
/** Times that memory is looked at. */
const samples = 20
/** Streams of the whole file at a time. */
export const wholeInFlight = 4

type Amounts = (typeof memoryAmounts)[keyof typeof memoryAmounts]

/** What Keyart holds while streams pass. `path` is a file of `film` bytes. */
export async function measureStreamMemory(
  { url, pid }: Keyart,
  client: Streams,
  { path, length: film }: Stream,
  { streams: count, gigabytes }: Amounts,
): Promise<readonly Row[]> {
  const held: number[] = []
  const many = Array.from({ length: count }, (_, index): Stream => {
    const length = Math.min(film, streamLengths[index % streamLengths.length]!)
    return { path, length, isLeft: index % leaving === leaving - 1 }
  })
  for (let sample = 0; sample < samples; sample++) {
    const streams = many.slice((sample * count) / samples, ((sample + 1) * count) / samples)
    await client.call({ url, streams, inFlight })
    held.push(memoryOf(pid).now)
  }
  const mean = held.reduce((sum, bytes) => sum + bytes, 0) / held.length
  await forgetPeak(pid)
  const whole = { path, length: film, isLeft: false }
  const streams = Array.from({ length: (gigabytes * 1e9) / film }, () => whole)
  await client.call({ url, streams, inFlight: wholeInFlight })
  return [
    stated(`Resident set after ${count} streams`, ' MB', held.at(-1)! / 1e6),
    stated('Its growth meanwhile', ' MB', ((growth(held) / 100) * mean) / 1e6, {
      goals: count < 1_000 ? [] : [valueAtMost(20)],
      bounds:
        'What is in use does not grow, but the allocator does not give back all that was freed.',
    }),
    stated(`Its peak while ${gigabytes} GB pass`, ' MB', memoryOf(pid).peak / 1e6, {
      goals: [valueAtMost(256)],
    }),
  ]
}

/** What Keyart holds for open WebSockets. */
export async function measureSocketMemory(
  folder: string,
  { sockets: count }: Amounts,
): Promise<readonly Row[]> {
  await using sockets = await startSockets()
  const upstream = await sockets.call({ kind: 'listen' })
  await using keyart = await Keyart.start({
    libraries: [],
    data: join(folder, 'sockets-data'),
    scanned: false,
    args: ['--upstream', upstream, '--http-max-connections-per-address=0'],
  })
  const { url, pid } = keyart
  // For what compiles as it runs.
  await sockets.call({ kind: 'open', url, count: count / 5 })
  const before = memoryOf(pid).now
  await sockets.call({ kind: 'open', url, count })
  const each = (memoryOf(pid).now - before) / count
  return [stated(`Memory for each of ${count} WebSockets`, ' kB', each / 1000)]
}
