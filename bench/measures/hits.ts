import { cp, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Keyart } from '../../test/support/keyart.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { listItems } from '../keyart.ts'
import { makeFilms } from '../library.ts'
import type { LoadRequest } from '../load.ts'
import { processTree } from '../processes.ts'
import { versionOf } from '../programs.ts'
import {
  compared,
  figure,
  type Goal,
  kilobytes,
  missing,
  ratioAtLeast,
  type Section,
} from '../report/row.ts'
import { compare, measureInTurns, median } from '../rounds.ts'
import { fromOriginals } from '../settings.ts'
import { type RecordedAnswer, startBareHttp } from '../sides/bare-http.ts'
import { nginxAdvice, startNginx } from '../sides/nginx.ts'
import { threadTimes } from '../thread-clock.ts'
import {
  type FloodGenerator,
  floodConnections,
  openFloodGenerator,
  openNodeGenerator,
} from '../wrk.ts'

/** `lesser`: seconds of a side that only rows without a goal look at. */
const amounts = {
  tiny: { films: 12, seconds: 0.5, lesser: 0.3, rounds: 1 },
  quick: { films: 20, seconds: 0.3, lesser: 0.2, rounds: 5 },
  full: { films: 60, seconds: 4, lesser: 4, rounds: 11 },
} as const

/** The server has one core to itself, the load generator the other. */
const [serverCore, loadCore] = [0, 1]

/** Cached images: whole, from memory and from disk, by 304, and by HEAD. */
export const hits: Benchmark = { name: 'hits', run }

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { films, seconds, lesser, rounds } = amounts[size]
  const title = 'Cached images'
  if (availableParallelism() < 2 || (await versionOf('taskset', '-V')) === undefined) {
    const reason = 'this needs two cores and `taskset` (`apt-get install util-linux`)'
    return { title, method: '', rows: [missing('Hits a second', reason)], notes: [] }
  }
  await using sides = await startSides(folder, films, pictures)
  const { memoryTier, diskTier, bare, nginx, answers, bareUrls } = sides
  const paths = answers.map(({ path }) => ({ path }))
  const conditional = answers.map(({ path, etag }) => {
    return { path, headers: { 'If-None-Match': etag } }
  })
  const heads = answers.map(({ path }) => ({ path, method: 'HEAD' }) as const)
  const files = answers.map((_, index) => ({ path: `/${index}.jpg` }))

  await using generator = await openFloodGenerator(loadCore)
  const bareAt = { name: '`node:http`', pid: bare.pid, url: bareUrls.sameHeaders, seconds }
  const memoryAt = { name: 'Keyart from memory', pid: memoryTier.pid, url: memoryTier.url, seconds }
  const diskAt = { name: 'Keyart from disk', pid: diskTier.pid, url: diskTier.url, seconds: lesser }
  const nginxAt = nginx && { ...nginx, name: 'nginx', requests: files, seconds }
  const [memory, disk, same, sending] = await contest(generator, rounds, [
    { ...memoryAt, requests: paths },
    { ...diskAt, requests: paths },
    { ...bareAt, requests: paths },
    ...(nginxAt === undefined ? [] : [nginxAt]),
  ])
  await requireOrigin(memoryTier, paths, 'Keyart; hit; detail=memory')
  await requireOrigin(diskTier, paths, 'Keyart; hit; detail=storage')
  const [revalidated, notModified] = await contest(generator, rounds, [
    { ...memoryAt, name: 'Keyart', requests: conditional },
    { ...bareAt, url: bareUrls.notModified, requests: conditional },
  ])
  await using slower = await openNodeGenerator(loadCore)
  const [asked, askedOfBare] = await contest(slower, rounds, [
    { ...memoryAt, name: 'Keyart', requests: heads, seconds: lesser },
    { ...bareAt, requests: heads, seconds: lesser },
  ])

  const bytes = answers.reduce((sum, { body }) => sum + body.length, 0) / answers.length
  const what = (tier: string) => `Hits of ${kilobytes(bytes)}, ${tier}`
  const besideNginx = (name: string, ours: Heard, goals: readonly Goal[]) =>
    sending === undefined
      ? missing(`${name}, beside nginx`, nginxAdvice)
      : compared(name, '/s', 'nginx', compare(ours.rates, sending.rates), { goals, bounds })
  const besideBare = (name: string, beside: string, one: Heard, other: Heard, least: number) =>
    compared(name, '/s', beside, compare(one.rates, other.rates), {
      goals: [ratioAtLeast(least)],
      bounds,
    })
  return {
    title,
    method: `${films} posters 300 wide (JPEG, quality 90; ${kilobytes(bytes)} on average), requested in turn over ${floodConnections} keep-alive connections, one request in progress on each. Every server is pinned to core ${serverCore}, the load generator to core ${loadCore}. nginx${nginx === undefined ? '' : ` ${nginx.version}`} has one worker, sendfile, keep-alive, no log and open_file_cache, and sends the same bytes from files. \`node:http\` has the same bytes in a map and sends all of Keyart's headers; it sends 304 for every request. The disk tier is a second Keyart with \`cache.memoryBytes\` 0. \`Cache-Status\` is checked, so that all hits are from the tier in question. ${rounds} rounds of ${seconds} s a side${lesser === seconds ? '' : `, ${lesser} s of the disk tier and of HEAD`}. Load by ${generator.name}. HEAD, which wrk does not know, by ${slower.name}, which is slower than the servers: its rates are for each second of the server's processor time.`,
    rows: [
      besideNginx(what('memory'), memory!, [ratioAtLeast(0.7)]),
      besideBare(what('memory'), '`node:http`, same headers', memory!, same!, 0.85),
      besideNginx(what('disk'), disk!, []),
      besideBare(
        '304 to If-None-Match',
        '`node:http`, nothing but 304',
        revalidated!,
        notModified!,
        0.8,
      ),
      compared('HEAD', '/s', '`node:http`, same headers', {
        ...compare(perBusySecond(asked!), perBusySecond(askedOfBare!)),
      }),
    ],
    notes: [
      `Load of the server's core: ${busyness([memory, disk, same, sending])}; with 304 ${busyness([revalidated, notModified])}; with HEAD ${busyness([asked, askedOfBare])}. Well below 100% means that the load generator was the limit.`,
    ],
  }
}

const bounds =
  'one thread parses, decides and writes, for all connections; `npm run bench -- --only hits --profile` tells what its time goes to.'

/** Two servers with the same films, and what they are measured beside, all on one core. */
async function startSides(folder: string, films: number, pictures: Stage['pictures']) {
  await using stack = new AsyncDisposableStack()
  const { Primary } = pictures
  const place = join(folder, 'films')
  await makeFilms({ folder: place, count: films, pictures: { Primary }, files: 'distinct' })
  const data = join(folder, 'data')
  const libraries = [{ kind: 'movies', folder: place }]
  const options = { libraries, data, args: fromOriginals } as const
  {
    // On all cores, and for both servers.
    await using preparing = await Keyart.start(options)
    await recordPosters(preparing)
  }
  const otherData = join(folder, 'other-data')
  await cp(data, otherData, { recursive: true })
  const memoryTier = stack.use(await Keyart.start({ ...options, core: serverCore }))
  // A server that may hold nothing in memory reads each hit from its disk.
  const args = [...fromOriginals, '--cache-memory-bytes', '0']
  const diskTier = stack.use(
    await Keyart.start({ ...options, data: otherData, args, core: serverCore }),
  )
  const answers = await recordPosters(memoryTier)
  await recordPosters(diskTier)
  const bare = stack.use(await startBareHttp({ core: serverCore }))
  const bareUrls = await bare.call({ answers })
  for (const [index, { body }] of answers.entries())
    await writeFile(join(folder, `${index}.jpg`), body)
  const server = [`root ${folder};`]
  const nginx = stack.use(await startNginx({ folder, workers: 1, core: serverCore, server }))
  const scope = stack.move()
  const dispose = () => scope[Symbol.asyncDispose]()
  return { memoryTier, diskTier, answers, bare, bareUrls, nginx, [Symbol.asyncDispose]: dispose }
}

interface Contender {
  readonly name: string
  readonly pid: number
  readonly url: string
  readonly requests: readonly LoadRequest[]
  /** Of a flood that is measured. */
  readonly seconds: number
}

interface Heard {
  readonly name: string
  /** Answers a second, a value a round. */
  readonly rates: readonly number[]
  /** Part of a core that the server used, a value a round. */
  readonly busy: readonly number[]
}

/** Floods each in turn; once before, unmeasured, for what compiles as it runs. */
async function contest(
  generator: FloodGenerator,
  rounds: number,
  contenders: readonly Contender[],
): Promise<readonly Heard[]> {
  for (const contender of contenders) await generator.flood(contender)
  const busy = contenders.map((): number[] => [])
  const sides = contenders.map((contender, index) => async () => {
    const before = await coreTime(contender.pid)
    const { rate, seconds } = await generator.flood(contender)
    busy[index]!.push(((await coreTime(contender.pid)) - before) / 1000 / seconds)
    return rate
  })
  const rates = await measureInTurns(rounds, sides)
  return contenders.map(({ name }, index) => {
    return { name, rates: rates[index]!, busy: busy[index]! }
  })
}

/** Milliseconds of the processor, of all processes of a server. */
async function coreTime(pid: number): Promise<number> {
  const each = await Promise.all(processTree(pid).map(threadTimes))
  return each.flatMap((times) => [...times.values()]).reduce((sum, time) => sum + time, 0)
}

function busyness(heard: readonly (Heard | undefined)[]): string {
  return heard
    .filter((one) => one !== undefined)
    .map(({ name, busy }) => `${name} ${figure(100 * median(busy))}%`)
    .join(', ')
}

function perBusySecond({ rates, busy }: Heard): readonly number[] {
  return rates.map((rate, round) => rate / busy[round]!)
}

/** Asks for the poster of every film until it is cached, and returns what was answered. */
export async function recordPosters(keyart: Keyart): Promise<readonly RecordedAnswer[]> {
  const answers: RecordedAnswer[] = []
  for (const { Id, ImageTags } of await listItems(keyart)) {
    const path = `/Items/${Id}/Images/Primary?maxWidth=300&quality=90&format=jpg&tag=${ImageTags['Primary']}`
    await keyart.client.ask(path)
    // Asked again, for the first time it was made.
    const { headers, body } = await keyart.client.ask(path)
    // Node writes the others itself, on either side.
    const { date: _, connection: __, 'keep-alive': ___, ...said } = headers
    const own = said as Readonly<Record<string, string>>
    answers.push({ path, headers: own, body, etag: headers.etag ?? '' })
  }
  return answers
}

async function requireOrigin(keyart: Keyart, requests: readonly LoadRequest[], expected: string) {
  for (const { path } of requests) {
    const { headers } = await keyart.client.ask(path)
    const status = headers['cache-status']
    if (status !== expected)
      throw new Error(`Expected ${expected} for ${path} but got ${String(status)}`)
  }
}
