import { join } from 'node:path'
import type { Benchmark, Stage } from '../benchmark.ts'
import { Keyart } from '../keyart.ts'
import { makeFilms } from '../library.ts'
import type { LoadAnswer } from '../load/load.ts'
import { profileMissed, profileServer } from '../profile/if-missed.ts'
import { compared, ratioAtMost, type Section, valueAtMost } from '../report/row.ts'
import { figure } from '../report/table.ts'
import { compareSides, measureInTurns, percentile, side } from '../rounds.ts'
import { fromOriginals, loadGenerator } from '../settings.ts'
import { recordPosters } from './hits.ts'
import { listImages } from './renders.ts'

const amounts = {
  tiny: { seconds: 0.5, rounds: 1 },
  quick: { seconds: 0.6, rounds: 5 },
  full: { seconds: 5, rounds: 11 },
} as const

const coldClients = 64

/** Hits asked for a second, and the connections that take turns at it. */
const [pace, connections] = [300, 8]

/** What a hit takes while every core encodes. */
export const busy: Benchmark = { name: 'busy', run }

async function run({ folder, pictures, size, watch }: Stage): Promise<Section> {
  const { seconds, rounds } = amounts[size]
  const library = await makeFilms({
    folder: join(folder, 'films'),
    count: 12,
    pictures: { Primary: pictures.Primary },
    files: 'distinct',
  })
  await using keyart = await Keyart.start({
    library: `movies=${library.folder}`,
    flags: fromOriginals,
  })
  const { port } = keyart
  const hits = (await recordPosters(keyart)).map(({ path }) => ({ path }))
  await using hitting = await loadGenerator({ isUrgent: true })
  await using encoding = await loadGenerator()
  const images = await listImages(keyart, library.films)
  const until = { kind: 'time', seconds } as const
  const ask = async (): Promise<LoadAnswer> => {
    const answer = await hitting.call({ port, connections, requests: hits, until, pace })
    if (!Object.keys(answer.tally).every((key) => key === '200 Keyart; hit; detail=memory'))
      throw new Error(`Expected nothing but hits but got ${JSON.stringify(answer.tally)}`)
    return answer
  }
  const medians = { busy: [] as number[], idle: [] as number[] }
  let made = 0
  /** Widths go on from round to round: none is asked for twice. */
  let width = 301
  const idle = side(async () => {
    const { latencies } = await ask()
    medians.idle.push(percentile(latencies, 50))
    return percentile(latencies, 99)
  })
  const whileEncoding = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const requests = Array.from({ length: 40 }, () => width++).flatMap((maxWidth) =>
      images.map(({ id, tag }) => ({
        path: `/Items/${id}/Images/Primary?maxWidth=${maxWidth}&quality=90&format=webp&tag=${tag}`,
      })),
    )
    // They are at work before the first hit is asked for, and for some time after the last.
    const longer = { kind: 'time', seconds: seconds + 0.4 } as const
    const load = encoding.call({ port, connections: coldClients, requests, until: longer })
    await new Promise((resolve) => setTimeout(resolve, 300))
    const result = await work()
    const { tally, answers } = await load
    if (!Object.keys(tally).every((key) => key.startsWith('200 Keyart; fwd=uri-miss')))
      throw new Error(`Expected nothing but cold renders but got ${JSON.stringify(tally)}`)
    made += answers
    return result
  }
  const encodingMeanwhile = side(async () => {
    const { latencies } = await whileEncoding(ask)
    medians.busy.push(percentile(latencies, 50))
    return percentile(latencies, 99)
  })
  watch.begin('warming up')
  await ask()
  watch.begin('rounds')
  await measureInTurns(rounds, [idle, encodingMeanwhile])
  const rows = [
    compared('p99 of a hit while encoding', ' ms', 'idle', compareSides(encodingMeanwhile, idle), {
      goals: [valueAtMost(10), ratioAtMost(5)],
      bounds:
        'The thread that answers waits for a core behind the threads that encode: the system gives each of them its time slice.',
    }),
  ]
  const notes = [
    `p50: ${figure(percentile(medians.busy, 50))} ms while encoding, idle ${figure(percentile(medians.idle, 50))} ms; ${made} images were made meanwhile.`,
  ]
  return {
    title: 'Hits while everything encodes',
    method: `${pace} hits a second over ${connections} connections (posters 300 wide, out of memory) for ${seconds} s a round: with nothing else to do, and while ${coldClients} clients each ask for one cold WebP after another (posters about 350 wide). Latency runs from when a request was due to the end of its answer, so that a late answer counts for those behind it, too. Server, encoders and both load generators share all cores; the one that measures has a higher priority where the system allows it. ${rounds} rounds.`,
    rows,
    notes,
    profiles: await profileMissed({ size, watch }, [
      {
        what: 'hits while encoding',
        rows,
        run: () => whileEncoding(() => profileServer(keyart, ask)),
      },
    ]),
  }
}
