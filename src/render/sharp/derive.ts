import type { Sharp } from 'sharp'
import { KeyartError } from '../../errors.ts'
import { encoderSettings } from '../encoders.ts'
import type { Box } from '../geometry.ts'
import type { DerivePlan } from '../plan.ts'
import { complaint, openDecoder } from './decode.ts'
import { drawEffects } from './draw-effects.ts'
import type { SourceLimits } from './messages.ts'
import { requireOriginal } from './original.ts'

/**
 * Makes a derivative from the original at `path`, if its bytes are still those of `tag`.
 *
 * @throws KeyartError SOURCE_UNREADABLE, SOURCE_CHANGED, RENDER_FAILED
 */
export async function derive(
  path: string,
  plan: DerivePlan,
  tag: string,
  limits: SourceLimits,
): Promise<Buffer> {
  const { bytes } = await requireOriginal(path, tag, limits)
  const { data, info } = await draw(bytes, plan, limits)
  // For an animation sharp reports the height of all frames together.
  const height = info.pageHeight ?? info.height
  if (info.width !== plan.width || height !== plan.height)
    throw new KeyartError(
      'RENDER_FAILED',
      `Expected ${plan.width} x ${plan.height} pixels but the encoder made ${info.width} x ${height}`,
    )
  return data
}

async function draw(bytes: Buffer, plan: DerivePlan, limits: SourceLimits) {
  try {
    const { scale, ...density } = await vectorScale(bytes, plan, limits)
    const stored = openDecoder(bytes, limits, { pages: plan.animated ? -1 : 1, ...density })
    const turned = plan.asStored === true ? stored : stored.autoOrient()
    const cropped = plan.crop === undefined ? turned : turned.extract(scaled(plan.crop, scale))
    const sized = cropped.resize({ width: plan.width, height: plan.height, fit: 'fill' })
    const filled =
      plan.background === undefined ? sized : sized.flatten({ background: plan.background })
    const transparent = plan.background === undefined && (await stored.metadata()).hasAlpha
    const drawn = plan.effects === undefined ? filled : drawEffects(filled, plan.effects, plan)
    // What is laid over a picture brings an alpha channel along.
    const shown = plan.effects === undefined || transparent ? drawn : drawn.removeAlpha()
    return await encodeAs(shown, plan, transparent).toBuffer({ resolveWithObject: true })
  } catch (cause) {
    // It decoded to its end when it was probed, so this may be the encoder's doing, or want of
    // memory: no reason to set the original aside.
    throw new KeyartError('RENDER_FAILED', `The image could not be made: ${complaint(cause)}`, {
      cause,
    })
  }
}

/**
 * SVG is drawn at the size it is wanted in, not enlarged from pixels. Sniffed from the bytes, for
 * this is the only format whose decoder must know the output's size. `scale`: what the decoder
 * makes of one pixel of the original.
 */
async function vectorScale(
  bytes: Buffer,
  plan: DerivePlan,
  limits: SourceLimits,
): Promise<{ scale: number; density?: number }> {
  if (!/<svg[\s>]/i.test(bytes.subarray(0, 4096).toString('latin1'))) return { scale: 1 }
  const metadata = await openDecoder(bytes, limits).metadata()
  if (metadata.format !== 'svg') return { scale: 1 }
  const { width, height } = plan.crop ?? metadata
  // 72 dots an inch is one pixel a unit; far out shapes stay within the pixel limit.
  const widest = Math.sqrt(limits.maxSourcePixels / (metadata.width * metadata.height))
  const wanted = Math.min(Math.max(plan.width / width, plan.height / height), widest)
  const density = Math.max(1, 72 * wanted)
  return { scale: density / 72, density }
}

/** The decoder may have rounded down: the box keeps inside what it made. */
function scaled(box: Box, scale: number): Box {
  if (scale === 1) return box
  return {
    left: Math.floor(box.left * scale),
    top: Math.floor(box.top * scale),
    width: Math.max(1, Math.floor(box.width * scale)),
    height: Math.max(1, Math.floor(box.height * scale)),
  }
}

function encodeAs(image: Sharp, plan: DerivePlan, transparent: boolean): Sharp {
  return image.toFormat(plan.format, encoderSettings(plan, transparent))
}
