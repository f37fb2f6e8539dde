import { readFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { intermediateQuality } from '../../src/render/sharp/process/derive.ts'
import { encoderSettings } from '../../src/render/sharp/process/encoders.ts'
import { ssim } from '../../test/support/ssim.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { compared, kilobytes, type Row, type Section } from '../report/row.ts'
import { compare, median } from '../rounds.ts'

const amounts = {
  tiny: { pictures: 1, rounds: 1 },
  quick: { pictures: 3, rounds: 15 },
  full: { pictures: 8, rounds: 40 },
} as const

const quality = 96
const opaqueCases = [
  { what: 'poster 297 x 446', type: 'Primary', from: 720, width: 297, height: 446 },
  { what: 'backdrop 480 x 270', type: 'Backdrop', from: 720, width: 480, height: 270 },
  { what: 'backdrop 1280 x 720', type: 'Backdrop', from: undefined, width: 1280, height: 720 },
] as const
const transparentCases = [
  { what: 'logo 300 x 116', type: 'Logo', width: 300, height: 116 },
  { what: 'cut-out 300 x 450', type: 'Primary', width: 300, height: 450 },
] as const

type Encoding = readonly [name: string, encode: (image: Sharp) => Sharp]

/** WebP at all efforts that could answer who waits. */
const webp = ([0, 1, 2] as const).map((effort): Encoding => [
  `WebP, effort ${effort}`,
  (image) => image.webp({ quality, effort }),
])
const png: Encoding = ['PNG, level 1', (image) => image.png({ compressionLevel: 1 })]

/** What answers soonest at the same quality: JPEG, or WebP with less effort. */
export const firstAnswer: Benchmark = { name: 'first-answer', run }

async function run({ pictures, size }: Stage): Promise<Section> {
  const { pictures: count, rounds } = amounts[size]
  sharp.concurrency(1)
  sharp.cache(false)
  const rows: Row[] = []
  const notes: string[] = []
  /** Compares the first of `encodings` with the others, for these originals. */
  const measure = async (
    { what, width, height }: { what: string; width: number; height: number },
    sources: readonly (readonly [original: Buffer, source: Buffer])[],
    encodings: readonly Encoding[],
  ) => {
    const made = encodings.map((): Made[] => [])
    for (const [original, source] of sources) {
      const sized = (bytes: Buffer) => sharp(bytes).resize({ width, height, fit: 'fill' })
      const lossless = await sized(original).png().toBuffer()
      for (const [at, [, encode]] of encodings.entries())
        made[at]!.push(await timed(() => encode(sized(source)).toBuffer(), lossless, rounds))
    }
    const times = made.map((all) => all.map(({ time }) => time))
    for (const [at, [name]] of encodings.entries()) {
      if (at > 0)
        rows.push(
          compared(`${encodings[0]![0]}: ${what}`, ' ms', name, compare(times[0]!, times[at]!)),
        )
      const mean = (of: (one: Made) => number) =>
        made[at]!.reduce((sum, one) => sum + of(one), 0) / made[at]!.length
      notes.push(
        `${what}, ${name}: ${kilobytes(mean(({ bytes }) => bytes))}, SSIM ${mean(({ likeness }) => likeness).toFixed(4)}`,
      )
    }
  }
  for (const one of opaqueCases) {
    const { type, from, width, height } = one
    const sources = pictures[type].slice(0, count).map(async ({ path }) => {
      const original = await readFile(path)
      return [
        original,
        from === undefined ? original : await intermediateOf(original, from),
      ] as const
    })
    const plan = { format: 'jpeg', width, height, animated: false, quality } as const
    const jpeg: Encoding = ['JPEG', (image) => image.toFormat('jpeg', encoderSettings(plan, false))]
    await measure(one, await Promise.all(sources), [jpeg, ...webp])
  }
  for (const one of transparentCases) {
    const sources = pictures[one.type].slice(0, count).map(async ({ path }) => {
      const picture = await readFile(path)
      const original = one.type === 'Logo' ? picture : await cutOut(picture)
      return [original, original] as const
    })
    // As shipped, and what could be quicker.
    await measure(one, await Promise.all(sources), [webp[2]!, webp[0]!, webp[1]!, png])
  }
  return {
    title: 'The first answer',
    method: `What a client waits for that gets an image which does not exist: decoding, resizing and encoding it in bare sharp, one thread, ${rounds} times each, ${count} pictures; small sizes of opaque images from an intermediate, the others from the original; a cut-out is a poster in an ellipse on nothing; quality ${quality}. Milliseconds are processor time. SSIM is compared with the same size of the original without loss. \`formats.quickFirst\` is decided by this.`,
    rows,
    notes,
  }
}

async function intermediateOf(original: Buffer, side: number): Promise<Buffer> {
  const image = sharp(original).resize({ width: side, height: side, fit: 'inside' })
  return await image.jpeg({ quality: intermediateQuality }).toBuffer()
}

/** What an ellipse leaves of a picture, as PNG. */
async function cutOut(picture: Buffer): Promise<Buffer> {
  const [width, height] = [600, 900]
  const alpha = Buffer.alloc(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (((2 * x) / width - 1) ** 2 + ((2 * y) / height - 1) ** 2 < 0.95)
        alpha[y * width + x] = 255
  return await sharp(picture)
    .resize({ width, height })
    .joinChannel(alpha, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer()
}

interface Made {
  /** Milliseconds of processor time. */
  readonly time: number
  readonly bytes: number
  readonly likeness: number
}

async function timed(make: () => Promise<Buffer>, lossless: Buffer, rounds: number): Promise<Made> {
  let bytes = await make()
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage()
    bytes = await make()
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1000)
  }
  return { time: median(times), bytes: bytes.length, likeness: await ssim(bytes, lossless) }
}
