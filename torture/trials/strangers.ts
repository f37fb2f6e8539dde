import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '../../bench/rounds.ts'
import type { ItemDto } from '../../src/dto/schemas.ts'
import { apiKey, Keyart, runKeyart } from '../../test/support/keyart.ts'
import { askLightly, memoryOf, writeFilms } from '../../test/support/load.ts'
import { type HeardHits, hitFigures, Hits, maxAdded } from '../hits.ts'
import { stranger, type Target } from '../strangers/attack.ts'
import { attacks } from '../strangers/attacks.ts'
import { guessed } from '../strangers/passwords.ts'
import { atMost, type Figure, none, tried, type Trial, type TrialContext } from '../trial.ts'

const modes = { full: { seconds: 25, films: 40 }, short: { seconds: 3, films: 12 } } as const

/** What docs/project/reliability.md states for the server under these floods, in MB. */
const memoryBound = 450
/** A person at another address waits so long for a new size, in milliseconds. */
const timeout = 5_000

export const trial: Trial = {
  name: 'strangers',
  title: 'Attackers',
  method: `A server with accounts is attacked in these ways, one after the other: ${attacks.map(({ what }) => what).join('; ')}. Meanwhile, a client requests an image from memory 50 times a second, and another address requests a new size every second. Hits may take ${maxAdded} ms longer than from a bare server that sends the same bytes, new sizes at most ${timeout / 1000} s, and the server may use at most ${memoryBound} MB.`,
  run,
}

async function run(context: TrialContext): Promise<readonly Figure[]> {
  const { seconds, films } = modes[context.mode]
  await using place = await open(context, films)
  const { target, keyart } = place
  const hit = `${target.posters[0]!}?width=200`
  for (let n = 0; n < 3; n++) await keyart.client.ask(hit, { headers: target.key })
  await using hits = await Hits.open(keyart.client, hit)
  const quiet = await hits.ask(3)

  const heard: HeardHits[] = []
  const figures: Figure[] = []
  const people = { served: 0, late: 0 }
  let peak = 0
  const watch = setInterval(() => (peak = Math.max(peak, memoryOf(keyart.pid).now)), 100)
  try {
    for (const [number, attack] of attacks.entries()) {
      context.say(attack.name)
      const ends = performance.now() + seconds * 1000
      const [found, heardNow] = await Promise.all([
        attack.run(target, ends),
        hits.ask(seconds),
        visit(target, ends, number, people),
      ])
      figures.push(...found)
      heard.push(heardNow)
      const p99 = (latencies: readonly number[]) => percentile(latencies, 99).toFixed(1)
      context.say(
        `hits ${p99(heardNow.latencies)} ms, a bare server ${p99(heardNow.bare)} ms, ${people.late} new sizes late so far`,
      )
    }
  } finally {
    clearInterval(watch)
  }
  return [
    tried('Attacks', attacks.length),
    ...hitFigures(quiet, heard, context),
    tried('New sizes for another address meanwhile', people.served),
    (context.mode === 'full' ? none : tried)('New sizes that took 5 s or failed', people.late),
    atMost('Peak memory of the server', Math.round(peak / 1e6), memoryBound, ' MB'),
    ...figures,
    none('Unclean stops of the server', (await keyart.stop()) === 0 ? 0 : 1),
  ]
}

interface Place extends AsyncDisposable {
  readonly target: Target
  readonly keyart: Keyart
}

async function open(context: TrialContext, films: number): Promise<Place> {
  const data = join(context.folder, 'data')
  const folder = await writeFilms(join(context.folder, 'films'), films)
  const key = await apiKey(data)
  for (const name of ['Admin', guessed.name, 'Viewer']) {
    const admin = name === 'Admin' ? ['--admin'] : []
    const args = ['user', 'add', name, ...admin, '--password', guessed.password, '--data', data]
    const { code, errors } = await runKeyart(args)
    if (code !== 0) throw new Error(errors)
  }
  const keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder }],
    data,
    headers: {},
    args: ['--http-trusted-proxies=127.0.0.1', '--cache-max-bytes=60MB'],
    scanned: false,
  })
  try {
    await scanned(keyart, key)
    const { Items } = await keyart.client.json<{ Items: readonly ItemDto[] }>(
      '/Items?Recursive=true&IncludeItemTypes=Movie',
      { headers: key },
    )
    const { AccessToken, User } = await signIn(keyart)
    const target: Target = {
      ...context,
      keyart,
      key,
      data,
      posters: Items.map(({ Id }) => `/Items/${Id}/Images/Primary`),
      user: { 'x-emby-token': AccessToken },
      userId: User.Id,
    }
    return { target, keyart, [Symbol.asyncDispose]: () => keyart[Symbol.asyncDispose]() }
  } catch (error) {
    await keyart[Symbol.asyncDispose]()
    throw error
  }
}

/** The state of a scan is not for strangers. */
async function scanned(keyart: Keyart, headers: Readonly<Record<string, string>>): Promise<void> {
  for (let n = 0; n < 600; n++, await sleep(100)) {
    const { state, finishedAt } = await keyart.client.json<{ state: string; finishedAt?: string }>(
      '/keyart/api/scan',
      { headers },
    )
    if (state === 'idle' && finishedAt !== undefined) return
  }
  throw new Error('Expected the scan to end within a minute')
}

async function signIn(keyart: Keyart) {
  return await keyart.client.json<{ AccessToken: string; User: { Id: string } }>(
    '/Users/AuthenticateByName',
    {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'MediaBrowser Client="T", Device="T", DeviceId="viewer", Version="1"',
      },
      body: JSON.stringify({ Username: 'Viewer', Pw: guessed.password }),
    },
  )
}

/** Somebody who looks at a page: a new size each second, from an address of their own. */
async function visit(
  { keyart, posters }: Target,
  ends: number,
  number: number,
  people: { served: number; late: number },
): Promise<void> {
  for (let n = 0; performance.now() < ends; n++) {
    const path = `${posters[(n + 5) % posters.length]!}?width=${230 + number * 20}&quality=${40 + (n % 50)}`
    const ending = await askLightly(keyart.url, path, {
      headers: stranger(20_000 + number),
      signal: AbortSignal.timeout(timeout),
    })
    if (ending.kind === 'answered' && ending.status === 200) people.served++
    else people.late++
    await sleep(1000)
  }
}
