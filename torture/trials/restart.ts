import { Agent } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { childrenOf, isAlive, Keyart, runKeyart } from '../../test/support/keyart.ts'
import {
  askLightly,
  type Ending,
  openRaw,
  webSocketRequest,
  writeFilms,
} from '../../test/support/load.ts'
import { Seeded } from '../../test/support/seeded.ts'
import { atMost, type Figure, none, tried, type Trial, type TrialContext } from '../trial.ts'

const forms = { full: { restarts: 10, films: 12 }, short: { restarts: 1, films: 6 } } as const
const clients = 24

export const trial: Trial = {
  name: 'restart',
  title: 'Restarts under load',
  method: `${clients} clients keep asking, on connections that they keep open, for pictures made and not made yet, while a scan runs, others are made ahead, and connections are open that do nothing: idle ones, WebSockets, a stream of events. At a random moment the server is sent SIGTERM. Every request that it had begun must be answered to the last byte; it must end by itself within 30 s, with exit code 0 and without a child left; then \`verify\` must find nothing, and the next start goes on.`,
  run,
}

async function run(context: TrialContext): Promise<readonly Figure[]> {
  const { form, folder, seed } = context
  const { restarts, films } = forms[form]
  const media = await writeFilms(join(folder, 'films'), films)
  const data = join(folder, 'data')
  const random = new Seeded(seed)
  const endings: Ending[] = []
  const sum = { code: 0, children: 0, slowest: 0 }
  for (let round = 0; round < restarts; round++) {
    const keyart = await Keyart.start({
      libraries: [{ kind: 'movies', folder: media }],
      data,
      args: ['--limits-derivatives-per-hour', '0', '--limits-render-seconds-per-minute', '0'],
    })
    await using _ = keyart
    const load = await startLoad(keyart, round, endings)
    await sleep(random.whole(500, 2000))
    const children = childrenOf(keyart.pid)
    const began = performance.now()
    if ((await keyart.stop()) !== 0) sum.code++
    const took = performance.now() - began
    sum.slowest = Math.max(sum.slowest, took)
    await load.ended()
    for (let n = 0; n < 30 && children.some(isAlive); n++) await sleep(100)
    sum.children += children.filter(isAlive).length
    context.say(`${round + 1} of ${restarts}: stopped in ${(took / 1000).toFixed(1)} s`)
  }
  const { code: verdict } = await runKeyart(['verify', '--data', data])
  const count = (kind: Ending['kind']) => endings.filter((ending) => ending.kind === kind).length
  const failed = endings.filter((ending) => ending.kind === 'answered' && ending.status >= 400)
  return [
    tried('Restarts', restarts),
    tried('Requests answered', count('answered')),
    none('Answers that were none (4xx, 5xx)', failed.length),
    none('Requests lost', count('lost')),
    tried('Connections that came too late', count('not-accepted')),
    none('Exit codes other than 0', sum.code),
    none('Children left', sum.children),
    atMost('The slowest stop', Math.round(sum.slowest / 100) / 10, 30, ' s'),
    none('Problems that verify finds', verdict === 0 ? 0 : 1),
  ]
}

/** Clients that ask until they find no server any more, and connections that do nothing. */
async function startLoad(keyart: Keyart, round: number, endings: Ending[]) {
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
  const all = Promise.all(Array.from({ length: clients }, (_, number) => client(number)))
  return {
    ended: async () => {
      await all
      agent.destroy()
      for (const socket of raw) socket.destroy()
    },
  }
}
