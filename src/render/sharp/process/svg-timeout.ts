import { pictureFamily } from '../../containers/signature.ts'
import type { DecodingLimits } from '../messages.ts'

/** Drawing takes too long. It goes on in a thread that cannot be called back. */
export class SvgTimeoutError extends Error {}

/**
 * `work` on an original, within the time that drawings have: a few bytes of SVG can ask for years.
 *
 * @throws Overdue
 */
export async function withSvgTimeout<T>(
  bytes: Buffer,
  { svgTimeout }: DecodingLimits,
  work: () => Promise<T>,
): Promise<T> {
  if (pictureFamily(bytes) !== 'svg') return await work()
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new SvgTimeoutError()), svgTimeout)
  try {
    return await Promise.race([work(), late.promise])
  } finally {
    clearTimeout(timer)
  }
}
