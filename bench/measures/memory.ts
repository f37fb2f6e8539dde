import { memoryOf } from '../../test/support/load.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { serveFilms } from '../films-server.ts'
import { startLoad } from '../load.ts'
import { rendererOf } from '../processes.ts'
import { megabytes, type Row, type Section, stated, valueAtMost } from '../report/row.ts'
import { growth } from '../rounds.ts'
import { fromOriginals, slots } from '../settings.ts'

const amounts = {
  tiny: { renders: 40, memoryBytes: 200_000 },
  quick: { renders: 200, memoryBytes: 1_000_000 },
  full: { renders: 5_000, memoryBytes: 16_000_000 },
} as const

/** Times that memory is looked at; the first fifth of them is left out of the slope. */
const samples = 20

const formats = ['jpg', 'webp', 'png', 'avif'] as const

/** What the processes hold after many renders, and whether it grows. */
export const memory: Benchmark = { name: 'memory', isLong: true, run }

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { renders, memoryBytes } = amounts[size]
  const { Primary, Backdrop } = pictures
  await using served = await serveFilms(folder, {
    count: 24,
    pictures: { Primary, Backdrop },
    args: [...fromOriginals, '--cache-memory-bytes', String(memoryBytes)],
  })
  const { keyart, images } = served
  await using load = await startLoad()
  const requests = Array.from({ length: renders }, (_, index) => {
    const { id, type, tag } = images[index % images.length]!
    const width = 160 + ((index * 7) % 641)
    const query = `width=${width}&quality=${60 + (index % 36)}&format=${formats[index % 4]}&tag=${tag}`
    return { path: `/Items/${id}/Images/${type}?${query}` }
  })
  const held = { server: [] as number[], renderer: [] as number[] }
  const renderers = new Set<number>()
  const step = renders / samples
  for (let sample = 0; sample < samples; sample++) {
    const part = requests.slice(sample * step, (sample + 1) * step)
    const call = { url: keyart.url, connections: slots, requests: part, expected: '200' }
    await load.call(call)
    const renderer = rendererOf(keyart.pid)!
    renderers.add(renderer)
    held.server.push(memoryOf(keyart.pid).now)
    held.renderer.push(memoryOf(renderer).now)
  }
  const [server, renderer] = [keyart.pid, rendererOf(keyart.pid)!].map((pid) => memoryOf(pid).peak)
  // A short run ends before the heaps and their allocators are level: it can only state.
  const isTelling = size === 'full'
  return {
    title: 'Memory',
    method: `${renders} renders of posters and backdrops, 160 to 800 wide, of JPEG, WebP, PNG and AVIF in turn, qualities 60 to 95, ${slots} in flight. The memory cache is limited to ${megabytes(memoryBytes)}, so that it fills early. The resident set (VmRSS) is sampled ${samples} times; growth is the slope of the line through the last four fifths of them, over their span, in percent of their mean.`,
    rows: rowsOfMemory(held, isTelling, bounds),
    notes: [
      ...(isTelling
        ? []
        : [
            'Growth has a goal, 5%, only with `--full`: it takes some 2,000 renders until the heaps of both processes are level.',
          ]),
      `Peaks: server process ${megabytes(server!)}, renderer process ${megabytes(renderer!)}. The renderer process was replaced ${renderers.size - 1} times.`,
    ],
  }
}

const bounds =
  'What is dropped stays there until V8 collects, which it does once there is half as much again as what is in use; and each picture is another size, which leaves the allocator gaps.'

/** Bytes of both processes, from look to look. */
export type Held = Readonly<Record<'server' | 'renderer', readonly number[]>>

/** @param isTelling whether growth has a goal */
export function rowsOfMemory(held: Held, isTelling: boolean, bounds: string): readonly Row[] {
  return (['server', 'renderer'] as const).flatMap((who) => [
    stated(`Resident set of the ${who} process at the end`, ' MB', held[who].at(-1)! / 1e6),
    stated('Its growth', '%', growth(held[who]), {
      goals: isTelling ? [valueAtMost(5)] : [],
      bounds,
    }),
  ])
}
