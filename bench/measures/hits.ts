import { cp, mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Benchmark, Stage } from '../benchmark.ts'
import { Keyart } from '../keyart.ts'
import { makeFilms } from '../library.ts'
import { busyness, type Contender, contender, contest } from '../load/contest.ts'
import { floodConnections } from '../load/flood.ts'
import { openGenerator, openOwn } from '../load/generator.ts'
import type { LoadRequest } from '../load/load.ts'
import { profileMissed, profileServer } from '../profile/if-missed.ts'
import { findProgram } from '../programs.ts'
import {
  compared,
  type Goal,
  missing,
  ratioAtLeast,
  type Row,
  type Section,
} from '../report/row.ts'
import { kilobytes } from '../report/table.ts'
import { compareSides } from '../rounds.ts'
import { fromOriginals } from '../settings.ts'
import { type RecordedAnswer, startBareHttp } from '../sides/bare-http.ts'
import { nginxAdvice, startNginx } from '../sides/nginx.ts'

/** `lesser`: seconds of a side that only rows without a goal look at. */
const amounts = {
  tiny: { films: 12, seconds: 0.5, lesser: 0.3, rounds: 1 },
  quick: { films: 20, seconds: 0.3, lesser: 0.2, rounds: 5 },
  full: { films: 60, seconds: 4, lesser: 4, rounds: 11 },
} as const

/** The server has one core to itself, the load generator the other. */
export const [serverCore, loadCore] = [0, 1]

/** Pictures that are made already: whole, from memory and from disk, by 304, and by HEAD. */
export const hits: Benchmark = { name: 'hits', run }

async function run(stage: Stage): Promise<Section> {
  const { films: count, seconds, lesser, rounds } = amounts[stage.size]
  const title = 'Pictures that are made already'
  if (availableParallelism() < 2 || (await findProgram('taskset')) === undefined) {
    const reason = 'this needs two cores and `taskset` (`apt-get install util-linux`)'
    return { title, method: '', rows: [missing('Hits a second', reason)], notes: [] }
  }
  const library = await makeFilms({
    folder: join(stage.folder, 'films'),
    count,
    pictures: { Primary: stage.pictures.Primary },
    files: 'distinct',
  })
  const [data, dataOfOther] = [join(stage.folder, 'data'), join(stage.folder, 'other-data')]
  await mkdir(data)
  const options = { library: `movies=${library.folder}`, flags: fromOriginals } as const
  {
    // On all cores, and for both servers.
    await using preparing = await Keyart.start({ ...options, data })
    await recordPosters(preparing)
  }
  await cp(data, dataOfOther, { recursive: true })
  await using keyart = await Keyart.start({ ...options, data, core: serverCore })
  const answers = await recordPosters(keyart)
  const paths = answers.map(({ path }) => ({ path }))
  // A server that may hold nothing in memory reads each hit from its disk.
  await using withoutMemory = await Keyart.start({
    ...options,
    data: dataOfOther,
    core: serverCore,
    flags: [...fromOriginals, '--cache-memory-bytes', '0'],
  })
  const fromDisk = (await recordPosters(withoutMemory)).map(({ path }) => ({ path }))
  await using bare = await startBareHttp({ core: serverCore })
  const ports = await bare.call({ answers })
  await using nginx = await startNginx({
    folder: stage.folder,
    workers: 1,
    core: serverCore,
    server: [`root ${stage.folder};`],
  })

  await using generator = await openGenerator(loadCore)
  const turns = { generator, rounds, watch: stage.watch } as const
  const keyartAt = { port: keyart.port, pid: keyart.pid }
  const memory = contender('Keyart from memory', seconds, { ...keyartAt, requests: paths })
  const disk = contender('Keyart from disk', lesser, {
    port: withoutMemory.port,
    pid: withoutMemory.pid,
    requests: fromDisk,
  })
  const bareAt = { pid: bare.pid, requests: paths }
  const same = contender('`node:http`', seconds, { ...bareAt, port: ports.sameHeaders })
  const files = await writeBodies(stage.folder, answers)
  const sending =
    nginx && contender('nginx', seconds, { port: nginx.port, pid: nginx.pid, requests: files })
  const whole = [memory, disk, same, ...(sending === undefined ? [] : [sending])]
  await contest(turns, whole)
  stage.watch.begin('comparing')
  await requireOrigin(keyart, paths, 'Keyart; hit; detail=memory')
  await requireOrigin(withoutMemory, fromDisk, 'Keyart; hit; detail=storage')

  const conditional = answers.map(({ path, etag }) => ({
    path,
    headers: { 'If-None-Match': etag },
  }))
  const revalidated = [
    contender('Keyart', seconds, { ...keyartAt, requests: conditional }),
    contender('`node:http`', seconds, {
      port: ports.notModified,
      pid: bare.pid,
      requests: conditional,
    }),
  ] as const
  await contest(turns, revalidated)

  stage.watch.begin('preparing')
  await using own = await openOwn(loadCore)
  const heads = answers.map(({ path }) => ({ path, method: 'HEAD' }) as const)
  const asked = [
    contender('Keyart', lesser, { ...keyartAt, requests: heads }),
    contender('`node:http`', lesser, { port: ports.sameHeaders, pid: bare.pid, requests: heads }),
  ] as const
  await contest({ ...turns, generator: own }, asked)

  const size = answers.reduce((sum, { body }) => sum + body.length, 0) / answers.length
  const what = (tier: string) => `Hits of ${kilobytes(size)}, ${tier}`
  const besideNginx = (name: string, ours: Contender, goals: readonly Goal[]): Row =>
    sending === undefined
      ? missing(`${name}, beside nginx`, nginxAdvice)
      : compared(name, '/s', 'nginx', compareSides(ours, sending), { goals, bounds: hitBounds })
  const rows = {
    memory: [
      besideNginx(what('memory'), memory, [ratioAtLeast(0.7)]),
      compared(what('memory'), '/s', '`node:http`, same headers', compareSides(memory, same), {
        goals: [ratioAtLeast(0.85)],
        bounds: hitBounds,
      }),
    ],
    disk: besideNginx(what('disk'), disk, []),
    revalidated: compared(
      '304 to If-None-Match',
      '/s',
      '`node:http`, nothing but 304',
      compareSides(...revalidated),
      { goals: [ratioAtLeast(0.8)], bounds: hitBounds },
    ),
    head: compared('HEAD', '/s', '`node:http`, same headers', compareSides(...asked)),
  }
  const flood = (requests: readonly LoadRequest[]) => () =>
    profileServer(keyart, () => generator.flood({ port: keyart.port, requests, seconds: 1 }))
  const profiles = await profileMissed(stage, [
    { what: 'hits from memory', rows: rows.memory, run: flood(paths) },
    { what: '304 to If-None-Match', rows: [rows.revalidated], run: flood(conditional) },
  ])
  return {
    title,
    method: `${count} posters 300 wide (JPEG, quality 90; ${kilobytes(size)} on average), asked for in turn over ${floodConnections} keep-alive connections, one request under way on each. Every server is held to core ${serverCore}, the load generator to core ${loadCore}. nginx${nginx === undefined ? '' : ` ${nginx.version}`} has one worker, sendfile, keep-alive, no log and open_file_cache, and sends the same bytes from files. \`node:http\` finds the same bytes in a map and sends all of Keyart's headers; its 304s are sent whatever is asked. The disk tier is a second Keyart with \`cache.memoryBytes\` 0. That hits are of the tier named is checked by their \`Cache-Status\`. ${rounds} rounds of ${seconds} s a side${lesser === seconds ? '' : `, ${lesser} s of the disk tier and of HEAD`}. Load by ${generator.name}; HEAD, which wrk does not know, by ${own.name}.`,
    rows: [...rows.memory, rows.disk, rows.revalidated, rows.head],
    profiles,
    notes: [
      `How busy the server's core was: ${busyness(whole)}; with 304 ${busyness(revalidated)}; with HEAD ${busyness(asked)}. Well below 100% means that the load generator was the limit.`,
    ],
  }
}

const hitBounds =
  'one thread parses, decides and writes, for all connections; below is what its time goes to, and `npm run bench -- --profile` names more functions.'

/** Asks for the poster of every film until it is held, and keeps what was answered. */
export async function recordPosters(keyart: Keyart): Promise<readonly RecordedAnswer[]> {
  await keyart.scanned()
  const answers: RecordedAnswer[] = []
  for (const { Id, ImageTags } of await keyart.items()) {
    const path = `/Items/${Id}/Images/Primary?maxWidth=300&quality=90&format=jpg&tag=${ImageTags['Primary']}`
    await (await keyart.get(path)).arrayBuffer()
    // Asked again, for the first time it was made.
    const response = await keyart.get(path)
    const headers = Object.fromEntries(
      [...response.headers].filter(([name]) => !ownHeaders.has(name)),
    )
    const body = new Uint8Array(await response.arrayBuffer())
    answers.push({ path, headers, body, etag: response.headers.get('etag') ?? '' })
  }
  return answers
}

/** Written by node itself, on either side. */
const ownHeaders = new Set(['date', 'connection', 'keep-alive'])

async function writeBodies(
  folder: string,
  answers: readonly RecordedAnswer[],
): Promise<readonly LoadRequest[]> {
  return await Promise.all(
    answers.map(async ({ body }, index) => {
      await writeFile(join(folder, `${index}.jpg`), body)
      return { path: `/${index}.jpg` }
    }),
  )
}

async function requireOrigin(keyart: Keyart, requests: readonly LoadRequest[], expected: string) {
  for (const { path } of requests) {
    const response = await keyart.get(path)
    await response.arrayBuffer()
    const status = response.headers.get('cache-status')
    if (status !== expected) throw new Error(`Expected ${expected} for ${path} but got ${status}`)
  }
}
