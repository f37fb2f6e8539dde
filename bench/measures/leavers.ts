import { join } from 'node:path'
import { apiKey, Keyart } from '../../test/support/keyart.ts'
import { prerendered } from '../../test/support/prerendered.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { filmsPath } from '../family-server.ts'
import { listImages } from '../films-server.ts'
import { makeFilms } from '../library.ts'
import { type LoadRequest, startLoad } from '../load.ts'
import { processTree } from '../processes.ts'
import { compared, ratioAtMost, type Section } from '../report/row.ts'
import { compare, measureInTurns, percentile } from '../rounds.ts'
import { atRest } from '../rest.ts'

const amounts = {
  tiny: { films: 12, clients: 10, cold: 10, rounds: 1 },
  quick: { films: 120, clients: 100, cold: 100, rounds: 3 },
  full: { films: 240, clients: 100, cold: 300, rounds: 7 },
} as const

/** Lists a second that are requested by clients that then leave. */
const listRate = 5
/** What was created for lists is given up by then, in milliseconds. */
const maxRest = 90_000
const accept = 'image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'

/** What a client waits for an image while many others list everything, ask for little, and leave. */
export const leavers: Benchmark = { name: 'leavers', run }

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { films: count, clients, cold, rounds } = amounts[size]
  const { Primary } = pictures
  const films = join(folder, 'films')
  const library = await makeFilms({
    folder: films,
    count,
    pictures: { Primary },
    files: 'distinct',
  })
  const data = join(folder, 'data')
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: films }],
    data,
    args: ['--access-without-accounts=open', '--http-trusted-proxies=127.0.0.1'],
  })
  await prerendered(keyart, 0, 3_600_000)
  const key = await apiKey(data)
  const images = await listImages(keyart, library)
  await using waiting = await startLoad({ isUrgent: true })
  await using leaving = await startLoad()
  const { url } = keyart
  const list = `${filmsPath}&Limit=100000`
  let [width, address] = [0, 0]
  /** Of the next image, as wide as no other. */
  const next = (): LoadRequest => {
    const { id, tag } = images[width++ % images.length]!
    const size = `fillWidth=${200 + (width % 500)}&quality=${95 - (Math.floor(width / 500) % 10)}`
    return { path: `/Items/${id}/Images/Primary?${size}&tag=${tag}`, headers: { accept, ...key } }
  }
  const from = (client: number) => ({ 'x-forwarded-for': `10.1.${client >> 8}.${client & 255}` })
  const wait = async () => {
    const requests = Array.from({ length: cold }, next)
    const expected = '200 Keyart; fwd=uri-miss'
    const { latencies } = await waiting.call({ url, connections: 1, requests, expected })
    return percentile(latencies, 99)
  }
  const alone = async () => {
    await atRest(() => processTree(keyart.pid), maxRest)
    return await wait()
  }
  const besideLeavers = async () => {
    const first = address
    const each = Array.from({ length: clients }, () => address++)
    const lists = each.map((client) => ({ path: list, headers: from(client) }))
    // Of one image alone, the size would decide nothing.
    const odd = each.flatMap((client) =>
      images.slice(0, 2).map(({ id, tag }) => ({
        path: `/Items/${id}/Images/Primary?fillWidth=${150 + (client % 500)}&quality=80&tag=${tag}`,
        headers: { accept, ...from(client) },
      })),
    )
    for (const requests of [lists, odd])
      await leaving.call({ url, connections: clients, requests, expected: '200' })
    const more = Array.from({ length: 1000 }, (_, at) => ({
      path: list,
      headers: from(first + clients + at),
    }))
    address += more.length
    const seconds = 0.02 * cold
    const ended = leaving.call({
      url,
      connections: 4,
      requests: more,
      seconds,
      rate: listRate,
      expected: '200',
    })
    const time = await wait()
    await ended
    return time
  }
  const [own, other] = await measureInTurns(rounds, [besideLeavers, alone])
  return {
    title: 'Clients that leave',
    method: `${count} films with posters, everything created in advance. A client asks for ${cold} posters, one after the other, each in a size that nobody has asked for. Before that, ${clients} other clients at once request a list of everything and then two images each, in a size of their own; all that they are about to request would be created for them while the first client waits. Further clients request the list ${listRate} times a second and leave. In turns with the same without them, at rest. ${rounds} rounds.`,
    rows: [
      compared('p99 of a new size', ' ms', 'without them', compare(own, other), {
        goals: [ratioAtMost(1.2)],
      }),
    ],
    notes: [],
  }
}
