import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { prerendered } from '../../test/support/prerendered.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { listImages } from '../films-server.ts'
import { Keyart } from '../../test/support/keyart.ts'
import { listItems } from '../keyart.ts'
import { makeFilms } from '../library.ts'
import { type LoadRequest, startLoad } from '../load.ts'
import { compared, missing, type Row, type Section, stated, valueAtMost } from '../report/row.ts'
import { compare, measureInTurns, median, percentile } from '../rounds.ts'
import { withoutBudgets } from '../settings.ts'
import { startBareSharp } from '../sides/bare-sharp.ts'
import { startIpx } from '../sides/ipx.ts'

const amounts = {
  tiny: { screen: 6, rounds: 1, single: 2, scrolled: 60, pause: 300 },
  quick: { screen: 60, rounds: 5, single: 10, scrolled: 480, pause: 1_000 },
  full: { screen: 60, rounds: 9, single: 30, scrolled: 10_000, pause: 1_000 },
} as const

const accept = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'
/** Connections that a browser has to a server over HTTP/1.1. */
const connections = 6
const quality = 96
/** Nobody's window has it. */
const oddWidth = 311
const pageSize = 100
/** Cards of a screen of the one who scrolls, and screens a second. */
const [shown, screensPerSecond] = [24, 2]

/** Sizes that nobody has asked for: what is made ahead of a client, and what one waits for. */
export const unseen: Benchmark = { name: 'unseen', run }

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { screen, rounds, single, scrolled, pause } = amounts[size]
  const library = await makeFilms({
    folder: join(folder, 'films'),
    count: 3 * screen,
    pictures: { Primary: pictures.Primary, Backdrop: pictures.Backdrop },
    files: 'distinct',
  })
  const more = await makeFilms({
    folder: join(folder, 'more'),
    count: scrolled,
    pictures: { Primary: pictures.Primary },
    files: 'distinct',
    name: 'More',
  })
  await using keyart = await Keyart.start({
    libraries: [
      { kind: 'movies', name: 'Films', folder: library.folder },
      { kind: 'movies', name: 'More', folder: more.folder },
    ],
    data: join(folder, 'data'),
    args: [
      ...withoutBudgets,
      '--prerender-processor-minutes-per-day=0',
      '--cache-max-bytes=20000000000',
      '--access-without-accounts=open',
    ],
    scanned: false,
  })
  await keyart.scanned(0, 1_800_000)
  const images = await listImages(keyart, library)
  // Intermediates are made, and guesses for the first screens, in other sizes.
  await prerendered(keyart, 0, 3_600_000)
  await using load = await startLoad()
  await using bare = await startBareSharp()
  const ipx = await startIpx(join(folder, 'films')).catch(() => undefined)
  const films = await listItems(keyart)
  const posterOf = new Map(
    images.filter(({ type }) => type === 'Primary').map((one) => [one.id, one]),
  )
  const cards = (width: number, from: number, count: number): readonly LoadRequest[] =>
    films.slice(from, from + count).map(({ Id, ImageTags }) => ({
      path: `/Items/${Id}/Images/Primary?fillWidth=${width}&fillHeight=${Math.round(width * 1.5)}&quality=${quality}&tag=${ImageTags['Primary']}`,
      headers: { accept },
    }))
  const list = async (from: number, count: number) => {
    await keyart.client.ask(
      `/Items?Recursive=true&IncludeItemTypes=Movie&SortBy=SortName&StartIndex=${from}&Limit=${count}`,
    )
  }
  const ask = (requests: readonly LoadRequest[], url = keyart.url) =>
    load.call({ url, connections, requests, expected: '200' })
  const jobs = (width: number, count: number) =>
    films.slice(0, count).map(({ Id }) => ({
      path: posterOf.get(Id)!.path,
      width,
      height: Math.round(width * 1.5),
      format: 'jpeg' as const,
      quality,
    }))

  let [hits, seen] = [0, 0]
  const seconds: number[] = []
  const [walls, bareWalls] = await measureInTurns(rounds, [
    async (round) => {
      const width = oddWidth + 2 * round
      await list(0, 3 * screen)
      const { milliseconds } = await ask(cards(width, 0, screen))
      await sleep(pause)
      const second = await ask(cards(width, screen, screen))
      seconds.push(second.milliseconds)
      hits += hitsIn(second.tally)
      seen += screen
      return milliseconds
    },
    async (round) =>
      (await bare.call({ kind: 'render', jobs: jobs(oddWidth + 2 * round, screen), inFlight: 4 }))
        .milliseconds,
  ])
  const one = async (type: 'Primary' | 'Backdrop', width: number) => {
    const latencies: number[] = []
    const some = images.filter((image) => image.type === type).slice(0, single)
    for (const [at, { id, tag }] of some.entries()) {
      const path = `/Items/${id}/Images/${type}?fillWidth=${width + at}&quality=${quality}&tag=${tag}`
      latencies.push((await ask([{ path, headers: { accept } }])).milliseconds)
    }
    return median(latencies)
  }
  const [poster, backdrop] = [await one('Primary', 251), await one('Backdrop', 401)]

  // One who scrolls, as jellyfin-web asks: pages of a list, and the cards of each screen.
  const latencies: number[] = []
  let scrolledHits = 0
  const start = performance.now()
  for (let from = 0, step = 0; from < scrolled; from += shown, step++) {
    if (from % pageSize < shown) await list(3 * screen + from - (from % pageSize), pageSize)
    const { latencies: each, tally } = await ask(
      cards(oddWidth + 100, 3 * screen + from, Math.min(shown, scrolled - from)),
    )
    latencies.push(...each)
    scrolledHits += hitsIn(tally)
    await sleep(Math.max(0, start + ((step + 1) * 1000) / screensPerSecond - performance.now()))
  }

  const ipxWall =
    ipx &&
    (await timeIpx(
      (requests) => ask(requests, ipx.url),
      jobs(oddWidth + 50, screen),
      join(folder, 'films'),
    ))
  await ipx?.[Symbol.asyncDispose]()
  const wallName = `Wall of ${screen} posters at a size that nobody asked for`
  const rows: Row[] = [
    compared(wallName, ' ms', 'bare sharp, from the originals, JPEG', compare(walls, bareWalls), {
      goals: [valueAtMost(250)],
    }),
    ipxWall === undefined
      ? missing(`${wallName}, beside ipx`, 'ipx cannot be installed')
      : compared(wallName, ' ms', 'ipx', compare([median(walls)], [ipxWall])),
    stated(`The next ${screen} of the list, ${pause / 1000} s later`, ' ms', median(seconds), {
      goals: [valueAtMost(30)],
    }),
    stated('Hits among them', '%', (100 * hits) / seen),
    stated('One new size of a poster', ' ms', poster, { goals: [valueAtMost(15)] }),
    stated('One new size of a backdrop', ' ms', backdrop, { goals: [valueAtMost(30)] }),
    stated(
      `Hits of one who scrolls through ${scrolled} films`,
      '%',
      (100 * scrolledHits) / scrolled,
    ),
    stated('p95 of a picture meanwhile', ' ms', percentile(latencies, 95), {
      goals: [valueAtMost(20)],
    }),
  ]
  return {
    title: 'Sizes that nobody asked for',
    method: `${3 * screen} films with posters of 1000 x 1500 and 2000 x 3000 and backdrops of 1920 and 3840, and ${scrolled} more with posters; a new installation that has created what it creates in advance: intermediates, and guesses in other sizes. A client gets a list, and asks for its first ${screen} posters in a new size (from ${oddWidth} wide, quality ${quality}, ${connections} connections, Accept as of Chromium), then for the next. Bare sharp makes the same sizes from the originals as JPEG, 4 in flight. ${single} single images follow, one after the other. The one who scrolls looks at ${shown} cards, ${screensPerSecond} screens a second, in pages of ${pageSize}, at a size that nobody has used.`,
    rows,
    notes: [],
  }
}

function hitsIn(tally: Readonly<Record<string, number>>): number {
  return Object.entries(tally).reduce(
    (sum, [said, count]) => sum + (said.startsWith('200 Keyart; hit') ? count : 0),
    0,
  )
}

async function timeIpx(
  ask: (requests: readonly LoadRequest[]) => Promise<{ readonly milliseconds: number }>,
  jobs: readonly { readonly path: string; readonly width: number; readonly height: number }[],
  root: string,
): Promise<number> {
  const requests = jobs.map(({ path, width, height }) => ({
    path: `/s_${width}x${height},q_${quality}${encodeURI(path.slice(root.length))}`,
    headers: { accept },
  }))
  return (await ask(requests)).milliseconds
}
