import type { CallTiming } from '../../render/renderer.ts'
import type { ImageTier } from './image-tier.ts'

/** When parts of an image's answer were done, as `performance.now()` has it. */
export interface ImageTimes {
  readonly began: number
  /** Which image, and what to make of it, was known. */
  readonly found: number
  /** Its bytes were there, or its file was open. */
  readonly opened: number
}

/**
 * The value of `Server-Timing` (W3C Server Timing) for an image: `find`, then `queue` and `render`
 * of what was made for this request, `wait` for what another request had begun, `read` for what was
 * stored. `undefined` for a hit in memory, which took no time.
 */
export function serverTiming(
  { began, found, opened }: ImageTimes,
  tier: ImageTier,
  timing: CallTiming | undefined,
): string | undefined {
  if (tier === 'memory') return undefined
  const parts: Record<string, number> = { find: found - began }
  if (timing !== undefined) {
    parts['queue'] = timing.waited
    parts['render'] = timing.worked
  } else parts[tier === 'collapsed' ? 'wait' : 'read'] = opened - found
  return Object.entries(parts)
    .map(([name, milliseconds]) => `${name};dur=${milliseconds.toFixed(1)}`)
    .join(', ')
}
