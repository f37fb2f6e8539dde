import type { Sharp } from 'sharp'
import { KeyartError } from '../../../errors.ts'
import type { Original } from '../../../sources/image-source.ts'
import { contentBox } from './content-box.ts'
import type { Measurement, Orienting } from '../../plan/measurement.ts'
import { requireBytes } from './compose.ts'
import { complaint } from './decode.ts'
import type { DecodingLimits } from '../messages.ts'
import { prepareSource } from './prepare-source.ts'
import { openSource } from './source.ts'
import { SvgTimeoutError, withSvgTimeout } from './svg-timeout.ts'

/**
 * Measures an original (of an animation the first frame), if its bytes are still those
 * of `tag`.
 *
 * @throws KeyartError SOURCE_UNREADABLE, SOURCE_CHANGED, RENDER_FAILED
 */
export async function measure(
  original: Original,
  { upright }: Orienting,
  tag: string,
  limits: DecodingLimits,
): Promise<Measurement> {
  const bytes = await requireBytes(original, tag, limits)
  const decode = (image: Sharp) =>
    image
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
  try {
    const source = await prepareSource(bytes, limits)
    const stored = openSource(source, limits)
    const { orientation = 1 } = await stored.metadata()
    const { data, info } = await withSvgTimeout(bytes, limits, () =>
      decode(upright ? stored.autoOrient() : stored),
    )
    const size = { width: info.width, height: info.height }
    return { turned: orientation !== 1, size, content: contentBox({ ...size, rgba: data }) }
  } catch (cause) {
    if (cause instanceof SvgTimeoutError) throw cause
    throw new KeyartError('RENDER_FAILED', `The image could not be measured: ${complaint(cause)}`, {
      cause,
    })
  }
}
