import type { ImageRecord } from '../../library/image.ts'
import { outputFormats } from './formats.ts'
import { fitPixels, type Size } from './geometry.ts'
import type { DerivePlan, PlannedImage } from './plan.ts'

/**
 * A smaller picture of an original, from which derivatives are made at less cost: upright, in sRGB,
 * without metadata. Opaque ones are JPEG; those with transparency PNG, lightly compressed: lossless
 * WebP takes 40% fewer bytes, but is as dear, and shrinks badly while it is decoded (SSIM 0.988
 * where PNG has 0.999).
 */
export interface IntermediatePlan extends Size {
  readonly kind: 'intermediate'
  readonly format: 'jpeg' | 'png'
}

/** What the renderer makes. */
export type PicturePlan = DerivePlan | IntermediatePlan

/**
 * Longest sides of intermediates, and from how many megapixels of an original they pay. Processor
 * milliseconds to a JPEG, from the original and from the intermediate, which costs the same whatever the
 * original is (libvips 8.18, one thread, pictures of the demo; the least of 25 runs, of 9 for
 * progressive and PNG, in turns on a busy machine: the ratios hold, and a quiet one takes less):
 *
 * | original               | to       | original | intermediate |
 * | ---------------------- | -------- | -------- | ------------ |
 * | JPEG 2000 x 3000       | 300x450  | 24       | 720: 6       |
 * | JPEG 3840 x 2160       | 480x270  | 30       | 720: 6       |
 * | JPEG 1000 x 1500       | 300x450  | 8.7      | 720: 5.8     |
 * | JPEG 1000 x 1500       | 200x300  | 6.8      | 720: 4.9     |
 * | JPEG 3840 x 2160       | 1280x720 | 43       | 1920: 23     |
 * | progressive 3840 x2160 | 480x270  | 142      | 720: 6       |
 * | PNG 2000 x 3000        | 300x450  | 99       | 720: 7       |
 * | PNG 2000 x 3000        | 600x900  | 93       | 1920: 24     |
 * | PNG 3840 x 2160        | 1280x720 | 130      | 1920: 23     |
 *
 * Of the 6 ms to a poster some 2.5 are decoding, 2 resizing, 1 encoding. A lower quality of the
 * intermediate decodes no faster (85: 3 to 9%) and loses SSIM (0.983 at 85, 0.988 at 92); so does a
 * smaller one, or a kernel with fewer taps (linear: 0.984). Making both intermediates costs about
 * two derivatives. A JPEG shrinks while it is decoded, so that its large sizes gain least for the
 * bytes; every other format is decoded whole.
 */
const sides = { small: 720, large: 1920 } as const

const pays: Readonly<Record<ImageRecord['format'], { small: number; large: number }>> = {
  jpeg: { small: 0.9, large: Infinity },
  png: { small: 1, large: 5 },
  webp: { small: 1, large: 5 },
  avif: { small: 1, large: 5 },
  heic: { small: 1, large: 5 },
  tiff: { small: 1, large: 5 },
  bmp: { small: 1, large: 5 },
  // Made of few colours and edges, and drawn at the size that is wanted.
  gif: { small: Infinity, large: Infinity },
  svg: { small: Infinity, large: Infinity },
  // Drawn small as it is.
  collage: { small: Infinity, large: Infinity },
}

/**
 * The intermediates that pay for an image, the smallest first. Animations have none: nearly all of their
 * time goes to encoding frames. 40 frames of WebP, 800 x 600 to 300 x 225: 438 ms from the original,
 * 342 from an intermediate of 480 x 360, which costs 692 to make.
 */
export function planIntermediates(image: PlannedImage): readonly IntermediatePlan[] {
  if (image.frames > 1) return []
  const megapixels = (image.width * image.height) / 1e6
  return (['small', 'large'] as const)
    .filter((intermediate) => megapixels >= pays[image.format][intermediate])
    .map((intermediate): IntermediatePlan => {
      const { width, height } = fitPixels(image, Infinity, sides[intermediate])
      return { kind: 'intermediate', width, height, format: image.hasAlpha ? 'png' : 'jpeg' }
    })
    .filter(({ width, height }) => width * height * 1e-6 * 2 < megapixels)
}

/**
 * How much larger than the output a picture must be on each side, not to be seen to have been
 * made smaller in two steps: with this the pixels keep an SSIM of 0.985 (mostly 0.995) with the
 * direct way. Intermediates have half the colour of their pixels, as JPEG and most WebP have; outputs with
 * all of it want more.
 */
function margin({ format }: PicturePlan): number {
  return format === 'avif' ? 2 : 1.5
}

/** Whether `plan` shows the whole picture, upright and still, so that a smaller one will do. */
export function isPlainlySized(plan: PicturePlan): boolean {
  return plan.kind === 'intermediate' || isWhole(plan)
}

function isWhole(plan: DerivePlan): boolean {
  return plan.crop === undefined && plan.asStored !== true && !plan.animated
}

/** Whether a picture of `size` is large enough to make `plan` from. */
export function isEnough(size: Size, plan: PicturePlan): boolean {
  const times = margin(plan)
  return size.width >= times * plan.width && size.height >= times * plan.height
}

/** The intermediates of `image` that are good enough for `plan`, the best first: the smallest. */
export function chooseIntermediates(
  image: PlannedImage,
  plan: DerivePlan,
): readonly IntermediatePlan[] {
  if (!isPlainlySized(plan)) return []
  return planIntermediates(image).filter(
    (intermediate) =>
      isEnough(intermediate, plan) &&
      // A lossless output shows what a lossy intermediate lost.
      (intermediate.format === 'png' || outputFormats[plan.format].lossy),
  )
}
