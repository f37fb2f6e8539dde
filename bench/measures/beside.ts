import { join } from 'node:path'
import { apiKey, Keyart } from '../../test/support/keyart.ts'
import { prerendered } from '../../test/support/prerendered.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { type FamilyServer, openFamilyServer } from '../family-server.ts'
import {
  amounts,
  maxRest,
  measureTask,
  memoryOf,
  quality,
  type Task,
  tasksFor,
} from '../family-tasks.ts'
import { localListener } from '../listener.ts'
import { startLoad } from '../load.ts'
import { compared, missing, ratioAtMost, type Row, type Section } from '../report/row.ts'
import { compare } from '../rounds.ts'

/** A server that runs already, and has scanned its films. */
export interface OtherServer {
  readonly url: string
  readonly key: string
  /** The films that it serves. */
  readonly folder: string
  /** Its process; by default the one of this machine that listens at `url`. */
  readonly pid: number | undefined
}

/** All that is made ahead takes so long at most, in milliseconds. */
const timeout = 3_600_000

/** Of the ratio, by what is asked. */
const goals: Partial<
  Record<Task['kind'], { readonly of: 'time' | 'processor'; readonly atMost: number }>
> = {
  wall: { of: 'time', atMost: 0.1 },
  poster: { of: 'time', atMost: 0.1 },
  backdrop: { of: 'time', atMost: 0.1 },
  hit: { of: 'processor', atMost: 0.25 },
  '304': { of: 'processor', atMost: 0.25 },
  list: { of: 'time', atMost: 0.33 },
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
  const ours = await openFamilyServer({ url: keyart.url, key, pid: keyart.pid }, { count: posters })
  const pid = other.pid ?? (await localListener(other.url))
  // It may have other libraries, too.
  const theirs = await openFamilyServer({ ...other, pid }, { count: posters, names: ours.films })
  const { name: theirName } = theirs
  const found = [ours, theirs].map((server) => server.posters.length)
  if (found[0] === 0 || found[0] !== found[1])
    throw new Error(`Expected as many films with posters on both but got ${found.join(' and ')}`)
  const servers = [ours, theirs] as const
  await using load = await startLoad()
  const rows: Row[] = []
  for (const task of await tasksFor(servers, size)) {
    const { kind, what, reason } = task
    if (reason !== undefined) {
      rows.push(missing(what, reason))
      continue
    }
    const watched = (server: FamilyServer) => [server.pid]
    const [own, other] = await measureTask(load, servers, task, { rounds, watched })
    const goal = goals[kind]
    const row = (
      of: 'time' | 'processor',
      name: string,
      one: readonly number[],
      two: readonly number[],
    ) => {
      const atMost = goal?.of === of ? [ratioAtMost(goal.atMost)] : []
      return compared(name, ' ms', theirName, compare(one, two), { goals: atMost })
    }
    rows.push(row('time', what, own!.time, other!.time))
    if (pid !== undefined)
      rows.push(row('processor', `${what}, processor`, own!.processor[0]!, other!.processor[0]!))
  }
  const memory = await Promise.all(servers.map((server) => memoryOf(server.pid)))
  const [what, atMost] = ['Memory of all processes (PSS)', [ratioAtMost(0.33)]] as const
  rows.push(
    pid === undefined
      ? missing(what, 'the other server is not on this machine, or `--pid` has to name it')
      : compared(what, ' MB', theirName, compare([memory[0]!], [memory[1]!]), { goals: atMost }),
  )
  return {
    title: `Beside ${theirName}`,
    method: `Both servers have the same folder; ${found[0]} of its films are used. Keyart has default settings, has scanned the folder and finished prerendering; the other server is as it was found. A wall is loaded over 6 connections and counts as a whole. Everything else uses one connection, one request after another; the median response counts. New sizes are drawn at random, so that no earlier run has requested them; quality ${quality}, Accept as of Chromium before it knew AVIF. Processor time is that of all processes of a server, per response or wall. Before each turn, the servers come to rest, for at most ${maxRest / 1000} s: what they do behind their answers (better formats, what comes next in a list) is in no figure. At most ${rounds} rounds, fewer of what takes long. Less is better: a ratio of 0.1 is ten times as fast.`,
    rows,
    notes: [],
  }
}
