import type { Sharp } from 'sharp'
import { KeyartError } from '../../../errors.ts'
import { sizeOfSvg } from '../../containers/svg.ts'
import { encoderSettings } from './encoders.ts'
import type { Box } from '../../plan/geometry.ts'
import { outputFormats } from '../../plan/formats.ts'
import type { DerivePlan } from '../../plan/plan.ts'
import type { PicturePlan, IntermediatePlan } from '../../plan/intermediates.ts'
import { openMoving } from './animate-png.ts'
import { requireBytes } from './compose.ts'
import { complaint, openPixels, type Pixels } from './decode.ts'
import { drawEffects } from './draw-effects.ts'
import { affordableScale } from './drawing.ts'
import { planSteps, type Step } from './decode-steps.ts'
import type { Call, DecodingLimits } from '../messages.ts'
import { requireIntermediate } from './original.ts'
import { prepareSource } from './prepare-source.ts'
import { openSource, type Source } from './source.ts'
import { SvgTimeoutError, withSvgTimeout } from './svg-timeout.ts'

/**
 * Makes pictures of an original or an intermediate, from one decode where they allow it. All that one call
 * makes is made one after the other: it has one slot.
 *
 * @throws KeyartError SOURCE_UNREADABLE, SOURCE_CHANGED, RENDER_FAILED
 */
export async function derive(
  { source: original, plans }: Extract<Call, { kind: 'render' }>,
  limits: DecodingLimits,
): Promise<Buffer[]> {
  const bytes =
    original.kind === 'intermediate'
      ? requireIntermediate(original.path)
      : await requireBytes(original.original, original.tag, limits)
  try {
    const source = original.kind === 'intermediate' ? { bytes } : await prepareSource(bytes, limits)
    let moving: Promise<Source> | undefined
    const sourceFor = (plan: PicturePlan) =>
      plan.kind === 'derive' && plan.animated
        ? (moving ??= openMoving(source, limits))
        : Promise.resolve(source)
    const made: Buffer[] = []
    const held: Pixels[] = []
    const make = async (step: Step) => {
      const plan = plans[step.plan]!
      const from = step.from === undefined ? undefined : held[step.from]
      const sized =
        from === undefined
          ? await open(await sourceFor(plan), plan, limits)
          : resized(openPixels(from), plan)
      const pixels = step.isHeld === true ? await hold(sized) : undefined
      if (pixels !== undefined) held[step.plan] = pixels
      made[step.plan] = await encode(
        pixels === undefined ? sized : openPixels(pixels),
        plan,
        async () =>
          source.showsCanvas === true || (await openSource(source, limits).metadata()).hasAlpha,
      )
    }
    // A drawing is drawn at each size.
    const steps: readonly Step[] =
      source.drawing === undefined ? planSteps(plans) : plans.map((_, plan) => ({ plan }))
    for (const step of steps) await withSvgTimeout(bytes, limits, () => make(step))
    return made
  } catch (cause) {
    if (cause instanceof KeyartError || cause instanceof SvgTimeoutError) throw cause
    // It decoded to its end when it was probed, so this may be the encoder's doing, or want of
    // memory: no reason to set the original aside.
    throw new KeyartError('RENDER_FAILED', `The image could not be created: ${complaint(cause)}`, {
      cause,
    })
  }
}

/** The part of the original that is meant, the right way up, in the size of `plan`. */
async function open(source: Source, plan: PicturePlan, limits: DecodingLimits): Promise<Sharp> {
  if (plan.kind === 'intermediate') return resized(openSource(source, limits).autoOrient(), plan)
  const scale = await drawingScale(source, plan, limits)
  const stored = openSource(source, limits, { animated: plan.animated, scale })
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
    plan.kind === 'intermediate'
      ? encodeIntermediate(sized, plan)
      : await drawAndEncode(sized, plan, hasAlpha)
  const { data, info } = await finished.toBuffer({ resolveWithObject: true })
  // For an animation sharp reports the height of all frames together.
  const height = info.pageHeight ?? info.height
  if (info.width !== plan.width || height !== plan.height)
    throw new KeyartError(
      'RENDER_FAILED',
      `Expected ${plan.width} x ${plan.height} pixels but the encoder returned ${info.width} x ${height}`,
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

/** Measured with the sizes, in intermediates.ts. */
export const intermediateQuality = 92

function encodeIntermediate(image: Sharp, { format }: IntermediatePlan): Sharp {
  return format === 'jpeg'
    ? image.jpeg({ quality: intermediateQuality })
    : image.png({ compressionLevel: 2 })
}

/** SVG is drawn at the size it is wanted in, as far as its time goes, not scaled from pixels. */
async function drawingScale(
  source: Source,
  plan: DerivePlan,
  limits: DecodingLimits,
): Promise<number> {
  if (source.drawing === undefined) return 1
  const size = sizeOfSvg(source.drawing)
  const { width, height } = plan.crop ?? size
  const wanted = Math.max(plan.width / width, plan.height / height)
  return await affordableScale(source, limits, size, wanted)
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
