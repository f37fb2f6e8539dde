import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { Keyart } from '../../test/support/keyart.ts'
import type { Stage } from '../benchmark.ts'
import { startLoad } from '../load.ts'
import { processTree } from '../processes.ts'
import { compared, missing, ratioAtLeast, type Row, stated, valueAtMost } from '../report/row.ts'
import { compare, measureInTurns, median, percentile } from '../rounds.ts'
import { nginxAdvice, startNginx } from '../sides/nginx.ts'
import { ThreadClock } from '../thread-clock.ts'
import { measureStreamMemory, memoryAmounts } from './memory.ts'
import { info } from './sockets.ts'
import { startStreams, type Stream } from './streams.ts'

export const passingAmounts = {
  tiny: { rounds: 1, questions: 100, film: 20e6 },
  quick: { rounds: 3, questions: 1_000, film: 1e9 },
  full: { rounds: 9, questions: 3_000, film: 1e9 },
} as const

/** Some kilobytes, as an answer about a few items. */
const items = JSON.stringify({
  Items: Array.from({ length: 12 }, (_, index) => ({
    Name: `Film ${index}`,
    Id: index.toString(16).padStart(32, '0'),
    Type: 'Movie',
    ImageTags: { Primary: (index + 99).toString(16).padStart(32, '0') },
    UserData: { PlayCount: 0, IsFavorite: false, Played: false },
  })),
})

/** What passing costs that is no image; the origin is nginx. */
export async function measurePassing({ folder, size }: Stage): Promise<readonly Row[]> {
  const { rounds, questions, film } = passingAmounts[size]
  const [originFolder, proxyFolder] = [join(folder, 'origin'), join(folder, 'proxy')]
  for (const each of [originFolder, proxyFolder]) await mkdir(each)
  const file = await open(join(originFolder, 'film.mkv'), 'w')
  await file.truncate(film)
  await file.close()
  const say = (text: string) => `{ default_type application/json; return 200 '${text}'; }`
  await using origin = await startNginx({
    folder: originFolder,
    workers: 1,
    server: [
      `root ${originFolder};`,
      `location = /System/Info/Public ${say(info)}`,
      `location = /Items ${say(items)}`,
    ],
  })
  if (origin === undefined) return [missing('Passing', nginxAdvice)]
  await using nginx = (await startNginx({
    folder: proxyFolder,
    workers: 1,
    // As Jellyfin's documentation has it: without buffers, which would go to files.
    server: [
      `location / { proxy_pass ${origin.url}; proxy_http_version 1.1; proxy_buffering off; }`,
    ],
  }))!
  await using keyart = await Keyart.start({
    libraries: [],
    data: join(folder, 'data'),
    scanned: false,
    args: ['--upstream', origin.url],
  })
  await using load = await startLoad()
  await using client = await startStreams()

  const latenciesOf = async (url: string) => {
    const requests = Array.from({ length: questions }, () => ({ path: '/Items?Limit=12' }))
    return (await load.call({ url, connections: 1, requests, expected: '200' })).latencies
  }
  const added = { p50: [] as number[], p99: [] as number[] }
  await latenciesOf(keyart.url)
  const clock = new ThreadClock(() => [keyart.pid])
  for (let round = 0; round < rounds + 2; round++) {
    const urls = round % 2 === 0 ? [keyart.url, origin.url] : [origin.url, keyart.url]
    const each = new Map<string, Float64Array>()
    for (const url of urls) each.set(url, await clock.during(() => latenciesOf(url)))
    for (const [name, percent] of [
      ['p50', 50],
      ['p99', 99],
    ] as const)
      added[name].push(
        percentile(each.get(keyart.url)!, percent) - percentile(each.get(origin.url)!, percent),
      )
  }

  const whole: Stream = { path: '/film.mkv', length: film, isLeft: false }
  const times = { keyart: [] as number[], nginx: [] as number[] }
  const stream =
    (who: 'keyart' | 'nginx', { url, pid }: { url: string; pid: number }) =>
    async () => {
      const clock = new ThreadClock(() => processTree(pid))
      const call = { url, streams: [whole], inFlight: 1 }
      const { milliseconds } = await clock.during(() => client.call(call))
      times[who].push(clock.total)
      return film / 1000 / milliseconds
    }
  const sides = [stream('keyart', keyart), stream('nginx', nginx)] as const
  // For what compiles as it runs.
  for (const side of sides) await side()
  times.keyart.length = times.nginx.length = 0
  const [ours, theirs] = await measureInTurns(rounds, sides)

  const name = `One stream of ${film / 1e9} GB`
  return [
    stated('Added to a small JSON, p50', ' ms', median(added.p50), { goals: [valueAtMost(1)] }),
    stated('Added to a small JSON, p99', ' ms', median(added.p99), { goals: [valueAtMost(5)] }),
    stated('Processor time for each', ' ms', clock.total / added.p50.length / questions),
    compared(name, ' MB/s', 'nginx as a proxy', compare(ours, theirs), {
      goals: [ratioAtLeast(0.9)],
    }),
    compared('Its processor time', ' ms', 'nginx as a proxy', compare(times.keyart, times.nginx)),
    ...(await measureStreamMemory(keyart, client, whole, memoryAmounts[size])),
  ]
}
