import type { Stage } from './benchmark.ts'
import { type FamilyServer, filmsPath } from './family-server.ts'
import type { Load, LoadRequest } from './load.ts'
import { processorTime, processTree, proportionalMemory } from './processes.ts'
import { atRest } from './rest.ts'
import { measureInTurns, median } from './rounds.ts'

/** `single`: new sizes one at a time, `many`: cached images, `lists`; each in a round. */
export const amounts = {
  tiny: { posters: 12, single: 2, many: 40, lists: 4, rounds: 1 },
  quick: { posters: 60, single: 3, many: 500, lists: 30, rounds: 5 },
  full: { posters: 60, single: 10, many: 2_000, lists: 100, rounds: 11 },
} as const

/** Seconds after which a task gets no more rounds: a wall takes some servers a quarter of a minute. */
const maxSeconds = 45

/** As jellyfin-web asks for the cards of a wall. */
export const quality = 96
/** Of Chromium, before it knew AVIF. */
export const accept = 'image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'

/** What is asked of servers of the family. */
export interface Task {
  readonly kind: 'wall' | 'again' | 'poster' | 'backdrop' | 'hit' | '304' | 'list'
  readonly what: string
  /** Why it cannot be measured. */
  readonly reason?: string | undefined
  /** As many as a browser has for a wall, whose whole time counts; else one, and each answer. */
  readonly connections: 1 | 6
  readonly requests: (server: FamilyServer, round: number) => readonly LoadRequest[]
}

/** Milliseconds for which a turn waits at most until what was done behind the one before is over. */
export const maxRest = 30_000

/** Of each round, in milliseconds. */
export interface Measured {
  readonly time: readonly number[]
  /** Processor time of each of the processes that were watched, with all below them. */
  readonly processor: readonly (readonly number[])[]
}

/** Gives a task to servers in turns, each time at rest, and watches processes meanwhile. */
export async function measureTask(
  load: Load,
  servers: readonly FamilyServer[],
  { connections, requests }: Task,
  {
    rounds,
    watched,
    atOnce = false,
  }: {
    readonly rounds: number
    /** Whatever the servers are still doing. */
    readonly atOnce?: boolean
    readonly watched: (server: FamilyServer) => readonly (number | undefined)[]
  },
): Promise<readonly Measured[]> {
  const processor = servers.map((server) => watched(server).map((): number[] => []))
  const sides = servers.map((server, index) => async (round: number) => {
    const asked = requests(server, round).map(({ path, headers }) => {
      return { path, headers: { ...server.headers, accept, ...headers } }
    })
    const call = { url: server.url, connections, requests: asked, expected: '' }
    const pids = new Set(servers.flatMap(watched).filter((pid) => pid !== undefined))
    if (!atOnce) await atRest(() => [...pids].flatMap(processTree), maxRest)
    const before = await processorTimes(watched(server))
    const { latencies, milliseconds, tally } = await load.call(call)
    if (!Object.keys(tally).every((answer) => /^(200|304)/.test(answer)))
      throw new Error(`Expected nothing but 200 and 304 but got ${JSON.stringify(tally)}`)
    const after = await processorTimes(watched(server))
    for (const [place, times] of processor[index]!.entries()) {
      const own = after[place]! - before[place]!
      times.push(connections === 1 ? own / asked.length : own)
    }
    return connections === 1 ? median(latencies) : milliseconds
  })
  const times = await measureInTurns(rounds, sides, maxSeconds)
  return times.map((time, index) => ({ time, processor: processor[index]! }))
}

/** Of processes and all below them so far, in milliseconds. */
export async function processorTimes(
  pids: readonly (number | undefined)[],
): Promise<readonly number[]> {
  return await Promise.all(
    pids.map(async (pid) => (pid === undefined ? NaN : await processorTime(processTree(pid)))),
  )
}

/** MB, of a process and all below it. */
export async function memoryOf(pid: number | undefined): Promise<number> {
  return pid === undefined ? NaN : (await proportionalMemory(processTree(pid))) / 1e6
}

/** What is asked of these servers, in the order of the report. */
export async function tasksFor(
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
  const isRevalidated = [...cached.values()]
    .flat()
    .every(({ condition }) => condition !== undefined)
  const hasBackdrops = servers.every(({ backdrops }) => backdrops.length >= single)
  const wall: Task['requests'] = ({ posters }, round) =>
    posters.map((path) => ({ path: sized(path, 300, 1.5, round) }))
  return [
    {
      kind: 'wall',
      what: `Wall of ${servers[0]!.posters.length} posters, a new size`,
      connections: 6,
      requests: wall,
    },
    { kind: 'again', what: 'The same wall again', connections: 6, requests: wall },
    {
      kind: 'poster',
      what: 'A new size of a poster',
      connections: 1,
      requests: ({ posters }, round) =>
        posters.slice(0, single).map((path) => ({ path: sized(path, 500, 1.5, round) })),
    },
    {
      kind: 'backdrop',
      what: 'A new size of a backdrop',
      reason: hasBackdrops ? undefined : 'too few of these films have one',
      connections: 1,
      requests: ({ backdrops }, round) =>
        backdrops.slice(0, single).map((path) => ({ path: sized(path, 1000, 9 / 16, round) })),
    },
    {
      kind: 'hit',
      what: 'A cached poster',
      connections: 1,
      requests: (server) =>
        repeat(
          cached.get(server)!.map(({ path }) => ({ path })),
          many,
        ),
    },
    {
      kind: '304',
      what: 'A 304',
      reason: isRevalidated ? undefined : 'one of the servers sends nothing to revalidate with',
      connections: 1,
      requests: (server) =>
        repeat(
          cached.get(server)!.map(({ path, condition = {} }) => ({ path, headers: condition })),
          many,
        ),
    },
    {
      kind: 'list',
      what: '`/Items` of 100 films',
      connections: 1,
      requests: () => repeat([{ path: `${filmsPath}&Limit=100` }], lists),
    },
  ]
}

interface CachedImage {
  readonly path: string
  /** Headers with which it is asked for again. Jellyfin 10.11 sends no ETag. */
  readonly condition: Readonly<Record<string, string>> | undefined
}

async function cacheImage({ client, headers }: FamilyServer, path: string): Promise<CachedImage> {
  const answer = await client.ask(path, { headers: { ...headers, accept } })
  const { etag, 'last-modified': modified } = answer.headers
  if (etag !== undefined) return { path, condition: { 'if-none-match': etag } }
  const condition = modified === undefined ? undefined : { 'if-modified-since': modified }
  return { path, condition }
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
