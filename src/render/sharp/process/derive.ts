import type { Sharp } from 'sharp'
import { KeyartError } from '../../../errors.ts'
import { pictureFamily } from '../../containers/signature.ts'
import { encoderSettings } from './encoders.ts'
import type { Box } from '../../plan/geometry.ts'
import { outputFormats } from '../../plan/formats.ts'
import type { DerivePlan } from '../../plan/plan.ts'
import type { PicturePlan, RungPlan } from '../../plan/rungs.ts'
import { requireBytes } from './compose.ts'
import { complaint, openDecoder, openPixels, type Pixels, vectorDensity } from './decode.ts'
import { drawEffects } from './draw-effects.ts'
import { planLadder, type Step } from './ladder.ts'
import type { Call, DecodingLimits, SourceLimits } from '../messages.ts'
import { requireRung } from './original.ts'
import { Overdue, inVectorTime } from './vector-time.ts'

/**
 * Makes pictures of an original or a rung, from one decode where they allow it. All that one call
 * makes is made one after the other: it has one slot.
 *
 * @throws KeyartError SOURCE_UNREADABLE, SOURCE_CHANGED, RENDER_FAILED
 */
export async function derive(
  { source, plans }: Extract<Call, { kind: 'render' }>,
  limits: DecodingLimits,
): Promise<Buffer[]> {
  const bytes =
    source.kind === 'rung'
      ? requireRung(source.path)
      : await requireBytes(source.original, source.tag, limits)
  const made: Buffer[] = []
  const held: Pixels[] = []
  const steps: readonly Step[] = isVector(bytes)
    ? plans.map((_, plan) => ({ plan }))
    : planLadder(plans)
  const make = async (step: Step) => {
    const plan = plans[step.plan]!
    const from = step.from === undefined ? undefined : held[step.from]
    const sized =
      from === undefined ? await open(bytes, plan, limits) : resized(openPixels(from), plan)
    const pixels = step.isHeld === true ? await hold(sized) : undefined
    if (pixels !== undefined) held[step.plan] = pixels
    made[step.plan] = await encode(
      pixels === undefined ? sized : openPixels(pixels),
      plan,
      async () => (await openDecoder(bytes, limits).metadata()).hasAlpha,
    )
  }
  try {
    for (const step of steps) await inVectorTime(bytes, limits, () => make(step))
    return made
  } catch (cause) {
    if (cause instanceof KeyartError || cause instanceof Overdue) throw cause
    // It decoded to its end when it was probed, so this may be the encoder's doing, or want of
    // memory: no reason to set the original aside.
    throw new KeyartError('RENDER_FAILED', `The image could not be made: ${complaint(cause)}`, {
      cause,
    })
  }
}

/** The part of the original that is meant, the right way up, in the size of `plan`. */
async function open(bytes: Buffer, plan: PicturePlan, limits: SourceLimits): Promise<Sharp> {
  if (plan.kind === 'rung')
    return resized(openDecoder(bytes, limits, { pages: 1 }).autoOrient(), plan)
  const { scale, ...density } = await vectorScale(bytes, plan, limits)
  const stored = openDecoder(bytes, limits, { pages: plan.animated ? -1 : 1, ...density })
  const turned = plan.asStored === true ? stored : stored.autoOrient()
  const cropped = plan.crop === undefined ? turned : turned.extract(scaled(plan.crop, scale))
  return resized(cropped, plan)
}

function resized(image: Sharp, { width, height }: PicturePlan): Sharp {
  return image.resize({ width, height, fit: 'fill' })
}

/** In sRGB, 8 bits a channel, as all that is made of them will be. */
async function hold(sized: Sharp): Promise<Pixels> {
  const { data, info } = await sized
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return { bytes: data, width: info.width, height: info.height, channels: info.channels }
}

async function encode(
  sized: Sharp,
  plan: PicturePlan,
  hasAlpha: () => Promise<boolean>,
): Promise<Buffer> {
  const finished =
    plan.kind === 'rung' ? encodeRung(sized, plan) : await drawAndEncode(sized, plan, hasAlpha)
  const { data, info } = await finished.toBuffer({ resolveWithObject: true })
  // For an animation sharp reports the height of all frames together.
  const height = info.pageHeight ?? info.height
  if (info.width !== plan.width || height !== plan.height)
    throw new KeyartError(
      'RENDER_FAILED',
      `Expected ${plan.width} x ${plan.height} pixels but the encoder made ${info.width} x ${height}`,
    )
  return data
}

async function drawAndEncode(
  sized: Sharp,
  plan: DerivePlan,
  hasAlpha: () => Promise<boolean>,
): Promise<Sharp> {
  const { background, effects, format } = plan
  const filled = background === undefined ? sized : sized.flatten({ background })
  // A format without transparency comes with a background where it is needed.
  const transparent = background === undefined && outputFormats[format].alpha && (await hasAlpha())
  if (effects === undefined) return encodeAs(filled, plan, transparent)
  const drawn = drawEffects(filled, effects, plan)
  // What is laid over a picture brings an alpha channel along.
  return encodeAs(transparent ? drawn : drawn.removeAlpha(), plan, transparent)
}

/** The quality is measured with the sizes, in rungs.ts. */
function encodeRung(image: Sharp, { format }: RungPlan): Sharp {
  return format === 'jpeg' ? image.jpeg({ quality: 92 }) : image.png({ compressionLevel: 2 })
}

/**
 * SVG is drawn at the size it is wanted in, not scaled from pixels. Sniffed from the bytes, for
 * this is the only format whose decoder must know the output's size. `scale`: what the decoder
 * makes of one pixel of the original.
 */
async function vectorScale(
  bytes: Buffer,
  plan: DerivePlan,
  limits: SourceLimits,
): Promise<{ scale: number; density?: number }> {
  if (!isVector(bytes)) return { scale: 1 }
  const metadata = await openDecoder(bytes, limits).metadata()
  if (metadata.format !== 'svg') return { scale: 1 }
  const { width, height } = plan.crop ?? metadata
  const wanted = Math.max(plan.width / width, plan.height / height)
  const density = vectorDensity(metadata, wanted, limits)
  return { scale: density / 72, density }
}

function isVector(bytes: Buffer): boolean {
  return pictureFamily(bytes) === 'svg'
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
