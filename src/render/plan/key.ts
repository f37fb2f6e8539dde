import { contentId } from '../../library/id.ts'
import type { Effects } from './effects.ts'
import type { DerivePlan, RenderPlan } from './plan.ts'
import type { IntermediatePlan } from './intermediates.ts'

/**
 * Raised whenever the same plan would give other pixels (encoder settings, a new sharp): derivatives
 * of before are then no longer found, and clients see a new ETag. Other bytes of the same pixels
 * (Huffman tables) need no new one: ETags of derivatives are weak.
 */
export const renderVersion = 3

/**
 * The name of an outcome: 32 hex digits over the original's content and the plan. Two URLs with
 * one outcome share it. It is the derivative's key in storage and, quoted, the ETag.
 */
export function planKey(tag: string, plan: RenderPlan): string {
  if (plan.kind === 'original') return contentId('original', tag)
  const { width, height, format, quality, animated, background } = plan
  return contentId(
    'derive',
    String(renderVersion),
    tag,
    `${width}x${height}`,
    format,
    String(quality ?? ''),
    animated ? 'animated' : 'still',
    background ?? '',
    ...frameParts(plan),
    ...effectParts(plan.effects),
  )
}

/** Raised whenever more or less of an original goes out without its metadata. */
const stripVersion = 1

/** The name of an original without its metadata: other bytes than the original's. */
export function strippedKey(tag: string): string {
  return contentId('stripped', String(stripVersion), tag)
}

/** Raised whenever the same intermediate would have other pixels. */
const intermediateVersion = 2

/** The key of an intermediate in storage, where it lies among the derivatives. */
export function intermediateKey(tag: string, { width, height, format }: IntermediatePlan): string {
  return contentId('rung', String(intermediateVersion), tag, `${width}x${height}`, format)
}

// Each part has a name, for any of them may be absent.
function* frameParts({ asStored, crop }: DerivePlan) {
  if (asStored === true) yield 'as stored'
  if (crop !== undefined) yield `crop ${crop.left} ${crop.top} ${crop.width} ${crop.height}`
}

function* effectParts({ blur, veil, bar, badge }: Effects = {}) {
  if (blur !== undefined) yield `blur ${blur}`
  if (veil !== undefined) yield `veil ${veil}`
  if (bar !== undefined) yield `bar ${bar}`
  if (badge !== undefined) yield badge.kind === 'count' ? `count ${badge.count}` : badge.kind
}
