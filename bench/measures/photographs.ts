import { join } from 'node:path'
import sharp from 'sharp'
import { drawPicture } from '../../demo/draw.ts'
import type { PictureSpec } from '../../demo/picture.ts'
import { planDemo } from '../../demo/plan-demo.ts'
import type { formatNames } from '../../src/render/plan/formats.ts'
import { ssim } from '../../test/support/ssim.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { fromKept } from '../kept.ts'
import { Keyart } from '../keyart.ts'
import { drawingSources } from '../library.ts'
import { forgetPeak, peakOfTree, processTree } from '../processes.ts'
import { compared, type Row, type Section } from '../report/row.ts'
import { figure, kilobytes, megabytes } from '../report/table.ts'
import { compareSides, measureInTurns, percentile, side } from '../rounds.ts'
import { fromOriginals, loadGenerator, startBareSharp } from '../settings.ts'
import type { BareFormat, BareRender } from '../sides/bare-sharp.ts'

const amounts = {
  tiny: { photographs: 1, rounds: 1, share: 0.2 },
  quick: { photographs: 3, rounds: 5, share: 0.2 },
  full: { photographs: 12, rounds: 11, share: 4 },
} as const

/** What is made of what: the output is in the format of the original. */
const formats = [
  { format: 'jpeg', extension: 'jpg', quality: 80, requests: 24 },
  { format: 'png', extension: 'png', quality: 90, requests: 12 },
  { format: 'webp', extension: 'webp', quality: 75, requests: 12 },
  { format: 'avif', extension: 'avif', quality: 65, requests: 8 },
] as const satisfies readonly {
  readonly format: BareFormat
  readonly extension: keyof typeof formatNames
  readonly quality: number
  /** In a quick round. */
  readonly requests: number
}[]

type Format = (typeof formats)[number]

/** Of the originals, beside PNG. */
const encodings = {
  jpeg: { extension: 'jpg', quality: 90 },
  webp: { extension: 'webp', quality: 90, effort: 2 },
  avif: { extension: 'avif', quality: 75, effort: 1 },
} as const

const original = { width: 2040, height: 1356 }
const side512 = 512

/** Of the shape that the published comparison of image servers has. */
export const photographs: Benchmark = { name: 'photographs', run }

async function run({ folder, size, watch }: Stage): Promise<Section> {
  const { photographs: count, rounds, share } = amounts[size]
  const place = join(folder, 'photographs')
  await drawPhotographs(place, count)
  await using keyart = await Keyart.start({
    library: `photos=${place}`,
    flags: [...fromOriginals, '--cache-max-bytes', '0', '--cache-memory-bytes', '0'],
  })
  await keyart.scanned()
  const items = await keyart.items('Photo')
  await using load = await loadGenerator()
  await using bare = await startBareSharp()
  const rows: Row[] = []
  const notes: string[] = []
  for (const format of formats) {
    const requests = items
      .filter(({ Name }) => Name.startsWith(format.format))
      .map(({ Id, ImageTags }) => ({ path: pathOf(format, Id, ImageTags['Primary']) }))
    if (requests.length !== count)
      throw new Error(
        `Expected ${count} photographs in ${format.format} but got ${requests.length}`,
      )
    const jobs = Array.from({ length: count }, (_, number) => jobOf(place, format, number))
    const asked = Math.max(2, Math.round(format.requests * share))
    const latencies = { ours: [] as number[], bare: [] as number[] }
    const ours = side(async () => {
      const until = { kind: 'count', count: asked } as const
      const answer = await load.call({ port: keyart.port, connections: 2, requests, until })
      if (!Object.keys(answer.tally).every((key) => key.startsWith('200 Keyart; fwd=uri-miss')))
        throw new Error(`Expected nothing but renders but got ${JSON.stringify(answer.tally)}`)
      latencies.ours.push(percentile(answer.latencies, 95))
      return (1000 * asked) / answer.milliseconds
    })
    const limit = side(async () => {
      const work = Array.from({ length: asked }, (_, index) => jobs[index % jobs.length]!)
      const answer = await bare.call({ kind: 'render', jobs: work, inFlight: 2 })
      latencies.bare.push(percentile(answer.latencies, 95))
      return (1000 * asked) / answer.milliseconds
    })
    watch.begin('warming up')
    for (const { measure } of [ours, limit]) await measure(-1)
    for (const values of Object.values(latencies)) values.length = 0
    for (const pid of [...(await processTree(keyart.pid)), bare.pid]) await forgetPeak(pid)
    watch.begin('rounds')
    await measureInTurns(rounds, [ours, limit])
    watch.begin('comparing')
    const name = format.format.toUpperCase()
    rows.push(
      compared(
        `Photograph to ${side512} x ${side512}, ${name}`,
        '/s',
        'bare sharp',
        compareSides(ours, limit),
      ),
    )
    const made = Buffer.from(await (await keyart.get(requests[0]!.path)).arrayBuffer())
    const lossless = sharp(jobs[0]!.path).resize({ ...sizeOf(jobs[0]!), fit: 'fill' })
    const likeness = await ssim(made, await lossless.png().toBuffer())
    notes.push(
      `${name}: p95 ${figure(percentile(latencies.ours, 50))} ms, bare sharp ${figure(percentile(latencies.bare, 50))} ms; peak memory of all processes ${megabytes(await peakOfTree(keyart.pid))}, bare sharp ${megabytes(await peakOfTree(bare.pid))}; ${kilobytes(made.length)}, SSIM ${likeness.toFixed(4)} beside the same size without loss`,
    )
  }
  const qualities = formats.map(({ format, quality }) =>
    format === 'png' ? 'PNG' : `${format.toUpperCase()} ${quality}`,
  )
  return {
    title: 'Photographs',
    method: `The shape of the published comparison of image servers (imgproxy's and imagor's): photographs of ${original.width} x ${original.height} from disk, fitted into ${side512} x ${side512} (\`maxWidth\`, \`maxHeight\`) in the format of the original (${qualities.join(', ')}), two clients that ask for one after another. Theirs are DIV2K's, these ${count} are drawn, with grain; figures cannot be compared with other machines'. Nothing is kept (\`cache.maxBytes\` and \`cache.memoryBytes\` 0) or made ahead. Bare sharp makes the same with two in flight. ${rounds} rounds. Peak memory is the resident set's high-water mark (VmHWM) over these rounds, of server and renderer process together.`,
    rows,
    notes,
  }
}

function pathOf({ extension, quality }: Format, id: string, tag: string | undefined): string {
  const wanted = `maxWidth=${side512}&maxHeight=${side512}&quality=${quality}&format=${extension}`
  return `/Items/${id}/Images/Primary?${wanted}&tag=${tag}`
}

function jobOf(folder: string, { format, quality, extension }: Format, number: number): BareRender {
  const height = Math.round((side512 * original.height) / original.width)
  const path = join(folder, `${format}-${number}.${extension}`)
  return { path, width: side512, height, format, quality }
}

const sizeOf = ({ width, height }: BareRender) => ({ width, height })

/** `count` photographs of the demo library at the size wanted, each in every format. */
async function drawPhotographs(folder: string, count: number): Promise<void> {
  const specs = planDemo('full')
    .flatMap((file) =>
      file.kind === 'picture' && file.picture.kind === 'photo' ? [file.picture] : [],
    )
    .slice(0, count)
  await fromKept(folder, {
    name: `photographs-${count}`,
    of: { specs, original, encodings },
    sources: drawingSources,
    make: (place) => drawAll(place, specs),
  })
}

type Photograph = Extract<PictureSpec, { readonly kind: 'photo' }>

async function drawAll(folder: string, specs: readonly Photograph[]): Promise<void> {
  for (const [number, spec] of specs.entries()) {
    const master = join(folder, `png-${number}.png`)
    await drawPicture({ ...spec, ...original, orientation: 1, encoding: 'png' }, master)
    for (const [format, { extension, ...settings }] of Object.entries(encodings))
      await sharp(master)
        .toFormat(format as keyof typeof encodings, settings)
        .toFile(join(folder, `${format}-${number}.${extension}`))
  }
}
