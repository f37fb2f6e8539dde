import { Agent } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { apiKey, childrenOf, isAlive, Keyart, runKeyart } from '../../test/support/keyart.ts'
import {
  askLightly,
  type Ending,
  openRaw,
  webSocketRequest,
  writeFilms,
} from '../../test/support/load.ts'
import { noise } from '../../test/support/pictures.ts'
import { Seeded } from '../../test/support/seeded.ts'
import { atMost, type Figure, none, tried, type Trial, type TrialContext } from '../trial.ts'

const modes = { full: { restarts: 10, films: 12 }, short: { restarts: 1, films: 6 } } as const
const clients = 24

export const trial: Trial = {
  name: 'restart',
  title: 'Restarts under load',
  method: `${clients} clients request existing and new images over keep-alive connections, while a scan runs, images are created in advance, and other connections do nothing: idle ones, WebSockets, an event stream; another client uploads one logo after the other. At a random moment, the server gets SIGTERM. It must answer every request that it has started on to the last byte, keep every upload that it confirmed, and end within 30 s with exit code 0 and without child processes. Then \`verify\` must find no problems, and the server starts again.`,
  run,
}

async function run(context: TrialContext): Promise<readonly Figure[]> {
  const { mode, folder, seed } = context
  const { restarts, films } = modes[mode]
  const media = await writeFilms(join(folder, 'films'), films)
  const data = join(folder, 'data')
  const key = await apiKey(data)
  const random = new Seeded(seed)
  const endings: Ending[] = []
  const uploads = { answered: 0, lost: 0 }
  const sum = { code: 0, children: 0, slowest: 0 }
  const start = () =>
    Keyart.start({
      libraries: [{ kind: 'movies', folder: media }],
      data,
      args: ['--limits-derivatives-per-hour', '0', '--limits-render-seconds-per-minute', '0'],
    })
  let uploaded: readonly Upload[] = []
  for (let round = 0; round < restarts; round++) {
    const keyart = await start()
    await using _ = keyart
    uploads.lost += await countMissing(keyart, uploaded)
    const load = await startLoad({ keyart, key, round, endings })
    await sleep(random.whole(500, 2000))
    const children = childrenOf(keyart.pid)
    const began = performance.now()
    if ((await keyart.stop()) !== 0) sum.code++
    const took = performance.now() - began
    sum.slowest = Math.max(sum.slowest, took)
    uploaded = await load.ended()
    uploads.answered += uploaded.length
    for (let n = 0; n < 30 && children.some(isAlive); n++) await sleep(100)
    sum.children += children.filter(isAlive).length
    context.say(`${round + 1} of ${restarts}: stopped in ${(took / 1000).toFixed(1)} s`)
  }
  {
    await using keyart = await start()
    uploads.lost += await countMissing(keyart, uploaded)
  }
  const { code: verdict } = await runKeyart(['verify', '--data', data])
  const count = (kind: Ending['kind']) => endings.filter((ending) => ending.kind === kind).length
  const failed = endings.filter((ending) => ending.kind === 'answered' && ending.status >= 400)
  return [
    tried('Restarts', restarts),
    tried('Requests answered', count('answered')),
    none('Errors (4xx, 5xx)', failed.length),
    none('Requests lost', count('lost')),
    tried('Connections refused after the stop', count('not-accepted')),
    tried('Uploads that were answered', uploads.answered),
    none('Uploads that were not there after the next start', uploads.lost),
    none('Exit codes other than 0', sum.code),
    none('Child processes left', sum.children),
    atMost('Slowest stop', Math.round(sum.slowest / 100) / 10, 30, ' s'),
    none('Problems found by verify', verdict === 0 ? 0 : 1),
  ]
}

interface Upload {
  readonly id: string
  readonly bytes: Buffer
}

/** How many of the latest uploads of each item are not served, byte by byte. */
async function countMissing(keyart: Keyart, uploads: readonly Upload[]): Promise<number> {
  const latest = new Map(uploads.map(({ id, bytes }) => [id, bytes]))
  let missing = 0
  for (const [id, bytes] of latest) {
    const { status, body } = await keyart.client.ask(`/Items/${id}/Images/Logo`)
    if (status !== 200 || !body.equals(bytes)) missing++
  }
  return missing
}

interface Load {
  readonly keyart: Keyart
  /** For who uploads. */
  readonly key: Readonly<Record<string, string>>
  readonly round: number
  /** What becomes of each request is added to it. */
  readonly endings: Ending[]
}

/** Clients that ask until they find no server any more, and connections that do nothing. */
async function startLoad({ keyart, key, round, endings }: Load) {
  const list = '/Items?Recursive=true&IncludeItemTypes=Movie'
  const { Items } = await keyart.client.json<{ Items: readonly { Id: string }[] }>(list)
  void keyart.client.ask('/Library/Refresh', { method: 'POST' }).catch(() => undefined)
  const events =
    'GET /keyart/api/scan HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n'
  const raw = [...Array.from({ length: 50 }, () => ''), webSocketRequest, events].map((text) =>
    openRaw(keyart.url, text),
  )
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const client = async (number: number) => {
    for (let n = 0; ; n++) {
      const id = Items[(number + n) % Items.length]!.Id
      // Every other one is asked for by all.
      const width = n % 2 === 0 ? 150 : 200 + round * 1000 + number * 40 + (n % 40)
      const path = `/Items/${id}/Images/Primary?maxWidth=${width}&quality=${50 + (n % 40)}`
      const ending = await askLightly(keyart.url, path, { agent })
      endings.push(ending)
      if (ending.kind !== 'answered') return
    }
  }
  const uploaded: Upload[] = []
  const uploader = async () => {
    const headers = { ...key, 'content-type': 'image/png' }
    for (let n = 0; ; n++) {
      const id = Items[n % Items.length]!.Id
      const bytes = await noise(300, 100, round * 1000 + n)
        .png()
        .toBuffer()
      const path = `/Items/${id}/Images/Logo`
      const ending = await askLightly(keyart.url, path, { agent, headers, body: bytes })
      endings.push(ending)
      if (ending.kind !== 'answered') return
      if (ending.status === 204) uploaded.push({ id, bytes })
    }
  }
  const uploading = uploader()
  const all = Promise.all(Array.from({ length: clients }, (_, number) => client(number)))
  return {
    /** What was uploaded and answered, in order. */
    ended: async () => {
      await Promise.all([all, uploading])
      agent.destroy()
      for (const socket of raw) socket.destroy()
      return uploaded
    },
  }
}
