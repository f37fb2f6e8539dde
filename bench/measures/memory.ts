import { join } from 'node:path'
import type { Benchmark, Stage } from '../benchmark.ts'
import { growth } from '../growth.ts'
import { Keyart } from '../keyart.ts'
import { makeFilms } from '../library.ts'
import { findRenderer, type MemoryParts, memoryOf, memoryParts } from '../processes.ts'
import { type Section, stated, valueAtMost } from '../report/row.ts'
import { megabytes } from '../report/table.ts'
import { fromOriginals, loadGenerator, slots } from '../settings.ts'
import { listImages } from './renders.ts'

const amounts = {
  tiny: { renders: 40, memoryBytes: 200_000 },
  quick: { renders: 200, memoryBytes: 1_000_000 },
  full: { renders: 5_000, memoryBytes: 16_000_000 },
} as const

/** Times that memory is looked at; the first fifth of them is left out of the slope. */
const samples = 20

/** What the processes hold after many renders, and whether it grows. */
export const memory: Benchmark = { name: 'memory', isLong: true, run }

async function run({ folder, pictures, size, watch }: Stage): Promise<Section> {
  const { renders, memoryBytes } = amounts[size]
  const library = await makeFilms({
    folder: join(folder, 'films'),
    count: 24,
    pictures: { Primary: pictures.Primary, Backdrop: pictures.Backdrop },
    files: 'distinct',
  })
  await using keyart = await Keyart.start({
    library: `movies=${library.folder}`,
    flags: [...fromOriginals, '--cache-memory-bytes', String(memoryBytes)],
  })
  await keyart.scanned()
  await using load = await loadGenerator()
  const images = await listImages(keyart, library.films)
  const formats = ['jpg', 'webp', 'png', 'avif'] as const
  const requests = Array.from({ length: renders }, (_, index) => {
    const { id, type, tag } = images[index % images.length]!
    const width = 160 + ((index * 7) % 641)
    const query = `width=${width}&quality=${60 + (index % 36)}&format=${formats[index % 4]}&tag=${tag}`
    return { path: `/Items/${id}/Images/${type}?${query}` }
  })
  const held = { server: [] as number[], renderer: [] as number[] }
  const parts: MemoryParts[] = []
  const renderers = new Set<number | undefined>()
  const step = renders / samples
  watch.begin('rounds')
  for (let sample = 0; sample < samples; sample++) {
    const part = requests.slice(sample * step, (sample + 1) * step)
    const until = { kind: 'count', count: part.length } as const
    const { tally } = await load.call({
      port: keyart.port,
      connections: slots,
      requests: part,
      until,
    })
    if (!Object.keys(tally).every((key) => key.startsWith('200')))
      throw new Error(`Expected nothing but 200 but got ${JSON.stringify(tally)}`)
    const renderer = await findRenderer(keyart.pid)
    renderers.add(renderer)
    held.server.push((await memoryOf(keyart.pid)).now)
    parts.push(await memoryParts(keyart.pid))
    held.renderer.push(renderer === undefined ? NaN : (await memoryOf(renderer)).now)
  }
  // A short run ends before the heaps and their allocators are level: it can only state.
  const isTelling = size === 'full'
  const options = { goals: isTelling ? [valueAtMost(5)] : [] }
  const ofServer = {
    ...options,
    bounds: `${describeGrowth(parts.slice(samples / 5))} What is dropped stays there until V8 collects, which it does once there is half as much again as what is in use; and each picture is another size, which leaves the allocator gaps.`,
  }
  return {
    title: 'Memory',
    method: `${renders} renders of posters and backdrops, 160 to 800 wide, of JPEG, WebP, PNG and AVIF in turn, qualities 60 to 95, ${slots} in flight. The memory tier may hold ${megabytes(memoryBytes)}, so that it is full early. The resident set (VmRSS) is looked at ${samples} times; growth is the slope of the line through the last four fifths of them, over their span, in percent of their mean.`,
    rows: [
      stated('Resident set of the server process at the end', ' MB', held.server.at(-1)! / 1e6),
      stated('Its growth', '%', growth(held.server), ofServer),
      stated('Resident set of the renderer process at the end', ' MB', held.renderer.at(-1)! / 1e6),
      stated('Its growth', '%', growth(held.renderer), options),
    ],
    notes: [
      ...(isTelling
        ? []
        : [
            'Growth has a goal, 5%, only with `--full`: it takes some 2,000 renders until the heaps of both processes are level.',
          ]),
      `Peaks: server process ${megabytes((await memoryOf(keyart.pid)).peak)}${await peakOfRenderer(keyart.pid)}. The renderer process was replaced ${renderers.size - 1} times.`,
    ],
  }
}

function describeGrowth(parts: readonly MemoryParts[]): string {
  const [first, last] = [parts.at(0), parts.at(-1)]
  if (first === undefined || last === undefined) return ''
  const each = (['heap', 'allocator', 'files'] as const).map(
    (part) => `${partNames[part]} from ${megabytes(first[part])} to ${megabytes(last[part])}`,
  )
  return `in the last four fifths ${each.join(', ')}.`
}

const partNames = {
  heap: 'V8\u2019s heap went',
  allocator: 'what buffers and C code have from the allocator',
  files: 'programs and libraries',
} as const satisfies Record<keyof MemoryParts, string>

async function peakOfRenderer(server: number): Promise<string> {
  const pid = await findRenderer(server)
  return pid === undefined ? '' : `, renderer process ${megabytes((await memoryOf(pid)).peak)}`
}
