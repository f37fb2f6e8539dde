import { Agent } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { descriptorsOf } from '../../test/support/descriptors.ts'
import { apiKey, Keyart, renderersOf } from '../../test/support/keyart.ts'
import { askLightly, type Ending, memoryOf, writeFilms } from '../../test/support/load.ts'
import { Company } from '../company.ts'
import { type HeardHits, hitFigures, Hits, maxAdded } from '../hits.ts'
import {
  atLeast,
  atMost,
  type Figure,
  none,
  tried,
  type Trial,
  type TrialContext,
  within,
} from '../trial.ts'

const modes = { full: { seconds: 120, films: 20 }, short: { seconds: 8, films: 10 } } as const

/** Times of what the server can make. */
const overload = 10
/** A client waits so long for a picture, in milliseconds. */
const timeout = 5_000
/** Overload must not end in work for those alone who have left; hits and refusals cost, too. */
const minShare = 25
/** Addresses that the anonymous half comes from. */
const addresses = 10
/** The budget of one of them, in seconds a minute: a sixth of what it is by itself. */
const budget = 10
const memoryLimits = { server: 700, renderer: 1000 } as const
const megabyte = 1e6

export const trial: Trial = {
  name: 'overload',
  title: 'Overload',
  method: `Clients request images that do not exist yet, at ${overload} times the rate at which the server can create them, as measured just before. Half are anonymous, from ${addresses} addresses with a budget of ${budget} s per minute each, half are signed in. Each client waits at most ${timeout / 1000} s and then disconnects. Meanwhile, a client requests an image from memory 50 times a second, twenty apps send messages over WebSockets, and someone uploads logos, one after the other. Every response must be an image, or a refusal with \`Retry-After\`: 429 over budget, 503 over capacity. Hits may take ${maxAdded} ms longer than from a bare server that sends the same bytes at the same time.`,
  run,
}

async function run(context: TrialContext): Promise<readonly Figure[]> {
  const { seconds, films } = modes[context.mode]
  const data = join(context.folder, 'data')
  const folder = await writeFilms(join(context.folder, 'films'), films)
  const key = await apiKey(data)
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder }],
    data,
    headers: key,
    args: [
      '--http-trusted-proxies=127.0.0.1',
      // Strangers are answered, though there is no account.
      '--access-without-accounts=open',
      '--renderer-memory-bytes=500MB',
      '--limits-derivatives-per-hour=0',
      `--limits-render-seconds-per-minute=${budget}`,
      '--renderer-max-waiting=200',
    ],
  })
  const url = '/Items?Recursive=true&IncludeItemTypes=Movie'
  const { Items } = await keyart.client.json<{ Items: readonly { Id: string }[] }>(url)
  const posters = Items.map(({ Id }) => `/Items/${Id}/Images/Primary`)
  /** A path that was never asked for. */
  let last = context.seed % posters.length
  const fresh = () => {
    const at = last++
    return `${posters[at % posters.length]!}?format=webp&width=${1400 + (Math.floor(at / posters.length) % 300)}&quality=${10 + (Math.floor(at / posters.length / 300) % 80)}`
  }

  const rate = await measureRate(keyart, fresh, key)
  context.say(`makes ${rate.toFixed(0)} pictures a second`)
  const hit = `${posters[0]!}?width=200`
  for (let n = 0; n < 3; n++) await keyart.client.ask(hit)
  await using hits = await Hits.open(keyart.client, hit)
  const quiet = await hits.ask(3)
  const before = descriptorsOf(keyart.pid) ?? 0

  const peaks = { server: 0, renderer: 0 }
  const watch = setInterval(() => {
    peaks.server = Math.max(peaks.server, memoryOf(keyart.pid).now)
    for (const child of renderersOf(keyart.pid))
      peaks.renderer = Math.max(peaks.renderer, memoryOf(child).now)
  }, 250)
  const heard: HeardHits[] = []
  const ends = performance.now() + seconds * 1000
  const watching = (async () => {
    while (performance.now() < ends) {
      const left = Math.min(20, Math.max(1, (ends - performance.now()) / 1000))
      heard.push(await hits.ask(left))
    }
  })()
  const company = new Company(
    keyart,
    key,
    Items.map(({ Id }) => Id),
  )
  const agent = new Agent({ keepAlive: true, maxSockets: 6_000 })
  const endings = await flood(keyart.url, { agent, rate: overload * rate, ends, fresh, key })
  await watching
  const beside = await company.leave()
  clearInterval(watch)
  agent.destroy()

  const recovered = await timeToService(keyart, () => `${fresh()}&maxWidth=300`)
  const after = await settled(() => (descriptorsOf(keyart.pid) ?? 0) - before)
  const count = (of: (ending: Ending) => boolean) => endings.filter(of).length
  const answered = (status: number) =>
    count((ending) => ending.kind === 'answered' && ending.status === status)
  const expected = [200, 429, 503]
  const others = endings.flatMap((ending) =>
    ending.kind === 'answered' && !expected.includes(ending.status) ? [ending.status] : [],
  )
  if (others.length > 0) context.say(`other answers: ${[...new Set(others)].join(', ')}`)
  const share = Math.round((100 * answered(200)) / (rate * seconds))
  return [
    tried('Requests for new images', endings.length),
    tried('Multiple of its capacity', overload),
    tried('Created and sent', answered(200)),
    context.mode === 'full'
      ? atLeast('Of its capacity in that time', share, minShare, '%')
      : tried('Of its capacity in that time', share, '%'),
    tried('Refused: over budget (429)', answered(429)),
    tried('Refused: over capacity (503)', answered(503)),
    tried(
      'Clients that disconnected',
      count(({ kind }) => kind === 'left'),
    ),
    none('Other responses', others.length),
    none('Refusals without Retry-After', count(isMute)),
    none(
      'Requests lost',
      count(({ kind }) => kind === 'lost' || kind === 'not-accepted'),
    ),
    ...hitFigures(quiet, heard, context),
    ...beside,
    atMost(
      'Peak memory of the server',
      Math.round(peaks.server / megabyte),
      memoryLimits.server,
      ' MB',
    ),
    atMost(
      'Peak memory of the renderer',
      Math.round(peaks.renderer / megabyte),
      memoryLimits.renderer,
      ' MB',
    ),
    within('Until normal service', recovered, 5_000, context),
    // Files of the catalog and of the folder of derivatives come and go.
    atMost('Descriptors left open', Math.max(0, after), 4),
  ]
}

/** Pictures a second, as eight clients find it. */
async function measureRate(
  keyart: Keyart,
  fresh: () => string,
  key: Readonly<Record<string, string>>,
): Promise<number> {
  const began = performance.now()
  let made = 0
  const client = async () => {
    while (performance.now() - began < 3_000) {
      const { status } = await keyart.client.ask(fresh(), { headers: key })
      if (status === 200) made++
    }
  }
  await Promise.all(Array.from({ length: 8 }, client))
  return (made / (performance.now() - began)) * 1000
}

interface Flood {
  readonly agent: Agent
  /** Requests a second. */
  readonly rate: number
  /** When it ends, as `performance.now()` has it. */
  readonly ends: number
  readonly fresh: () => string
  readonly key: Readonly<Record<string, string>>
}

async function flood(url: string, { agent, rate, ends, fresh, key }: Flood): Promise<Ending[]> {
  const endings: Promise<Ending>[] = []
  const began = performance.now()
  for (let now = began; now < ends; now = performance.now()) {
    while (endings.length < ((now - began) / 1000) * rate) {
      const n = endings.length
      const network = Math.floor(n / 2) % addresses
      const stranger = { 'x-forwarded-for': `10.0.${network >> 8}.${network & 255}` }
      const headers = n % 2 === 0 ? key : stranger
      const signal = AbortSignal.timeout(timeout)
      endings.push(askLightly(url, fresh(), { agent, headers, signal }))
    }
    await sleep(5)
  }
  return await Promise.all(endings)
}

function isMute(ending: Ending): boolean {
  return (
    ending.kind === 'answered' &&
    (ending.status === 429 || ending.status === 503) &&
    !(Number(ending.retryAfter) >= 1)
  )
}

/** Milliseconds until pictures are made as quickly as on an idle machine: five in a second. */
async function timeToService(keyart: Keyart, fresh: () => string): Promise<number> {
  const began = performance.now()
  for (;;) {
    const round = performance.now()
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => (await keyart.client.ask(fresh())).status),
    )
    const now = performance.now()
    if (answers.every((status) => status === 200) && now - round < 1000) return round - began
    if (now - began > 60_000) return now - began
  }
}

/** The least that a number comes to in some seconds. */
async function settled(read: () => number): Promise<number> {
  let lowest = read()
  for (let n = 0; n < 150 && lowest > 0; n++) {
    await sleep(100)
    lowest = Math.min(lowest, read())
  }
  return lowest
}
