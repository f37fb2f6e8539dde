import { ssim } from '../../test/support/ssim.ts'
import { median } from '../rounds.ts'
import { type Candidate, encode } from './candidates.ts'
import { middleOf } from './middle.ts'
import type { Picture } from './pictures.ts'

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
export async function measure(
  picture: Picture,
  candidates: readonly Candidate[],
  qualities: readonly number[],
  rounds: number,
): Promise<ReadonlyMap<Candidate, readonly Point[]>> {
  const jobs = candidates.flatMap((candidate) =>
    (candidate.lossless ? [100] : qualities).map((quality) => ({
      candidate,
      quality,
      times: [] as number[],
      made: Buffer.alloc(0),
    })),
  )
  for (let round = 0; round < rounds; round++)
    for (const job of round % 2 === 0 ? jobs : jobs.toReversed()) {
      const image = encode(picture.open(), job.candidate, job.quality)
      const start = process.cpuUsage()
      job.made = await image.toBuffer()
      const { user, system } = process.cpuUsage(start)
      job.times.push((user + system) / 1000)
    }
  const points = new Map<Candidate, Point[]>()
  for (const { candidate, quality, times, made } of jobs) {
    const point = {
      quality,
      ssim: candidate.format === 'png' ? 1 : await ssim(picture.reference, await middleOf(made)),
      bytes: made.length,
      milliseconds: median(times),
    }
    points.set(candidate, [...(points.get(candidate) ?? []), point])
  }
  return points
}

/** What the settings would give at that SSIM. */
export function atSsim(points: readonly Point[], wanted: number): Point {
  return between(points, ({ ssim }) => -lossOf(ssim), -lossOf(wanted))
}

/** What they would give at that many bytes. */
export function atBytes(points: readonly Point[], wanted: number): Point {
  return between(points, ({ bytes }) => Math.log(bytes), Math.log(wanted))
}

/** What they would give at that quality. */
export function atQuality(points: readonly Point[], wanted: number): Point {
  return between(points, ({ quality }) => quality, wanted)
}

/** Of what is lost, and of bytes, the logarithm is what lies near a line. */
const lossOf = (ssim: number) => Math.log(Math.max(1e-6, 1 - ssim))

/** Read off the line through the two points nearest to `wanted`, which may lie beyond them. */
function between(points: readonly Point[], axis: (point: Point) => number, wanted: number): Point {
  const sorted = points.toSorted((a, b) => axis(a) - axis(b))
  if (sorted.length === 1) return sorted[0]!
  const above = sorted.findIndex((point) => axis(point) >= wanted)
  const high = above === -1 ? sorted.length - 1 : Math.max(1, above)
  const [a, b] = [sorted[high - 1]!, sorted[high]!]
  const part = (wanted - axis(a)) / (axis(b) - axis(a))
  const read = (from: number, to: number) => from + (to - from) * part
  return {
    quality: read(a.quality, b.quality),
    ssim: 1 - Math.exp(read(lossOf(a.ssim), lossOf(b.ssim))),
    bytes: Math.exp(read(Math.log(a.bytes), Math.log(b.bytes))),
    milliseconds: read(a.milliseconds, b.milliseconds),
  }
}
