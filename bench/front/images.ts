import { join } from 'node:path'
import { parseExposition } from '../../test/support/exposition.ts'
import { mapSome } from '../../test/support/ask.ts'
import { Keyart } from '../../test/support/keyart.ts'
import type { Stage } from '../benchmark.ts'
import { serveFilms } from '../films-server.ts'
import { listItems } from '../keyart.ts'
import { type LoadRequest, startLoad } from '../load.ts'
import { processTree } from '../processes.ts'
import { compared, type Row, stated, valueAtMost } from '../report/row.ts'
import { compare, measureInTurns } from '../rounds.ts'
import { fromOriginals, withoutBudgets } from '../settings.ts'
import { ThreadClock } from '../thread-clock.ts'

export const imageAmounts = {
  tiny: { posters: 12, rounds: 1 },
  quick: { posters: 60, rounds: 2 },
  full: { posters: 60, rounds: 7 },
} as const

/** Connections that a browser has to a server over HTTP/1.1. */
export const connections = 6

/** What a visitor does, one after the other. */
export const visits = ['cold wall', 'second visit', 'new size', '304s'] as const
type Visit = (typeof visits)[number]

interface Seen {
  readonly milliseconds: number
  /** Of the origin, all processes, in milliseconds. */
  readonly processorTime: number
  /** Requests for images that the origin got. */
  readonly requests: number
  /** Originals that it sent. */
  readonly sends: number
  /** Images that it created. */
  readonly resizes: number
}

/** Walls of posters with and without Keyart in front of another Keyart, which creates nothing in advance. */
export async function measureImages({ folder, pictures, size }: Stage): Promise<readonly Row[]> {
  const { posters, rounds } = imageAmounts[size]
  await using served = await serveFilms(join(folder, 'images'), {
    count: posters * (rounds + 1),
    pictures: { Primary: pictures.Primary },
    args: [
      ...fromOriginals,
      '--prefetch-client-seconds-per-minute=0',
      '--access-without-accounts=open',
    ],
  })
  const origin = served.keyart
  await using front = await Keyart.start({
    libraries: [],
    data: join(folder, 'front-data'),
    scanned: false,
    args: ['--upstream', origin.url, ...withoutBudgets],
  })
  await using load = await startLoad()

  /** One wall: cold, again, in another size, and as a browser that has it. */
  const visit = async (keyart: Keyart, wall: number): Promise<Readonly<Record<Visit, Seen>>> => {
    const films = (await listItems(keyart)).slice(wall * posters, (wall + 1) * posters)
    const cards = (width: number): readonly LoadRequest[] =>
      films.map(({ Id, ImageTags }) => {
        const box = `fillWidth=${width}&fillHeight=${width * 1.5}&quality=96`
        return { path: `/Items/${Id}/Images/Primary?${box}&tag=${ImageTags['Primary']}` }
      })
    const look = async (requests: readonly LoadRequest[], expected = '200'): Promise<Seen> => {
      const before = await countsOf(origin)
      const clock = new ThreadClock(() => processTree(origin.pid))
      const call = { url: keyart.url, connections, requests, expected }
      const { milliseconds } = await clock.during(() => load.call(call))
      const after = await countsOf(origin)
      return {
        milliseconds,
        processorTime: clock.total,
        requests: after.requests - before.requests,
        sends: after.sends - before.sends,
        resizes: after.resizes - before.resizes,
      }
    }
    const [cold, second, other] = [
      await look(cards(300)),
      await look(cards(300)),
      await look(cards(200)),
    ]
    const unchanged = await mapSome(cards(300), connections, async ({ path }) => {
      const { headers } = await keyart.client.ask(path)
      return { path, headers: { 'If-None-Match': headers.etag ?? '' } }
    })
    const fresh = await look(unchanged, '304')
    return { 'cold wall': cold, 'second visit': second, 'new size': other, '304s': fresh }
  }

  const ours: Readonly<Record<Visit, Seen>>[] = []
  const alone: Readonly<Record<Visit, Seen>>[] = []
  // For what compiles as it runs.
  for (const keyart of [front, origin]) await visit(keyart, rounds)
  await measureInTurns(rounds, [
    async (round) => ours.push(await visit(front, round)),
    async (round) => alone.push(await visit(origin, round)),
  ])
  const most = (visit: Visit, what: 'requests' | 'sends' | 'resizes') =>
    Math.max(...ours.map((each) => each[visit][what]))
  const all = (some: typeof ours, visit: Visit, what: 'milliseconds' | 'processorTime') =>
    some.map((each) => each[visit][what])
  const beside = 'the origin alone, another Keyart'
  return [
    stated(
      `Originals that the origin sent for a cold wall of ${posters}`,
      '',
      most('cold wall', 'sends'),
      {
        goals: [valueAtMost(posters)],
      },
    ),
    stated('Images that it created for it', '', most('cold wall', 'resizes'), {
      goals: [valueAtMost(0)],
    }),
    ...(['second visit', 'new size', '304s'] as const).map((name) =>
      stated(`Requests that it got for the ${name}`, '', most(name, 'requests'), {
        goals: [valueAtMost(0)],
      }),
    ),
    ...visits.flatMap((name) => [
      compared(
        `${posters} posters, ${name}`,
        ' ms',
        beside,
        compare(all(ours, name, 'milliseconds'), all(alone, name, 'milliseconds')),
      ),
      compared(
        'Processor time of the origin meanwhile',
        ' ms',
        beside,
        compare(all(ours, name, 'processorTime'), all(alone, name, 'processorTime')),
      ),
    ]),
  ]
}

async function countsOf({ client }: Keyart): Promise<Pick<Seen, 'requests' | 'sends' | 'resizes'>> {
  const { body } = await client.ask('/metrics')
  const samples = parseExposition(body.toString())
  const sum = (name: string, label: string, value: string) =>
    samples
      .filter((sample) => sample.name === name && sample.labels[label] === value)
      .reduce((total, sample) => total + sample.value, 0)
  return {
    requests: sum('keyart_http_requests_total', 'class', 'image'),
    sends: sum('keyart_image_answers_total', 'tier', 'original'),
    resizes: sum('keyart_image_answers_total', 'tier', 'rendered'),
  }
}
