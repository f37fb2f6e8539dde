import { join } from 'node:path'
import { ssim } from '../../test/support/ssim.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { Keyart } from '../keyart.ts'
import { makeFilms } from '../library.ts'
import { type Pass, profileMissed, profileServer } from '../profile/if-missed.ts'
import { compared, type Goal, ratioAtLeast, type Row, type Section } from '../report/row.ts'
import { kilobytes } from '../report/table.ts'
import { loadGenerator, slots, startBareSharp, withoutBudgets } from '../settings.ts'
import {
  describeEffort,
  listImages,
  makeBoth,
  measureRenders,
  type Render,
  type RenderFormat,
  renderQuality,
  type RendersOptions,
} from './renders.ts'
import { makeWarmUpLibrary, warmUp, warmUpMethod, warmUpRenders } from './warm-up.ts'

const amounts = {
  tiny: { films: 4, count: { jpeg: 4, webp: 4 }, rounds: 1 },
  quick: { films: 4, count: { jpeg: 32, webp: 12 }, rounds: 5 },
  full: { films: 24, count: { jpeg: 96, webp: 96 }, rounds: 11 },
} as const

/** What is asked for of which original. */
const shapes = [
  { type: 'Primary', name: 'poster 2000 x 3000 to 300 x 450', width: 300, goal: 2 },
  { type: 'Backdrop', name: 'backdrop 3840 x 2160 to 480 x 270', width: 480, goal: 3 },
] as const

/** New sizes of large originals, once the server has its rungs of them. */
export const rungs: Benchmark = { name: 'rungs', run }

async function run({ folder, pictures, size, watch }: Stage): Promise<Section> {
  const { films, count, rounds } = amounts[size]
  const library = await makeFilms({
    folder: join(folder, 'films'),
    count: films,
    pictures: {
      Primary: pictures.Primary.filter(({ width }) => width === 2000),
      Backdrop: pictures.Backdrop.filter(({ width }) => width === 3840),
    },
    files: 'distinct',
  })
  const small = await makeWarmUpLibrary(join(folder, 'small'))
  await using keyart = await Keyart.start({
    library: `movies=${library.folder}`,
    flags: [...withoutBudgets, '--library', `photos=${small}`],
  })
  await keyart.prerendered()
  await using load = await loadGenerator()
  await using bare = await startBareSharp()
  const images = await listImages(keyart, library.films)
  watch.begin('warming up')
  await warmUp({ keyart, load, bare }, small, warmUpRenders[size])
  const rows: Row[] = []
  const notes: string[] = []
  const passes: Pass[] = []
  for (const shape of shapes)
    for (const format of ['jpeg', 'webp'] as const) {
      const options: RendersOptions = {
        watch,
        keyart,
        load,
        bare,
        format,
        count: count[format],
        rounds,
        images: images.filter(({ type }) => type === shape.type),
        // Downwards: above them the rung may not be large enough.
        widthOf: (_, step) => shape.width - step,
      }
      const { rate, effort, samples, again } = await measureRenders(options)
      const what = `New size after rungs, ${shape.name}, ${formatNames[format]}`
      const goals: readonly Goal[] = format === 'jpeg' ? [ratioAtLeast(shape.goal)] : []
      const row = compared(what, '/s', 'bare sharp', rate, { goals, bounds: rungBounds })
      rows.push(row)
      if (goals.length > 0)
        passes.push({ what: shape.name, rows: [row], run: () => profileServer(keyart, again) })
      notes.push(
        `${what}: ${await describeLikeness(options, samples.slice(0, size === 'full' ? 4 : 2))}`,
      )
      notes.push(describeEffort(what, effort))
    }
  return {
    title: 'Cold, after rungs',
    method: `${films} films with a poster of 2000 x 3000 and a backdrop of 3840 x 2160 (JPEG, each file with bytes of its own). The server has made what it makes ahead. Then, as above, ${count.jpeg} (JPEG) and ${count.webp} (WebP) requests a round with ${slots} in flight for widths never asked for before, from the one named downwards; quality ${renderQuality}. Bare sharp makes the same sizes from the originals. ${warmUpMethod(size)} ${rounds} rounds.`,
    rows,
    notes,
    profiles: await profileMissed({ size, watch }, passes),
  }
}

const formatNames: Readonly<Record<RenderFormat, string>> = { jpeg: 'JPEG', webp: 'WebP' }

const rungBounds =
  'What is left after decoding a smaller intermediate is resizing, encoding, keeping and sending, which rungs do not make cheaper; the notes have the processor time of both.'

async function describeLikeness(
  options: RendersOptions,
  samples: readonly Render[],
): Promise<string> {
  let [ours, limit, likeness] = [0, 0, 0]
  for (const sample of samples) {
    const made = await makeBoth(options, sample)
    ours += made.ours.length / samples.length
    limit += made.limit.length / samples.length
    likeness += (await ssim(made.ours, made.limit)) / samples.length
  }
  return `${kilobytes(ours)} on average, made directly ${kilobytes(limit)}; SSIM of the two ${likeness.toFixed(4)}`
}
