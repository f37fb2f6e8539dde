import { join } from 'node:path'
import { prerendered } from '../../test/support/prerendered.ts'
import { ssim } from '../../test/support/ssim.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { serveFilms } from '../films-server.ts'
import { startLoad } from '../load.ts'
import { compared, kilobytes, ratioAtLeast, type Row, type Section } from '../report/row.ts'
import { slots, withoutBudgets } from '../settings.ts'
import { startBareSharp } from '../sides/bare-sharp.ts'
import {
  makeBoth,
  measureRenders,
  type Render,
  renderQuality,
  type RenderSides,
} from './renders.ts'
import { makeWarmUpLibrary, warmUp, warmUpMethod } from './warm-up.ts'

const amounts = {
  tiny: { films: 4, count: { jpeg: 4, webp: 4 }, rounds: 1 },
  quick: { films: 4, count: { jpeg: 32, webp: 12 }, rounds: 5 },
  full: { films: 24, count: { jpeg: 96, webp: 96 }, rounds: 11 },
} as const

/** What is asked for of which original; the goal is for JPEG. */
const shapes = [
  { type: 'Primary', name: 'poster 2000 x 3000 to 300 x 450', width: 300, goal: 2 },
  { type: 'Backdrop', name: 'backdrop 3840 x 2160 to 480 x 270', width: 480, goal: 3 },
] as const

/** New sizes of large originals, once the server has its intermediates of them. */
export const intermediates: Benchmark = { name: 'intermediates', run }

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { films, count, rounds } = amounts[size]
  const small = await makeWarmUpLibrary(join(folder, 'small'))
  await using server = await serveFilms(folder, {
    count: films,
    pictures: {
      Primary: pictures.Primary.filter(({ width }) => width === 2000),
      Backdrop: pictures.Backdrop.filter(({ width }) => width === 3840),
    },
    photos: small,
    args: withoutBudgets,
  })
  const { keyart, images: all } = server
  await prerendered(keyart)
  await using load = await startLoad()
  await using bare = await startBareSharp()
  const sides = { keyart, load, bare }
  await warmUp(sides, small, size)
  const rows: Row[] = []
  const notes: string[] = []
  for (const { type, name, width, goal } of shapes)
    for (const format of ['jpeg', 'webp'] as const) {
      const images = all.filter((image) => image.type === type)
      // Downwards: above them the intermediate may not be large enough.
      const widthOf = (_: unknown, step: number) => width - step
      const options = { ...sides, images, format, rounds, count: count[format], widthOf }
      const { rate, effort, samples } = await measureRenders(options)
      const what = `New size after intermediates, ${name}, ${formatNames[format]}`
      const goals = format === 'jpeg' ? [ratioAtLeast(goal)] : []
      rows.push(compared(what, '/s', 'bare sharp', rate, { goals, bounds }))
      const some = samples.slice(0, size === 'full' ? 4 : 2)
      notes.push(`${what}: ${await describeLikeness(sides, some)}`)
      notes.push(`Processor time of one image, ${what}: ${effort}`)
    }
  return {
    title: 'Cold, after intermediates',
    method: `${films} films with a poster of 2000 x 3000 and a backdrop of 3840 x 2160 (JPEG, all files different). The server has created images in advance. Then, as above, ${count.jpeg} (JPEG) and ${count.webp} (WebP) requests a round with ${slots} in flight for new widths, from the one given downwards; quality ${renderQuality}. Bare sharp creates the same sizes from the originals. ${warmUpMethod(size)} ${rounds} rounds.`,
    rows,
    notes,
  }
}

const formatNames = { jpeg: 'JPEG', webp: 'WebP' } as const

const bounds =
  'What is left after decoding a smaller intermediate is resizing, encoding, keeping and sending, which intermediates do not make cheaper; the notes have the processor time of both.'

async function describeLikeness(sides: RenderSides, samples: readonly Render[]): Promise<string> {
  let [ours, limit, likeness] = [0, 0, 0]
  for (const sample of samples) {
    const made = await makeBoth(sides, sample)
    ours += made.ours.length / samples.length
    limit += made.limit.length / samples.length
    likeness += (await ssim(made.ours, made.limit)) / samples.length
  }
  return `${kilobytes(ours)} on average, created directly ${kilobytes(limit)}; SSIM of the two ${likeness.toFixed(4)}`
}
