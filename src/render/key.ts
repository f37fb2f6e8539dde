import { contentId } from '../library/id.ts'
import type { RenderPlan } from './plan.ts'

/**
 * Raised whenever the same plan would give other pixels or bytes (encoder settings, a new sharp):
 * derivatives of before are then no longer found, and clients see a new ETag.
 */
export const renderVersion = 1

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
  )
}
