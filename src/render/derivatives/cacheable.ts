import type { ImageRecord } from '../../library/image.ts'
import type { Client } from '../budget/client.ts'
import type { DerivePlan } from '../plan/plan.ts'

/** The largest screen that drawings are made for as a matter of course, in pixels. */
const screenPixels = 3840 * 2160

/**
 * Whether what is made for `clients` may be of use to others. What is larger than its original
 * shows no more than that, and clients do not ask for it by themselves: where only strangers
 * want it, it is served and forgotten.
 */
export function isCacheable(
  image: Pick<ImageRecord, 'width' | 'height' | 'format'>,
  { crop, width, height }: DerivePlan,
  clients: readonly (Client | undefined)[],
): boolean {
  const { width: fullWidth, height: fullHeight } = crop ?? image
  // A drawing has no pixels of its own.
  const least = image.format === 'svg' ? screenPixels : 0
  if (width * height <= Math.max(least, fullWidth * fullHeight)) return true
  return clients.some((client) => client?.trustLevel !== 'stranger')
}
