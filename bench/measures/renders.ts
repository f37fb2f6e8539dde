import { planRender } from '../../src/render/plan/plan.ts'
import type { Keyart } from '../../test/support/keyart.ts'
import type { ServedImage } from '../films-server.ts'
import type { Load } from '../load.ts'
import { ProcessorTimes } from '../processor-times.ts'
import { type Comparison, compare, measureInTurns } from '../rounds.ts'
import { slots } from '../settings.ts'
import type { BareRender, BareSharp } from '../sides/bare-sharp.ts'

/** One derivative that nobody asked for before, as a URL and as the bare loop's job. */
export interface Render {
  readonly path: string
  readonly job: BareRender
}

export type RenderFormat = Extract<BareRender['format'], 'jpeg' | 'webp'>

export const renderQuality = 90

/** Who makes the same pictures, and who asks. */
export interface RenderSides {
  readonly keyart: Keyart
  readonly load: Load
  readonly bare: BareSharp
}

export interface RendersOptions extends RenderSides {
  readonly images: readonly ServedImage[]
  readonly format: RenderFormat
  /** Another width for every `step`, so that what is asked for was never asked for before. */
  readonly widthOf: (image: ServedImage, step: number) => number
  /** In a round. */
  readonly count: number
  readonly rounds: number
}

export interface RendersResult {
  /** Derivatives made a second. */
  readonly rate: Comparison
  /** What bounds the rate: the processor time of each side for one of them. */
  readonly effort: string
  /** Renders that are not measured, one of each image, to compare what is made. */
  readonly samples: readonly Render[]
}

/** Keyart over HTTP beside the bare loop, with as many in flight. */
export async function measureRenders(options: RendersOptions): Promise<RendersResult> {
  const { keyart, load, bare, images, format, widthOf, count, rounds } = options
  const steps = Math.ceil(count / images.length)
  const plan = (round: number): readonly Render[] =>
    Array.from({ length: count }, (_, index) => {
      const image = images[index % images.length]!
      const step = (round + 1) * steps + Math.floor(index / images.length)
      return planOne(image, widthOf(image, step), format)
    })
  const ours = async (round: number): Promise<number> => {
    const requests = plan(round).map(({ path }) => ({ path }))
    // Anything else was made already, or is no image.
    const expected = '200 Keyart; fwd=uri-miss'
    const call = { url: keyart.url, connections: slots, requests, expected }
    const { milliseconds } = await load.call(call)
    return (1000 * count) / milliseconds
  }
  const limit = async (round: number): Promise<number> => {
    const jobs = plan(round).map(({ job }) => job)
    const { milliseconds } = await bare.call({ kind: 'render', jobs, inFlight: slots })
    return (1000 * count) / milliseconds
  }
  // Not measured: of this format nothing was made yet.
  await ours(-1)
  await limit(-1)
  const effort = new ProcessorTimes(keyart, bare)
  const [made, madeByLimit] = await measureInTurns(rounds, [
    (round) => effort.ofOurs(() => ours(round)),
    (round) => effort.ofLimit(() => limit(round)),
  ])
  return {
    rate: compare(made, madeByLimit),
    effort: effort.describe(rounds * count),
    samples: plan(-1).slice(0, images.length),
  }
}

function planOne(image: ServedImage, maxWidth: number, format: RenderFormat): Render {
  const { id, tag, type, path, picture } = image
  const plan = planRender(
    { ...picture, format: 'jpeg', hasAlpha: false, frames: 1, servableAsIs: true },
    {
      size: { maxWidth },
      quality: renderQuality,
      format,
      accepted: { webp: true, avif: true, gif: true },
    },
    { maxOutputPixels: 16_800_000 },
  )
  if (plan.kind === 'original') throw new Error('Expected a size that has to be made')
  const { width, height } = plan
  return {
    path: `/Items/${id}/Images/${type}?maxWidth=${maxWidth}&quality=${renderQuality}&format=${format}&tag=${tag}`,
    job: { path, width, height, format, quality: renderQuality },
  }
}

/** What either side makes of one render. */
export async function makeBoth(
  { keyart, bare }: Pick<RenderSides, 'keyart' | 'bare'>,
  { path, job }: Render,
): Promise<{ readonly ours: Buffer; readonly limit: Buffer }> {
  const { body } = await keyart.client.ask(path)
  const { first } = await bare.call({ kind: 'render', jobs: [job], inFlight: 1 })
  return { ours: body, limit: Buffer.from(first) }
}
