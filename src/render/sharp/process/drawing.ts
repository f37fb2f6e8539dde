import { LRUCache } from 'lru-cache'
import type { Size } from '../../plan/geometry.ts'
import type { DecodingLimits, SourceLimits } from '../messages.ts'
import { tagOf } from './original.ts'
import { openSource, type Source } from './source.ts'

/** Longest side, in pixels, at which a drawing is tried when it is looked at: that of a backdrop. */
const triedSide = 1920

/** Longest side of what is drawn without asking how long it takes. */
const quickSide = 256

/** Part of the time of a drawing that one may be expected to take. */
const share = 1 / 8

/**
 * How the time of a drawing grows with its sides: most by their square, filters that look around
 * each pixel (feMorphology, feConvolveMatrix) by their fourth power.
 */
const steepest = 4

/** Longest sides, in pixels, that drawings were found to be made at in time, by their tags. */
const found = new LRUCache<string, { readonly side: number; readonly isMost: boolean }>({
  max: 1000,
})

/** Draws it once as large as it will be, or as far as its time goes; a small one leaves much out. */
export async function tryDrawing(
  source: Source,
  limits: DecodingLimits,
  size: Size,
): Promise<void> {
  const scale = triedSide / Math.max(size.width, size.height)
  await draw(source, limits, await affordableScale(source, limits, size, scale))
}

/**
 * `wanted` for a drawing of `size`, or less for one that would take too long, to be enlarged then.
 * Found by drawing it small and ever larger.
 */
export async function affordableScale(
  source: Source,
  limits: DecodingLimits,
  size: Size,
  wanted: number,
): Promise<number> {
  const longest = Math.max(size.width, size.height)
  const widest = Math.sqrt(limits.maxSourcePixels / (size.width * size.height))
  const side = Math.min(wanted, widest) * longest
  if (side <= quickSide) return side / longest
  const tag = tagOf(source.bytes)
  const before = found.get(tag)
  if (before !== undefined && (before.isMost || before.side >= side))
    return Math.min(before.side, side) / longest
  const affordable = await affordableSide(
    async (pixels) => {
      const began = performance.now()
      await draw(source, limits, pixels / longest)
      return performance.now() - began
    },
    side,
    limits.svgTimeout * share,
  )
  found.set(tag, { side: affordable, isMost: affordable < side })
  return affordable / longest
}

/**
 * The largest side of at most `wanted` that takes at most `budget` (milliseconds), as far as that
 * can be told from smaller ones; `draw` says how long one took.
 */
export async function affordableSide(
  draw: (side: number) => Promise<number>,
  wanted: number,
  budget: number,
): Promise<number> {
  for (let side = quickSide; ; side *= 2) {
    // The clock is not finer, and the first drawing brings much along.
    const took = Math.max(1, await draw(side))
    const reach = side * (budget / took) ** (1 / steepest)
    if (reach >= wanted) return wanted
    if (reach < 2 * side) return Math.max(quickSide, reach)
  }
}

async function draw(source: Source, limits: SourceLimits, scale: number): Promise<void> {
  await openSource(source, limits, { scale }).raw().toBuffer()
}
