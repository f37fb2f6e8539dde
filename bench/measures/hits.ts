import { cp, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Keyart } from '../../test/support/keyart.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { listItems } from '../keyart.ts'
import { makeFilms } from '../library.ts'
import { type LoadRequest, startLoad } from '../load.ts'
import { processTree } from '../processes.ts'
import { versionOf } from '../programs.ts'
import { compared, figure, kilobytes, missing, ratioAtLeast, type Section } from '../report/row.ts'
import { compare, measureInTurns, median } from '../rounds.ts'
import { fromOriginals } from '../settings.ts'
import { type RecordedAnswer, startBareHttp } from '../sides/bare-http.ts'
import { nginxAdvice, startNginx } from '../sides/nginx.ts'
import { ThreadClock } from '../thread-clock.ts'
import { type Flood, flood, type FloodCall } from '../wrk.ts'

/** `lesser`: seconds of a side that only rows without a goal look at. */
const amounts = {
  tiny: { films: 12, seconds: 0.5, lesser: 0.3, rounds: 1 },
  quick: { films: 20, seconds: 0.3, lesser: 0.2, rounds: 5 },
  full: { films: 60, seconds: 4, lesser: 4, rounds: 11 },
} as const

/** The server has one core to itself, the load generator the other. */
const [serverCore, loadCore] = [0, 1]
const connections = 32

/** Cached images: whole, from memory and from disk, by 304, and by HEAD. */
export const hits: Benchmark = { name: 'hits', run }

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { films, seconds, lesser, rounds } = amounts[size]
  const title = 'Cached images'
  const wrk = await versionOf('wrk', '-v')
  const taskset = await versionOf('taskset', '-V')
  if (availableParallelism() < 2 || taskset === undefined || wrk === undefined) {
    const reason = 'this needs two cores, wrk and taskset (`apt-get install wrk util-linux`)'
    return { title, method: '', rows: [missing('Hits a second', reason)], notes: [] }
  }
  await using sides = await startSides(folder, films, pictures)
  const { fromMemory, fromDisk, bare, bareUrls, nginx, answers } = sides
  const paths = answers.map(({ path }) => ({ path }))
  const conditional = answers.map(({ path, etag }) => {
    return { path, headers: { 'If-None-Match': etag } }
  })
  const heads = answers.map(({ path }) => ({ path, method: 'HEAD' }) as const)
  const keyartAt = { name: 'Keyart', pid: fromMemory.pid, url: fromMemory.url, seconds }
  const diskAt = { pid: fromDisk.pid, url: fromDisk.url, seconds: lesser }
  const bareAt = { name: '`node:http`', pid: bare.pid, url: bareUrls.sameHeaders, seconds }

  const byWrk = (call: FloodCall) => flood(call, connections, loadCore)
  const [memory, disk, same, sending] = await contest(byWrk, rounds, [
    { ...keyartAt, name: 'Keyart from memory', requests: paths },
    { ...diskAt, name: 'Keyart from disk', requests: paths },
    { ...bareAt, requests: paths },
    ...(nginx === undefined
      ? []
      : [
          {
            ...nginx,
            name: 'nginx',
            seconds,
            requests: paths.map((_, at) => ({ path: `/${at}` })),
          },
        ]),
  ])
  await requireOrigin(fromMemory, paths, 'Keyart; hit; detail=memory')
  await requireOrigin(fromDisk, paths, 'Keyart; hit; detail=storage')
  const [notModified, bareNotModified] = await contest(byWrk, rounds, [
    { ...keyartAt, requests: conditional },
    { ...bareAt, url: bareUrls.notModified, requests: conditional },
  ])
  await using load = await startLoad({ core: loadCore })
  const byNode = async (call: FloodCall): Promise<Flood> => {
    const { latencies, milliseconds } = await load.call({ ...call, connections, expected: '200' })
    return { rate: (1000 * latencies.length) / milliseconds, seconds: milliseconds / 1000 }
  }
  const [head, bareHead] = await contest(byNode, rounds, [
    { ...keyartAt, requests: heads, seconds: lesser },
    { ...bareAt, requests: heads, seconds: lesser },
  ])

  const bytes = kilobytes(answers.reduce((sum, { body }) => sum + body.length, 0) / answers.length)
  const row = (what: string, beside: string, one: Heard, other: Heard, atLeast?: number) => {
    const goals = atLeast === undefined ? [] : [ratioAtLeast(atLeast)]
    return compared(what, '/s', beside, compare(one.rates, other.rates), { goals, bounds })
  }
  const besideNginx = (what: string, one: Heard, atLeast?: number) =>
    sending === undefined
      ? missing(`${what}, beside nginx`, nginxAdvice)
      : row(what, 'nginx', one, sending, atLeast)
  const sameHeaders = '`node:http`, same headers'
  return {
    title,
    method: `${films} posters 300 wide (JPEG, quality 90; ${bytes} on average), requested in turn over ${connections} keep-alive connections, one request in progress on each. Every server is pinned to core ${serverCore}, the load generator to core ${loadCore}. nginx${nginx === undefined ? '' : ` ${nginx.version}`} has one worker, sendfile, keep-alive, no log and open_file_cache, and sends the same bytes from files. \`node:http\` has the same bytes in a map and sends all of Keyart's headers; it sends 304 for every request. The disk tier is a second Keyart with \`cache.memoryBytes\` 0. \`Cache-Status\` is checked, so that all hits are from the tier in question. ${rounds} rounds of ${seconds} s a side${lesser === seconds ? '' : `, ${lesser} s of the disk tier and of HEAD`}. Load by wrk ${wrk}, one thread. HEAD, which wrk does not know, by a client in Node that is slower than the servers: its rates are for each second of the server's processor time.`,
    rows: [
      besideNginx(`Hits of ${bytes}, memory`, memory!, 0.7),
      row(`Hits of ${bytes}, memory`, sameHeaders, memory!, same!, 0.85),
      besideNginx(`Hits of ${bytes}, disk`, disk!, 0.2),
      row(
        '304 to If-None-Match',
        '`node:http`, nothing but 304',
        notModified!,
        bareNotModified!,
        0.8,
      ),
      row('HEAD', sameHeaders, perBusySecond(head!), perBusySecond(bareHead!)),
    ],
    notes: [
      `Load of the server's core: ${busyness(memory, disk, same, sending)}; with 304 ${busyness(notModified, bareNotModified)}; with HEAD ${busyness(head, bareHead)}. Well below 100% means that the load generator was the limit.`,
    ],
  }
}

const bounds =
  'one thread parses, decides and writes, for all connections; `npm run bench -- --only hits --profile` tells what its time goes to.'

/** Two servers with the same films, and what they are measured beside, all on one core. */
async function startSides(folder: string, count: number, { Primary }: Stage['pictures']) {
  await using stack = new AsyncDisposableStack()
  const films = join(folder, 'films')
  await makeFilms({ folder: films, count, pictures: { Primary }, files: 'distinct' })
  const [data, otherData] = [join(folder, 'data'), join(folder, 'other-data')]
  const options = { libraries: [{ kind: 'movies', folder: films }], data, args: fromOriginals }
  {
    // On all cores, and for both servers.
    await using preparing = await Keyart.start(options)
    await recordPosters(preparing)
  }
  await cp(data, otherData, { recursive: true })
  const core = serverCore
  const fromMemory = stack.use(await Keyart.start({ ...options, core }))
  // A server that may hold nothing in memory reads each hit from its disk.
  const args = [...fromOriginals, '--cache-memory-bytes', '0']
  const fromDisk = stack.use(await Keyart.start({ ...options, data: otherData, args, core }))
  const answers = await recordPosters(fromMemory)
  await recordPosters(fromDisk)
  const bare = stack.use(await startBareHttp({ core }))
  const bareUrls = await bare.call({ answers })
  for (const [index, { body }] of answers.entries()) await writeFile(join(folder, `${index}`), body)
  const server = [`root ${folder};`]
  const nginx = stack.use(await startNginx({ folder, workers: 1, core, server }))
  const scope = stack.move()
  const dispose = () => scope[Symbol.asyncDispose]()
  return { fromMemory, fromDisk, bare, bareUrls, nginx, answers, [Symbol.asyncDispose]: dispose }
}

interface Contender extends FloodCall {
  readonly name: string
  readonly pid: number
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
  send: (call: FloodCall) => Promise<Flood>,
  rounds: number,
  contenders: readonly Contender[],
): Promise<readonly Heard[]> {
  for (const contender of contenders) await send(contender)
  const busy = contenders.map((): number[] => [])
  const sides = contenders.map((contender, index) => async () => {
    const clock = new ThreadClock(() => processTree(contender.pid))
    const { rate, seconds } = await clock.during(() => send(contender))
    busy[index]!.push(clock.total / 1000 / seconds)
    return rate
  })
  const rates = await measureInTurns(rounds, sides)
  return contenders.map(({ name }, at) => ({ name, rates: rates[at]!, busy: busy[at]! }))
}

function busyness(...heard: readonly (Heard | undefined)[]): string {
  return heard
    .flatMap((one) => (one === undefined ? [] : `${one.name} ${figure(100 * median(one.busy))}%`))
    .join(', ')
}

function perBusySecond({ name, rates, busy }: Heard): Heard {
  return { name, rates: rates.map((rate, round) => rate / busy[round]!), busy }
}

/** Asks for the poster of every film until it is cached, and returns what was answered. */
export async function recordPosters(keyart: Keyart): Promise<readonly RecordedAnswer[]> {
  const answers: RecordedAnswer[] = []
  for (const { Id, ImageTags } of await listItems(keyart)) {
    const path = `/Items/${Id}/Images/Primary?maxWidth=300&quality=90&format=jpg&tag=${ImageTags['Primary']}`
    await keyart.client.ask(path)
    // Asked again, for the first time it was made. Node writes some headers itself, on either side.
    const { headers: all, body } = await keyart.client.ask(path)
    const { date: _, connection: __, 'keep-alive': ___, ...said } = all
    const headers = said as Readonly<Record<string, string>>
    answers.push({ path, headers, body, etag: all.etag ?? '' })
  }
  return answers
}

async function requireOrigin(keyart: Keyart, requests: readonly LoadRequest[], expected: string) {
  for (const { path } of requests) {
    const { headers } = await keyart.client.ask(path)
    const status = String(headers['cache-status'])
    if (status !== expected) throw new Error(`Expected ${expected} for ${path} but got ${status}`)
  }
}
