/**
 * A process that does the renderer's work and nothing else: no calls one by one, no answers sent,
 * no HTTP, nothing kept. Written anew and, but for the encoders' settings, not taken from `src`, so
 * that it stays what it is when the renderer changes; the benchmarks check that both make the same
 * bytes.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { encode } from 'blurhash'
import sharp from 'sharp'
import { encoderSettings } from '../../src/render/sharp/process/encoders.ts'
import type { OutputFormat } from '../../src/render/plan/formats.ts'
import { answerCalls } from '../peer.ts'

export type BareFormat = Exclude<OutputFormat, 'gif'>

export interface BareRender {
  readonly path: string
  readonly width: number
  readonly height: number
  readonly format: BareFormat
  /** 1 to 100; passed over where the format has no such thing. */
  readonly quality: number
}

export type BareCall =
  | { readonly kind: 'render'; readonly jobs: readonly BareRender[]; readonly inFlight: number }
  | { readonly kind: 'probe'; readonly paths: readonly string[]; readonly inFlight: number }

export interface BareAnswer {
  readonly milliseconds: number
  /** Of each job, in the order in which they ended. */
  readonly latencies: Float64Array
  /** What the first of the jobs made, to compare: bytes, or tag and BlurHash as text. */
  readonly first: Uint8Array
}

sharp.concurrency(1)
sharp.cache(false)

async function render({ path, width, height, format, quality }: BareRender): Promise<Buffer> {
  const image = sharp(await readFile(path), { failOn: 'error' })
    .autoOrient()
    .resize({ width, height, fit: 'fill' })
  const plan = { format, width, height, animated: false, ...(format === 'png' ? {} : { quality }) }
  return await image.toFormat(format, encoderSettings(plan, false)).toBuffer()
}

async function probe(path: string): Promise<Buffer> {
  const bytes = await readFile(path)
  const tag = createHash('sha256').update(bytes).digest('hex').slice(0, 32)
  const { autoOrient } = await sharp(bytes).metadata()
  const scale = 32 / Math.max(autoOrient.width, autoOrient.height)
  const width = Math.max(1, Math.round(autoOrient.width * scale))
  const height = Math.max(1, Math.round(autoOrient.height * scale))
  const pixels = await sharp(bytes, { failOn: 'error' })
    .autoOrient()
    .resize({ width, height, fit: 'fill' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer()
  const x = Math.sqrt((16 * autoOrient.width) / autoOrient.height)
  const y = (x * autoOrient.height) / autoOrient.width
  const components = [x, y].map((waves) => Math.min(Math.trunc(waves) + 1, 9)) as [number, number]
  return Buffer.from(
    `${tag} ${encode(new Uint8ClampedArray(pixels), width, height, ...components)}`,
  )
}

async function run<T>(
  jobs: readonly T[],
  inFlight: number,
  work: (job: T) => Promise<Buffer>,
): Promise<BareAnswer> {
  const start = performance.now()
  let first: Uint8Array = new Uint8Array()
  const latencies: number[] = []
  const queue = jobs.entries()
  const lane = async () => {
    for (const [index, job] of queue) {
      const since = performance.now()
      const made = await work(job)
      latencies.push(performance.now() - since)
      if (index === 0) first = made
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  const milliseconds = performance.now() - start
  return { milliseconds, latencies: Float64Array.from(latencies), first }
}

if (import.meta.main)
  answerCalls(async (call: BareCall): Promise<BareAnswer> =>
    call.kind === 'render'
      ? await run(call.jobs, call.inFlight, render)
      : await run(call.paths, call.inFlight, probe),
  )
