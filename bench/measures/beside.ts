import { join } from 'node:path'
import { apiKey, Keyart } from '../../test/support/keyart.ts'
import { prerendered } from '../../test/support/prerendered.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { type FamilyServer, filmsPath, openFamilyServer } from '../family-server.ts'
import { listenerOn } from '../listener.ts'
import { type LoadRequest, startLoad } from '../load.ts'
import { processorTime, processTree, proportionalMemory } from '../processes.ts'
import { compared, missing, ratioAtMost, type Row, type Section } from '../report/row.ts'
import { compare, measureInTurns, median } from '../rounds.ts'

/** A server that runs already, and has scanned its films. */
export interface OtherServer {
  readonly url: string
  readonly key: string
  /** The films that it serves. */
  readonly folder: string
  /** Its process; by default the one of this machine that listens at `url`. */
  readonly pid: number | undefined
}

/** `single`: new sizes one at a time, `many`: cached images, `lists`; each in a round. */
const amounts = {
  tiny: { posters: 12, single: 2, many: 40, lists: 4, rounds: 1 },
  quick: { posters: 60, single: 3, many: 500, lists: 30, rounds: 5 },
  full: { posters: 60, single: 10, many: 2_000, lists: 100, rounds: 11 },
} as const

/** As jellyfin-web asks for the cards of a wall. */
const quality = 96
/** Of Chromium, before it knew AVIF. */
const accept = 'image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'
/** All that is made ahead takes so long at most, in milliseconds. */
const timeout = 3_600_000

/** What is asked of both servers. */
interface Task {
  readonly what: string
  /** Why it cannot be measured. */
  readonly reason?: string | undefined
  /** Of the ratio. */
  readonly goal?: { readonly of: 'time' | 'processor'; readonly atMost: number }
  /** As many as a browser has for a wall, whose whole time counts; else one, and each answer. */
  readonly connections: 1 | 6
  readonly requests: (server: FamilyServer, round: number) => readonly LoadRequest[]
}

/** Keyart, with its default settings, beside another server of the family. */
export function beside(other: OtherServer): Benchmark {
  return { name: 'beside', run: (stage) => run(stage, other) }
}

async function run({ folder, size }: Stage, other: OtherServer): Promise<Section> {
  const { posters, rounds } = amounts[size]
  const data = join(folder, 'data')
  const libraries = [{ kind: 'movies', folder: other.folder }]
  await using keyart = await Keyart.start({ libraries, data })
  await prerendered(keyart, 0, timeout)
  const key = (await apiKey(data))['x-emby-token']!
  const ours = await openFamilyServer({ url: keyart.url, key, pid: keyart.pid }, posters)
  const pid = other.pid ?? (await localListener(other.url))
  const theirs = await openFamilyServer({ ...other, pid }, posters)
  const { name: theirName } = theirs
  const found = [ours, theirs].map((server) => server.posters.length)
  if (found[0] === 0 || found[0] !== found[1])
    throw new Error(`Expected as many films with posters on both but got ${found.join(' and ')}`)
  const servers = [ours, theirs] as const
  await using load = await startLoad()
  const rows: Row[] = []
  for (const task of await tasksFor(servers, size)) {
    const { what, reason, goal, connections, requests } = task
    if (reason !== undefined) {
      rows.push(missing(what, reason))
      continue
    }
    const processor = servers.map((): number[] => [])
    const sides = servers.map((server, index) => async (round: number) => {
      const asked = requests(server, round).map(({ path, headers }) => {
        return { path, headers: { ...server.headers, accept, ...headers } }
      })
      const call = { url: server.url, connections, requests: asked, expected: '' }
      const before = await processorTimeOf(server)
      const { latencies, milliseconds, tally } = await load.call(call)
      if (!Object.keys(tally).every((answer) => /^(200|304)/.test(answer)))
        throw new Error(`Expected nothing but 200 and 304 but got ${JSON.stringify(tally)}`)
      const own = (await processorTimeOf(server)) - before
      processor[index]!.push(connections === 1 ? own / asked.length : own)
      return connections === 1 ? median(latencies) : milliseconds
    })
    const time = await measureInTurns(rounds, sides)
    const row = (of: 'time' | 'processor', name: string, [own, theirs]: typeof time) => {
      const goals = goal?.of === of ? [ratioAtMost(goal.atMost)] : []
      return compared(name, ' ms', theirName, compare(own!, theirs!), { goals })
    }
    rows.push(row('time', what, time))
    if (pid !== undefined) rows.push(row('processor', `${what}, processor`, processor))
  }
  const memory = await Promise.all(servers.map(memoryOf))
  const [what, goals] = ['Memory of all processes (PSS)', [ratioAtMost(0.33)]] as const
  rows.push(
    pid === undefined
      ? missing(what, 'the other server is not on this machine, or `--pid` has to name it')
      : compared(what, ' MB', theirName, compare([memory[0]!], [memory[1]!]), { goals }),
  )
  return {
    title: `Beside ${theirName}`,
    method: `Both servers have the same folder; ${found[0]} of its films are used. Keyart has default settings, has scanned the folder and finished prerendering; the other server is as it was found. A wall is loaded over 6 connections and counts as a whole. Everything else uses one connection, one request after another; the median response counts. New sizes are drawn at random, so that no earlier run has requested them; quality ${quality}, Accept as of Chromium before it knew AVIF. Processor time is that of all processes of a server, per response or wall. ${rounds} rounds. Less is better: a ratio of 0.1 is ten times as fast.`,
    rows,
    notes: [],
  }
}

/** Of its processes so far, in milliseconds. */
async function processorTimeOf({ pid }: FamilyServer): Promise<number> {
  return pid === undefined ? NaN : await processorTime(processTree(pid))
}

/** MB. */
async function memoryOf({ pid }: FamilyServer): Promise<number> {
  return pid === undefined ? NaN : (await proportionalMemory(processTree(pid))) / 1e6
}

async function localListener(url: string): Promise<number | undefined> {
  const { hostname, port } = new URL(url)
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return isHere ? await listenerOn(Number(port || 80)) : undefined
}

async function tasksFor(
  servers: readonly FamilyServer[],
  size: Stage['size'],
): Promise<readonly Task[]> {
  const { single, many, lists } = amounts[size]
  const sized = drawSizes()
  const cached = new Map<FamilyServer, readonly CachedImage[]>()
  for (const server of servers) {
    const paths = server.posters.slice(0, 20).map((path) => sized(path, 200, 1.5, 0))
    cached.set(server, await Promise.all(paths.map((path) => cacheImage(server, path))))
  }
  const hasEtags = [...cached.values()].flat().every(({ etag }) => etag !== undefined)
  const hasBackdrops = servers.every(({ backdrops }) => backdrops.length >= single)
  const wall: Task['requests'] = ({ posters }, round) =>
    posters.map((path) => ({ path: sized(path, 300, 1.5, round) }))
  const made = { goal: { of: 'time', atMost: 0.1 }, connections: 1 } as const
  const hit = { goal: { of: 'processor', atMost: 0.25 }, connections: 1 } as const
  return [
    {
      ...made,
      what: `Wall of ${servers[0]!.posters.length} posters, a new size`,
      connections: 6,
      requests: wall,
    },
    { what: 'The same wall again', connections: 6, requests: wall },
    {
      ...made,
      what: 'A new size of a poster',
      requests: ({ posters }, round) =>
        posters.slice(0, single).map((path) => ({ path: sized(path, 500, 1.5, round) })),
    },
    {
      ...made,
      what: 'A new size of a backdrop',
      reason: hasBackdrops ? undefined : 'too few of these films have one',
      requests: ({ backdrops }, round) =>
        backdrops.slice(0, single).map((path) => ({ path: sized(path, 1000, 9 / 16, round) })),
    },
    {
      ...hit,
      what: 'A cached poster',
      requests: (server) =>
        repeat(
          cached.get(server)!.map(({ path }) => ({ path })),
          many,
        ),
    },
    {
      ...hit,
      what: '304 to If-None-Match',
      reason: hasEtags ? undefined : 'one of the servers sends no ETag',
      requests: (server) =>
        repeat(
          cached.get(server)!.map(({ path, etag = '' }) => {
            return { path, headers: { 'if-none-match': etag } }
          }),
          many,
        ),
    },
    {
      what: '`/Items` of 100 films',
      goal: { of: 'time', atMost: 0.33 },
      connections: 1,
      requests: () => repeat([{ path: `${filmsPath}&Limit=100` }], lists),
    },
  ]
}

interface CachedImage {
  readonly path: string
  readonly etag: string | undefined
}

async function cacheImage({ client }: FamilyServer, path: string): Promise<CachedImage> {
  const { headers } = await client.ask(path, { headers: { accept } })
  return { path, etag: headers.etag }
}

/** Sizes about `width`: the same for both servers, another in each round and run. */
function drawSizes() {
  const seed = Math.floor(1e6 * Math.random())
  return (path: string, width: number, ratio: number, round: number): string => {
    const wide = width + ((seed + 7 * round) % 61)
    const high = Math.round(wide * ratio) + (Math.floor(seed / 61) % 17)
    return `${path}&fillWidth=${wide}&fillHeight=${high}&quality=${quality}`
  }
}

function repeat<T>(some: readonly T[], count: number): readonly T[] {
  return Array.from({ length: count }, (_, index) => some[index % some.length]!)
}
