import { ssim } from '../../test/support/ssim.ts'
import { median } from '../rounds.ts'
import type { Candidate } from './candidates.ts'
import { middleOf, type Picture } from './pictures.ts'

/** What one encode gives. */
export interface Point {
  readonly quality: number
  readonly ssim: number
  readonly bytes: number
  /** Of processor time, all threads together. */
  readonly milliseconds: number
}

/**
 * Encodes `picture` with each of `candidates` at each quality, `rounds` times, one encode at a
 * time. Candidates take turns, to and fro, so that none always meets the machine in the same mood.
 */
export async function measurePoints(
  picture: Picture,
  candidates: readonly Candidate[],
  qualities: readonly number[],
  rounds: number,
): Promise<readonly (readonly Point[])[]> {
  const jobs = candidates.flatMap((candidate) =>
    (candidate.lossless ? [100] : qualities).map((quality) => {
      return { candidate, quality, times: [] as number[], made: Buffer.alloc(0) }
    }),
  )
  for (let round = 0; round < rounds; round++)
    for (const job of round % 2 === 0 ? jobs : jobs.toReversed()) {
      const { format, settings, lossless } = job.candidate
      const image = picture.open()
      const start = process.cpuUsage()
      const options = lossless ? settings : { ...settings, quality: job.quality }
      job.made = await image.toFormat(format, options).toBuffer()
      const { user, system } = process.cpuUsage(start)
      job.times.push((user + system) / 1000)
    }
  const points = candidates.map((): Point[] => [])
  for (const { candidate, quality, times, made } of jobs)
    points[candidates.indexOf(candidate)]!.push({
      quality,
      ssim: candidate.format === 'png' ? 1 : await ssim(picture.reference, await middleOf(made)),
      bytes: made.length,
      milliseconds: median(times),
    })
  return points
}

/** Of what is lost, and of bytes, the logarithm is what lies near a line. */
const lossOf = (ssim: number) => Math.log(Math.max(1e-6, 1 - ssim))

const axes = {
  ssim: ({ ssim }: Point) => -lossOf(ssim),
  bytes: ({ bytes }: Point) => Math.log(bytes),
  quality: ({ quality }: Point) => quality,
} as const

/**
 * What the settings would give where `axis` is as at `wanted`: read off the line through the two
 * points nearest to it, which may lie beyond them.
 */
export function readAt(
  points: readonly Point[],
  axis: keyof typeof axes,
  wanted: Pick<Point, 'ssim' | 'bytes' | 'quality'>,
): Point {
  const place = axes[axis]
  const sorted = points.toSorted((a, b) => place(a) - place(b))
  if (sorted.length === 1) return sorted[0]!
  const target = place({ ...wanted, milliseconds: 0 })
  const above = sorted.findIndex((point) => place(point) >= target)
  const high = above === -1 ? sorted.length - 1 : Math.max(1, above)
  const [a, b] = [sorted[high - 1]!, sorted[high]!]
  const part = (target - place(a)) / (place(b) - place(a))
  const read = (from: number, to: number) => from + (to - from) * part
  return {
    quality: read(a.quality, b.quality),
    ssim: 1 - Math.exp(read(lossOf(a.ssim), lossOf(b.ssim))),
    bytes: Math.exp(read(Math.log(a.bytes), Math.log(b.bytes))),
    milliseconds: read(a.milliseconds, b.milliseconds),
  }
}
