import { join } from 'node:path'
import type { Benchmark, Stage } from '../benchmark.ts'
import { serveFilms, type ServedImage } from '../films-server.ts'
import { startLoad } from '../load.ts'
import { compared, ratioAtLeast, type Section } from '../report/row.ts'
import { fromOriginals, slots } from '../settings.ts'
import { startBareSharp } from '../sides/bare-sharp.ts'
import {
  makeBoth,
  measureRenders,
  type Render,
  type RenderFormat,
  renderQuality,
  type RenderSides,
} from './renders.ts'
import { makeWarmUpLibrary, warmUp, warmUpMethod } from './warm-up.ts'

const amounts = {
  tiny: { count: { jpeg: 8, webp: 8 }, rounds: 1 },
  quick: { count: { jpeg: 32, webp: 12 }, rounds: 5 },
  full: { count: { jpeg: 192, webp: 192 }, rounds: 11 },
} as const

/** Pictures that nobody asked for before, made from their originals. */
export const cold: Benchmark = { name: 'cold', run }

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { count, rounds } = amounts[size]
  const { Primary, Backdrop } = pictures
  const small = await makeWarmUpLibrary(join(folder, 'small'))
  await using server = await serveFilms(folder, {
    count: Primary.length,
    pictures: { Primary, Backdrop },
    photos: small,
    args: fromOriginals,
  })
  const { keyart, images } = server
  await using load = await startLoad()
  await using bare = await startBareSharp()
  const sides = { keyart, load, bare }
  await warmUp(sides, small, size)
  const measure = async (format: RenderFormat) => {
    // Posters about 300 wide, as on a wall of them; backdrops about 1280, as behind an item.
    const widthOf = ({ type }: ServedImage, step: number) =>
      type === 'Primary' ? 300 + step : 1280 - step
    const options = { ...sides, images, format, rounds, count: count[format], widthOf }
    const result = await measureRenders(options)
    await requireSame(sides, size === 'full' ? result.samples : result.samples.slice(0, 12))
    return result
  }
  const jpeg = await measure('jpeg')
  const webp = await measure('webp')
  const options = { goals: [ratioAtLeast(0.95)], bounds } as const
  return {
    title: 'Cold, from the original',
    method: `${count.jpeg} (JPEG) and ${count.webp} (WebP) requests per round over loopback, ${slots} in flight, each for a new derivative: posters (1000 x 1500 and 2000 x 3000) to about 300 wide, backdrops (1920 x 1080 and 3840 x 2160) to about 1280, one each in turn, quality ${renderQuality}; nothing is created in advance. Bare sharp reads, decodes, resizes and encodes the same files to the same sizes with ${slots} in flight, in a process with the renderer's settings (\`UV_THREADPOOL_SIZE\` ${slots + 2}, \`MALLOC_ARENA_MAX\` 2, sharp's concurrency 1 and cache off). It neither hashes the original nor stores or sends the result. Both create the same bytes, which is checked. ${warmUpMethod(size)} ${rounds} rounds.`,
    rows: [
      compared('Cold over HTTP, JPEG', '/s', 'bare sharp', jpeg.rate, options),
      compared('Cold over HTTP, WebP', '/s', 'bare sharp', webp.rate, options),
    ],
    notes: [
      `Processor time of one image, JPEG: ${jpeg.effort}`,
      `Processor time of one image, WebP: ${webp.effort}`,
    ],
  }
}

const bounds =
  'Keyart also hashes the original to check that it has not changed, writes the result to disk, sends it, and runs the load generator on the same cores. Some of its requests in flight are always between client, server and renderer, while bare sharp works on all of them.'

async function requireSame(sides: RenderSides, samples: readonly Render[]): Promise<void> {
  for (const sample of samples) {
    const { ours, limit } = await makeBoth(sides, sample)
    if (!ours.equals(limit))
      throw new Error(
        `Expected both sides to make the same of ${sample.path}: bare-sharp.ts must do what the renderer does`,
      )
  }
}
