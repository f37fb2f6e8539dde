import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
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
const cases = [
  { what: 'poster 297 x 446', type: 'Primary', from: 720, width: 297, height: 446 },
  { what: 'backdrop 480 x 270', type: 'Backdrop', from: 720, width: 480, height: 270 },
  { what: 'backdrop 1280 x 720', type: 'Backdrop', from: undefined, width: 1280, height: 720 },
] as const

/** WebP at all efforts that could answer who waits. */
const efforts = [0, 1, 2] as const

/** What answers soonest at the same quality: JPEG, or WebP with less effort. */
export const firstAnswer: Benchmark = { name: 'first-answer', run }

async function run({ pictures, size }: Stage): Promise<Section> {
  const { pictures: count, rounds } = amounts[size]
  sharp.concurrency(1)
  sharp.cache(false)
  const rows: Row[] = []
  const notes: string[] = []
  for (const { what, type, from, width, height } of cases) {
    const made = { jpeg: [] as Made[], webp: efforts.map((): Made[] => []) }
    for (const { path } of pictures[type].slice(0, count)) {
      const original = await readFile(path)
      const source =
        from === undefined
          ? original
          : await sharp(original)
              .resize({ width: from, height: from, fit: 'inside' })
              .jpeg({ quality: intermediateQuality })
              .toBuffer()
      const sized = () => sharp(source).resize({ width, height, fit: 'fill' })
      const lossless = await sharp(original).resize({ width, height, fit: 'fill' }).png().toBuffer()
      const measure = (encoded: () => Promise<Buffer>) => timed(encoded, lossless, rounds)
      const plan = { format: 'jpeg', width, height, animated: false, quality } as const
      const settings = encoderSettings(plan, false)
      made.jpeg.push(await measure(() => sized().toFormat('jpeg', settings).toBuffer()))
      for (const [at, effort] of efforts.entries())
        made.webp[at]!.push(await measure(() => sized().webp({ quality, effort }).toBuffer()))
    }
    for (const [at, effort] of efforts.entries()) {
      const [ours, other] = [made.jpeg, made.webp[at]!].map((all) => all.map(({ time }) => time))
      const name = `WebP, effort ${effort}`
      rows.push(compared(`JPEG, ${what}`, ' ms', name, compare(ours!, other!)))
    }
    const all: readonly (readonly [string, readonly Made[]])[] = [
      ['JPEG', made.jpeg],
      ...efforts.map((effort, at) => [`WebP, effort ${effort}`, made.webp[at]!] as const),
    ]
    for (const [name, ofAll] of all) {
      const mean = (of: (one: Made) => number) =>
        ofAll.reduce((sum, one) => sum + of(one), 0) / ofAll.length
      notes.push(
        `${what}, ${name}: ${kilobytes(mean(({ bytes }) => bytes))}, SSIM ${mean(({ likeness }) => likeness).toFixed(4)}`,
      )
    }
  }
  return {
    title: 'The first answer',
    method: `What a client waits for that gets an image which does not exist: decoding, resizing and encoding it in bare sharp, one thread, ${rounds} times each, ${count} pictures; small sizes from an intermediate, large ones from the original; quality ${quality}. Milliseconds are processor time. SSIM is compared with the same size of the original without loss. \`formats.quickFirst\` is decided by this.`,
    rows,
    notes,
  }
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
