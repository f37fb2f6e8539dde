import { join } from 'node:path'
import sharp from 'sharp'
import { drawPicture } from '../../demo/draw.ts'
import { Keyart } from '../../test/support/keyart.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { fromCache } from '../cached.ts'
import { listItems } from '../keyart.ts'
import { drawingSources, picturesOfDemo } from '../library.ts'
import { likenessOf } from '../likeness.ts'
import { startLoad } from '../load.ts'
import { forgetPeak, peakOfTree, processTree } from '../processes.ts'
import { compared, figure, kilobytes, megabytes, type Row, type Section } from '../report/row.ts'
import { compare, measureInTurns, median, percentile } from '../rounds.ts'
import { fromOriginals } from '../settings.ts'
import { type BareRender, startBareSharp } from '../sides/bare-sharp.ts'

const amounts = {
  tiny: { photographs: 1, rounds: 1, share: 0.2 },
  quick: { photographs: 3, rounds: 5, share: 0.2 },
  full: { photographs: 12, rounds: 11, share: 4 },
} as const

/** What is made of what: the output is in the format of the original. `requests`: in a round. */
const formats = [
  { format: 'jpeg', extension: 'jpg', quality: 80, requests: 24 },
  { format: 'png', extension: 'png', quality: 90, requests: 12 },
  { format: 'webp', extension: 'webp', quality: 75, requests: 12 },
  { format: 'avif', extension: 'avif', quality: 65, requests: 8 },
] as const

type Format = (typeof formats)[number]

/** Of the originals, beside PNG. */
const encodings = {
  jpeg: { extension: 'jpg', quality: 90 },
  webp: { extension: 'webp', quality: 90, effort: 2 },
  avif: { extension: 'avif', quality: 75, effort: 1 },
} as const

const original = { width: 2040, height: 1356 }
const side = 512
const clients = 2

/** Of the shape that the published comparison of image servers has. */
export const photographs: Benchmark = { name: 'photographs', run }

async function run({ folder, size }: Stage): Promise<Section> {
  const { photographs: count, rounds, share } = amounts[size]
  const place = join(folder, 'photographs')
  await drawPhotographs(place, count)
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'photos', folder: place }],
    data: join(folder, 'data'),
    args: [...fromOriginals, '--cache-max-bytes', '0', '--cache-memory-bytes', '0'],
  })
  const items = await listItems(keyart, 'Photo')
  await using load = await startLoad()
  await using bare = await startBareSharp()
  const rows: Row[] = []
  const notes: string[] = []
  for (const format of formats) {
    const paths = items
      .filter(({ Name }) => Name.startsWith(format.format))
      .map(({ Id, ImageTags }) => pathOf(format, Id, ImageTags['Primary']))
    if (paths.length !== count)
      throw new Error(`Expected ${count} photographs in ${format.format} but got ${paths.length}`)
    const asked = Math.max(2, Math.round(format.requests * share))
    const inTurn = Array.from({ length: asked }, (_, index) => index % count)
    const requests = inTurn.map((number) => ({ path: paths[number]! }))
    const jobs = inTurn.map((number) => jobOf(place, format, number))
    const slowest = { ours: [] as number[], bare: [] as number[] }
    const ours = async () => {
      const expected = '200 Keyart; fwd=uri-miss'
      const call = { url: keyart.url, connections: clients, requests, expected }
      const { latencies, milliseconds } = await load.call(call)
      slowest.ours.push(percentile(latencies, 95))
      return (1000 * asked) / milliseconds
    }
    const limit = async () => {
      const call = { kind: 'render', jobs, inFlight: clients } as const
      const { latencies, milliseconds } = await bare.call(call)
      slowest.bare.push(percentile(latencies, 95))
      return (1000 * asked) / milliseconds
    }
    for (const measure of [ours, limit]) await measure()
    for (const values of Object.values(slowest)) values.length = 0
    for (const pid of [...processTree(keyart.pid), bare.pid]) await forgetPeak(pid)
    const comparison = compare(...(await measureInTurns(rounds, [ours, limit])))
    const name = format.format.toUpperCase()
    rows.push(compared(`Photograph to ${side} x ${side}, ${name}`, '/s', 'bare sharp', comparison))
    const { body } = await keyart.client.ask(paths[0]!)
    const likeness = await likenessOf(body, jobs[0]!.path)
    notes.push(
      `${name}: p95 ${figure(median(slowest.ours))} ms, bare sharp ${figure(median(slowest.bare))} ms; peak memory of all processes ${megabytes(peakOfTree(keyart.pid))}, bare sharp ${megabytes(peakOfTree(bare.pid))}; ${kilobytes(body.length)}, SSIM ${likeness.toFixed(4)} compared with the same size without loss`,
    )
  }
  const qualities = formats.map(({ format, quality }) =>
    format === 'png' ? 'PNG' : `${format.toUpperCase()} ${quality}`,
  )
  return {
    title: 'Photographs',
    method: `The same setup as the published comparisons of image servers (imgproxy's and imagor's): photographs of ${original.width} x ${original.height} from disk, fitted into ${side} x ${side} (\`maxWidth\`, \`maxHeight\`) in the format of the original (${qualities.join(', ')}), two clients that request one after another. Theirs are from DIV2K; these ${count} are synthetic, with grain; figures of different machines cannot be compared. Nothing is cached (\`cache.maxBytes\` and \`cache.memoryBytes\` 0) or created in advance. Bare sharp does the same with two in flight. ${rounds} rounds. Peak memory is the resident set's high-water mark (VmHWM) over these rounds, of server and renderer process together.`,
    rows,
    notes,
  }
}

function pathOf({ extension, quality }: Format, id: string, tag: string | undefined): string {
  const wanted = `maxWidth=${side}&maxHeight=${side}&quality=${quality}&format=${extension}`
  return `/Items/${id}/Images/Primary?${wanted}&tag=${tag}`
}

function jobOf(folder: string, { format, quality, extension }: Format, number: number): BareRender {
  const height = Math.round((side * original.height) / original.width)
  const path = join(folder, `${format}-${number}.${extension}`)
  return { path, width: side, height, format, quality }
}

/** `count` photographs of the demo library at the size wanted, each in every format. */
async function drawPhotographs(folder: string, count: number): Promise<void> {
  const specs = picturesOfDemo('photo').slice(0, count)
  const make = async (place: string) => {
    for (const [number, spec] of specs.entries()) {
      const master = join(place, `png-${number}.png`)
      await drawPicture({ ...spec, ...original, orientation: 1, encoding: 'png' }, master)
      for (const [format, { extension, ...settings }] of Object.entries(encodings))
        await sharp(master)
          .toFormat(format as keyof typeof encodings, settings)
          .toFile(join(place, `${format}-${number}.${extension}`))
    }
  }
  const of = { specs, original, encodings }
  await fromCache(folder, { name: `photographs-${count}`, of, sources: drawingSources, make })
}
