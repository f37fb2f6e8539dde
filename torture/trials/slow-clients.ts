import { once } from 'node:events'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { descriptorsOf } from '../../test/support/descriptors.ts'
import { apiKey, Keyart } from '../../test/support/keyart.ts'
import {
  askLightly,
  memoryOf,
  openRaw,
  webSocketRequest,
  writeFilms,
} from '../../test/support/load.ts'
import { Company } from '../company.ts'
import { hitFigures, Hits, maxAdded } from '../hits.ts'
import { atMost, type Figure, none, tried, type Trial, type TrialContext } from '../trial.ts'

const modes = {
  full: { idle: 5_000, slow: 200, seconds: 20, waits: true },
  short: { idle: 1_000, slow: 50, seconds: 3, waits: false },
} as const

/** Milliseconds until the server has let go of all who do nothing: its longest patience, and some. */
const letGo = 120_000
const megabyte = 1e6

export const trial: Trial = {
  name: 'slow-clients',
  title: 'Slow and idle clients',
  method: `Thousands of connections that send nothing, and some of each of these: large images that are requested and never read, bodies that never arrive, half a request header, silent WebSockets. Meanwhile, a client requests an image from memory 50 times a second, another requests new images, twenty apps send messages on WebSockets, and someone uploads logos. Hits may take ${maxAdded} ms longer than from a bare server that sends the same bytes. In a full run, the trial then waits until the server has closed all connections that may not stay open. At the end, it has no more open descriptors than before.`,
  run,
}

async function run(context: TrialContext): Promise<readonly Figure[]> {
  const { idle, slow, seconds, waits } = modes[context.mode]
  const folder = await writeFilms(join(context.folder, 'films'), 4)
  const data = join(context.folder, 'data')
  const key = await apiKey(data)
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder }],
    data,
    // As if each connection came from an address of its own.
    args: [
      '--limits-derivatives-per-hour=0',
      '--limits-render-seconds-per-minute=0',
      '--http-max-connections-per-address=0',
      '--http-max-streams-per-address=0',
    ],
  })
  const url = '/Items?Recursive=true&IncludeItemTypes=Movie'
  const { Items } = await keyart.client.json<{ Items: readonly { Id: string }[] }>(url)
  const posters = Items.map(({ Id }) => `/Items/${Id}/Images/Primary`)
  const hit = `${posters[0]!}?width=200`
  const large = `${posters[1]!}?width=2000&format=png`
  for (const path of [hit, hit, large]) await keyart.client.ask(path)
  await using hits = await Hits.open(keyart.client, hit)
  const quiet = await hits.ask(3)
  const before = descriptorsOf(keyart.pid) ?? 0
  const memory = memoryOf(keyart.pid).now

  const sockets: Socket[] = []
  const open = async (count: number, text: string) => {
    for (let n = 0; n < count; n++) {
      const socket = openRaw(keyart.url, text)
      sockets.push(socket)
      // The backlog of a listening socket is not endless.
      if (n % 100 === 99) await once(socket, 'connect')
    }
  }
  await open(idle, '')
  await sleep(1000)
  const grown = memoryOf(keyart.pid).now - memory
  context.say(`${idle} idle connections are open`)
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`
  await open(slow, get(large))
  await open(
    slow,
    'POST /Users/AuthenticateByName HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n{',
  )
  await open(slow, 'GET / HTTP/1.1\r\nHos')
  await open(slow, webSocketRequest)

  const company = new Company(
    keyart,
    key,
    Items.map(({ Id }) => Id),
  )
  let made = 0
  let unmade = 0
  const ends = performance.now() + seconds * 1000
  const cold = (async () => {
    for (let n = 0; performance.now() < ends; n++) {
      const began = performance.now()
      const ending = await askLightly(keyart.url, `${posters[2]!}?width=${100 + n}`)
      const inTime = performance.now() - began < 5_000
      if (ending.kind === 'answered' && ending.status === 200 && inTime) made++
      else unmade++
      await sleep(50)
    }
  })()
  const heard = await hits.ask(seconds)
  await cold
  const beside = await company.leave()

  const more = (bound: number, timeout: number) =>
    settled(() => Math.max(0, (descriptorsOf(keyart.pid) ?? 0) - before - bound), timeout)
  // WebSockets may be silent for longer.
  const buffered = waits ? await more(slow, letGo) : 0
  for (const socket of sockets) socket.destroy()
  const left = await more(0, 20_000)
  return [
    tried('Idle connections', idle),
    tried('Of each other kind', slow),
    atMost('Memory used by idle connections', Math.round(grown / megabyte), 100, ' MB'),
    ...hitFigures(quiet, [heard], context),
    ...beside,
    tried('Images created meanwhile', made),
    (context.mode === 'full' ? none : tried)('Images that took 5 s or failed', unmade),
    ...(waits ? [none('Connections that the server failed to close', buffered)] : []),
    none('Descriptors left open', left),
  ]
}

/** What a number comes to: 0 as soon as it is, else what it is after `patience` milliseconds. */
async function settled(read: () => number, timeout: number): Promise<number> {
  const deadline = performance.now() + timeout
  while (read() > 0 && performance.now() < deadline) await sleep(200)
  return read()
}
