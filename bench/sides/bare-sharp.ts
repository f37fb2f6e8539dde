/**
 * A process that does the renderer's work and nothing else: no calls one by one, no answers sent,
 * no HTTP, nothing cached. Written anew and, but for the encoders' settings, not taken from `src`,
 * so that it stays what it is when the renderer changes; the benchmarks check that both make the
 * same bytes.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { encode } from 'blurhash'
import sharp from 'sharp'
import { encoderSettings } from '../../src/render/sharp/process/encoders.ts'
import type { OutputFormat } from '../../src/render/plan/formats.ts'
import { mapSome } from '../../test/support/ask.ts'
import { answerCalls, Peer } from '../peer.ts'
import { slots } from '../settings.ts'

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
  /** Of each job. */
  readonly latencies: Float64Array
  /** What the first of the jobs made, to compare: bytes, or tag and BlurHash as text. */
  readonly first: Uint8Array
}

export type BareSharp = Peer<BareCall, BareAnswer>

/** With the renderer process's settings. */
export async function startBareSharp(): Promise<BareSharp> {
  const environment = { UV_THREADPOOL_SIZE: String(slots + 2), MALLOC_ARENA_MAX: '2' }
  return await Peer.start('sides/bare-sharp.ts', { environment })
}

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
  const hash = encode(new Uint8ClampedArray(pixels), width, height, ...components)
  return Buffer.from(`${tag} ${hash}`)
}

async function run<T>(
  jobs: readonly T[],
  inFlight: number,
  work: (job: T) => Promise<Buffer>,
): Promise<BareAnswer> {
  let first: Uint8Array = new Uint8Array()
  const start = performance.now()
  const latencies = await mapSome(jobs, inFlight, async (job, index) => {
    const since = performance.now()
    const made = await work(job)
    if (index === 0) first = made
    return performance.now() - since
  })
  const milliseconds = performance.now() - start
  return { milliseconds, latencies: Float64Array.from(latencies), first }
}

if (import.meta.main) {
  sharp.concurrency(1)
  sharp.cache(false)
  answerCalls(async (call: BareCall): Promise<BareAnswer> =>
    call.kind === 'render'
      ? await run(call.jobs, call.inFlight, render)
      : await run(call.paths, call.inFlight, probe),
  )
}
