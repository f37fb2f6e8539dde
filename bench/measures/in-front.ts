import assert from 'node:assert/strict'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { UpstreamReport } from '../../src/http/front/upstream-route.ts'
import { eventually, Keyart } from '../../test/support/keyart.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { type FamilyServer, openFamilyServer } from '../family-server.ts'
import {
  accept,
  amounts,
  maxRest,
  measureTask,
  memoryOf,
  processorTimes,
  quality,
  type Task,
  tasksFor,
} from '../family-tasks.ts'
import { localListener } from '../listener.ts'
import { type Load, startLoad } from '../load.ts'
import { compared, missing, ratioAtMost, type Row, type Section, stated } from '../report/row.ts'
import { compare, measureInTurns } from '../rounds.ts'

/** A server that runs already, and has films. */
export interface OriginServer {
  readonly url: string
  readonly key: string
  /** Its process; by default the one of this machine that listens at `url`. */
  readonly pid: number | undefined
}

/** Of the ratio, by what is asked: what it takes, and what it takes of the origin's processors. */
const goals: Partial<
  Record<Task['kind'], { readonly time?: number; readonly processor?: number }>
> = {
  wall: { time: 0.1, processor: 0.05 },
  again: { time: 1, processor: 0.05 },
  poster: { processor: 0.05 },
  backdrop: { processor: 0.05 },
  hit: { time: 1, processor: 0.05 },
  '304': { time: 1, processor: 0.05 },
}

/** Milliseconds until the front has read, fetched or created what it means to. */
const timeout = 1_800_000

/** Keyart in front of a server of the family, beside that server alone. */
export function inFront(origin: OriginServer): Benchmark {
  return { name: 'in-front', run: (stage) => run(stage, origin) }
}

async function run({ folder, size }: Stage, origin: OriginServer): Promise<Section> {
  const { posters, rounds } = amounts[size]
  const pid = origin.pid ?? (await localListener(origin.url))
  const theirs = await openFamilyServer({ ...origin, pid }, { count: posters })
  if (theirs.posters.length === 0) throw new Error('Expected films with posters but there are none')
  await using keyart = await Keyart.start({
    libraries: [],
    data: join(folder, 'data'),
    scanned: false,
    args: ['--upstream', origin.url],
    environment: { KEYART_UPSTREAM_API_KEY: origin.key },
  })
  await eventually(async () => {
    assert.ok(keyart.log.some((line) => /lists of the upstream were read/.test(line)))
  }, timeout)
  // Lists that pass tell which tags are current, as before any wall of an app.
  const ours = await openFamilyServer({ url: keyart.url, key: origin.key, pid }, { count: posters })
  const servers = [ours, theirs] as const
  const beside = `${theirs.name} alone`
  await using load = await startLoad()
  const rows: Row[] = []
  const measure = async (task: Task, times: number, atOnce = false) => {
    const { kind, what, reason } = task
    if (reason !== undefined) return void rows.push(missing(what, reason))
    const watched = () => [pid, keyart.pid]
    const [front, alone] = await measureTask(load, servers, task, {
      rounds: times,
      watched,
      atOnce,
    })
    const add = (
      name: string,
      pair: readonly (readonly number[])[],
      atMost: number | undefined,
    ) => {
      const options = { goals: atMost === undefined ? [] : [ratioAtMost(atMost)] }
      rows.push(compared(name, ' ms', beside, compare(pair[0]!, pair[1]!), options))
    }
    add(what, [front!.time, alone!.time], goals[kind]?.time)
    if (pid === undefined) return
    const [originTime, ownTime] = front!.processor
    const aloneTime = alone!.processor[0]!
    add(`${what}, processor of the server`, [originTime!, aloneTime], goals[kind]?.processor)
    const both = originTime!.map((value, round) => value + ownTime![round]!)
    add(`${what}, processor of both`, [both, aloneTime], undefined)
  }
  const tasks = await tasksFor(servers, size)
  const [wall] = tasks
  const what = `First wall of ${theirs.posters.length} posters after Keyart started`
  // A size of its own.
  await measure({ ...wall!, what, requests: (server) => wall!.requests(server, rounds) }, 1, true)
  await eventually(async () => await requireSynchronised(ours), timeout)
  // What was fetched last may not have been noticed yet.
  await sleep(5_000)
  await eventually(async () => await requireSynchronised(ours), timeout)
  const { rows: firstViews, note } = await measureFirstViews(load, [ours, theirs], keyart.pid)
  rows.push(...firstViews)
  for (const task of tasks) await measure(task, rounds)
  const memory = await Promise.all([memoryOf(pid), memoryOf(keyart.pid)])
  rows.push(
    stated('Memory of the server, all processes (PSS)', ' MB', memory[0]),
    stated('Memory of Keyart, all processes (PSS)', ' MB', memory[1]),
  )
  return {
    title: `In front of ${theirs.name}`,
    method: `The same requests go to ${theirs.name} itself and to a Keyart in front of it, alternately. Keyart starts with an empty data folder and an API key, and has read what images there are when the first wall is requested. A wall is loaded over 6 connections and counts as a whole. Everything else uses one connection, one request after another; the median response counts. New sizes are drawn at random, so that no earlier run has requested them; quality ${quality}, Accept as of Chromium before it knew AVIF. Processor time is that of all processes, per response or wall, while the requests of one side are answered. But for the first wall, Keyart has then fetched and created in advance what it means to, and before each turn, the servers come to rest, for at most ${maxRest / 1000} s: what they do behind their answers (better formats, what comes next in a list) is in no figure. At most ${rounds} rounds, fewer of what takes long. Less is better: a ratio of 0.1 is ten times as fast.`,
    rows,
    notes: [note],
  }
}

/** @throws AssertionError where Keyart has not yet read, fetched and created all that it means to */
async function requireSynchronised({ client, headers }: FamilyServer): Promise<void> {
  const { lists, images, prerender } = await client.json<UpstreamReport>('/keyart/api/upstream', {
    headers,
  })
  assert.deepEqual(
    [lists?.state, images.due, images.state, prerender.state],
    ['idle', 0, 'idle', 'idle'],
  )
  assert.ok(prerender.finishedAt !== undefined)
}

/** Widths of windows for which jellyfin-web has cards of these widths in a library. */
const windows = [
  [1366, 228],
  [1600, 200],
  [1920, 213],
] as const
/** Cards that are in sight, or nearly, when a library is opened. */
const cards = 32

/** The first look at a library whose sizes Keyart has created in advance, and the server has not. */
async function measureFirstViews(
  load: Load,
  [ours, theirs]: readonly [ours: FamilyServer, theirs: FamilyServer],
  keyartPid: number,
): Promise<{ readonly rows: readonly Row[]; readonly note: string }> {
  const roundUp = Number.parseInt(/\d+/.exec(theirs.name)?.[0] ?? '', 10) >= 12
  const height = (width: number, ratio: number) => Math[roundUp ? 'ceil' : 'round'](width / ratio)
  const processor = { server: [[], []] as [number[], number[]], own: [] as number[] }
  let [hits, all] = [0, 0]
  const sides = [ours, theirs].map((server, side) => async (round: number) => {
    const [, width] = windows[round]!
    const requests = server.posters.slice(0, cards).map((poster, at) => {
      const size = `fillWidth=${width}&fillHeight=${height(width, server.ratios[at]!)}`
      return {
        path: `${poster}&${size}&quality=${quality}`,
        headers: { ...server.headers, accept },
      }
    })
    const watched = [theirs.pid, keyartPid]
    const before = await processorTimes(watched)
    const call = { url: server.url, connections: 6, requests, expected: '200' }
    const { milliseconds, tally } = await load.call(call)
    const after = await processorTimes(watched)
    processor.server[side]!.push(after[0]! - before[0]!)
    if (server === theirs) return milliseconds
    processor.own.push(after[1]! - before[1]!)
    for (const [answer, count] of Object.entries(tally)) {
      all += count
      if (answer.startsWith('200 Keyart; hit')) hits += count
    }
    return milliseconds
  })
  const [front, alone] = await measureInTurns(windows.length, sides)
  const beside = `${theirs.name} alone`
  const what = `First view of a synchronised library, ${Math.min(cards, ours.posters.length)} posters`
  const row = (name: string, one: readonly number[], two: readonly number[], atMost?: number) =>
    compared(name, ' ms', beside, compare(one, two), {
      goals: atMost === undefined ? [] : [ratioAtMost(atMost)],
    })
  const [frontServer, aloneServer] = processor.server
  const both = frontServer.map((value, round) => value + processor.own[round]!)
  const hasProcessor = theirs.pid !== undefined
  return {
    rows: [
      row(what, front!, alone!, 0.05),
      ...(hasProcessor
        ? [
            row(`${what}, processor of the server`, frontServer, aloneServer, 0.05),
            row(`${what}, processor of both`, both, aloneServer),
          ]
        : []),
    ],
    note: `A library is synchronised when Keyart has fetched its originals and created sizes of what is seen first. Its first view is requested as by jellyfin-web in windows of ${windows.map(([wide]) => wide).join(', ')} pixels, a round each; ${hits} of ${all} images had been created in advance. The server itself must not have created those sizes earlier: empty its folder of resized images first (Jellyfin: \`cache/images/resized-images\`).`,
  }
}
