import { isDeepStrictEqual } from 'node:util'
import type { OutputFormat } from './formats.ts'
import type { Size } from './geometry.ts'
import type { DerivePlan, RenderRequest } from './plan.ts'

/** What may be sent in place of what was asked for. */
export interface Substitute extends Size {
  readonly format: OutputFormat
  /** Absent for a whole picture, upright and still: the original or an intermediate of it. */
  readonly plan?: DerivePlan
}

/** Ratios of width to height that differ by less are one. */
const sameRatio = 0.03

/**
 * Those of `candidates` that can stand in for `asked`, the best first: of the same kind and format,
 * the next larger, else the largest.
 */
export function rankSubstitutes<T extends Substitute>(
  requested: DerivePlan,
  { format, accepted }: Pick<RenderRequest, 'format' | 'accepted'>,
  candidates: Iterable<T>,
): readonly T[] {
  const isReadable = (one: OutputFormat) =>
    // Every client reads these, whatever it asks for.
    one === 'jpeg' || one === 'png' || one === format || accepted[one]
  return [...candidates]
    .filter(
      (candidate) => isReadable(candidate.format) && showsNothingElse(requested, candidate.plan),
    )
    .map((candidate) => ({ candidate, distance: distanceOf(requested, candidate) }))
    .sort((one, other) => compare(one.distance, other.distance))
    .map(({ candidate }) => candidate)
}

/** What is missing in it may be passed over, what is not wanted may not. */
function showsNothingElse(requested: DerivePlan, plan: DerivePlan | undefined): boolean {
  if (plan === undefined) return requested.asStored !== true
  return (
    plan.asStored === requested.asStored &&
    (plan.crop === undefined || isDeepStrictEqual(plan.crop, requested.crop)) &&
    (plan.effects === undefined || isDeepStrictEqual(plan.effects, requested.effects)) &&
    (plan.background === undefined || plan.background === requested.background) &&
    (!plan.animated || requested.animated)
  )
}

/** What counts most comes first: what is missing, whether it is large enough, how large, the format. */
function distanceOf(requested: DerivePlan, { width, height, format, plan }: Substitute) {
  const ratio = (width * requested.height) / (height * requested.width)
  const flaws = [
    Math.abs(Math.log(ratio)) > sameRatio,
    requested.crop !== undefined && plan?.crop === undefined,
    requested.effects !== undefined && plan?.effects === undefined,
  ]
  const isEnough = width >= requested.width && height >= requested.height
  const area = width * height
  return [
    flaws.filter(Boolean).length,
    isEnough ? 0 : 1,
    isEnough ? area : -area,
    format === requested.format ? 0 : 1,
  ] as const
}

type Distance = ReturnType<typeof distanceOf>

function compare(one: Distance, other: Distance): number {
  for (const [at, part] of one.entries()) if (part !== other[at]) return part - other[at]!
  return 0
}
