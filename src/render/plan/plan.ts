import { KeyartError } from '../../errors.ts'
import type { ImageRecord } from '../../library/image.ts'
import type { Accepted } from './accept.ts'
import { type Effects, type EffectsQuery, planEffects } from './effects.ts'
import { type OutputFormat, outputFormats, servableAs } from './formats.ts'
import {
  type Box,
  fitPixels,
  planSize,
  roundUp,
  type Size,
  type SizeQuery,
  withoutEnlarging,
} from './geometry.ts'
import { type Measurement, needsMeasurement } from './measurement.ts'

/**
 * A derivative, decided to the pixel before any is touched. In this order: turn, crop, size,
 * background, effects.
 */
export interface DerivePlan {
  readonly kind: 'derive'
  /** There when the picture is left as it lies, though EXIF would turn it. */
  readonly asStored?: true
  /** The part of the original that is meant, the way up that it is meant; absent: all. */
  readonly crop?: Box
  readonly width: number
  readonly height: number
  readonly format: OutputFormat
  /** 1 to 100; absent where the format has no such thing. */
  readonly quality?: number
  readonly animated: boolean
  /** `#rrggbb` put under the picture. */
  readonly background?: string
  readonly effects?: Effects
}

export type RenderPlan = { readonly kind: 'original' } | DerivePlan

/** What a URL asks for, apart from which image. */
export interface RenderRequest {
  readonly size: SizeQuery
  /** Leaves the picture as it lies, though EXIF would turn it. */
  readonly asStored?: true
  /** Cuts off the blank margin, before all else. */
  readonly crop?: true
  /** Makes an animation its first frame. */
  readonly still?: true
  readonly effects?: EffectsQuery
  /** 1 to 100. */
  readonly quality: number
  /** The only acceptable output; absent: negotiated by `accepted`. */
  readonly format?: OutputFormat
  readonly accepted: Accepted
  /** `#rrggbb` */
  readonly background?: string
}

export interface OutputLimits {
  /** Most pixels of one output image. */
  readonly maxOutputPixels: number
  /** Sizes that are asked for are rounded up to multiples of it, in pixels; 0 or absent: exact. */
  readonly sizeStep?: number
  /** Whether `width` and `height` may enlarge, as Emby and Jellyfin 10.11 have it. Default: true. */
  readonly enlarge?: boolean
  /**
   * What transparent pixels become in a format that has none, as hex. Default: white, on which more
   * logos can be seen. Emby and Jellyfin: black.
   */
  readonly background?: '#000000' | '#ffffff'
}

/** What of an image decides the plan. */
export type PlannedImage = Pick<
  ImageRecord,
  'width' | 'height' | 'format' | 'hasAlpha' | 'frames' | 'servableAsIs'
>

/**
 * All frames of an animation may have so many times the pixels of one image; a larger one is made
 * its first frame. Every frame costs what a picture does.
 */
const movingShare = 2

/** From this quality on an original that fits goes out as it is: the rule of Emby and Jellyfin. */
const originalQuality = 90

/**
 * Decides what answers a request. What crops a picture or draws on it, or has too many pixels in
 * all frames, makes a still of an animation: its first frame.
 *
 * `measurement`: of this image, the way up that the request means; wanted where
 * `needsMeasurement` says so.
 *
 * @throws KeyartError OUTPUT_TOO_LARGE for a size asked for that is above the limits. A size that
 * nobody asked for (a large photograph without size parameters) is brought below them instead.
 */
export function planRender(
  image: PlannedImage,
  request: RenderRequest,
  limits: OutputLimits,
  measurement?: Measurement,
): RenderPlan {
  const frame = planFrame(image, request, measurement)
  const asked = planSize(frame.size, roundUp(request.size, limits.sizeStep ?? 0))
  const size = limits.enlarge === false ? withoutEnlarging(asked, frame.size) : asked
  const changed = frame.crop !== undefined || planEffects(request.effects, size) !== undefined
  const moving = image.frames > 1 && request.still !== true && !changed
  if (!changed && originalSatisfies(image, request, size, moving)) return { kind: 'original' }
  const isAnimated = moving && pixelsOf(size) * image.frames <= movingShare * limits.maxOutputPixels
  const format = planFormat(image, request, size, isAnimated)
  const traits = outputFormats[format]
  const background =
    image.hasAlpha && (request.background !== undefined || !traits.alpha)
      ? (request.background ?? limits.background ?? '#ffffff')
      : undefined
  const limited = limitSize(size, format, request, limits)
  const effects = planEffects(request.effects, limited)
  return {
    kind: 'derive',
    ...(frame.turned ? { asStored: true } : {}),
    ...(frame.crop === undefined ? {} : { crop: frame.crop }),
    width: limited.width,
    height: limited.height,
    format,
    ...(traits.lossy ? { quality: request.quality } : {}),
    animated: isAnimated && traits.animation,
    ...(background === undefined ? {} : { background }),
    ...(effects === undefined ? {} : { effects }),
  }
}

/** When an AVIF is sent to those who accept it and ask for no format. */
export type AvifPolicy =
  /** Never. */
  | 'off'
  /** When it is there; it is made behind the answer. */
  | 'prerendered'
  /** At once. */
  | 'always'

export interface RenderChoices {
  /** What answers without an AVIF. */
  readonly plan: RenderPlan
  /** The same picture as AVIF, where the client accepts that and would gain by it. */
  readonly avif?: DerivePlan
  /**
   * The same picture as JPEG of the same quality, where a WebP was negotiated: with decoding and
   * resizing it takes a quarter to two fifths of the time, and has 34 to 41% more bytes
   * (`npm run bench -- --only first-answer`).
   */
  readonly quick?: DerivePlan
}

/**
 * `planRender`; the AVIF that would be better still, of a still picture, where no format was asked
 * for and `Accept` lists it; and what is quicker to create, of one that is opaque.
 *
 * @throws KeyartError as `planRender` does
 */
export function planChoices(
  image: PlannedImage,
  request: RenderRequest,
  limits: OutputLimits,
  measurement?: Measurement,
): RenderChoices {
  const plan = planRender(image, request, limits, measurement)
  const isMoving = image.frames > 1 && request.still !== true
  if (request.format !== undefined || plan.kind === 'original' || isMoving) return { plan }
  const { quality, accepted } = request
  const hasAvif = accepted.avif && Math.max(plan.width, plan.height) <= outputFormats.avif.maxSide
  // What is drawn on a picture is another thing the next time: the better one would never be made.
  const hasQuick = plan.format === 'webp' && isOpaque(image, plan) && plan.effects === undefined
  return {
    plan,
    ...(hasAvif ? { avif: { ...plan, format: 'avif', quality } } : {}),
    ...(hasQuick ? { quick: { ...plan, format: 'jpeg', quality } } : {}),
  }
}

function isOpaque({ hasAlpha }: PlannedImage, { background }: DerivePlan): boolean {
  return !hasAlpha || background !== undefined
}

/** Which of the plans answer. */
export interface AnswerPolicy {
  readonly avif: AvifPolicy
  /** Whether who has to wait gets what is quickest, and the better one is made behind it. */
  readonly quickFirst: boolean
}

/** What may answer, the best first; who waits gets the last. None: the original does. */
export function rankAnswers(
  { plan, avif, quick }: RenderChoices,
  policy: AnswerPolicy,
): readonly DerivePlan[] {
  if (plan.kind === 'original') return []
  if (avif !== undefined && policy.avif === 'always') return [avif]
  return [
    ...(avif !== undefined && policy.avif === 'prerendered' ? [avif] : []),
    plan,
    ...(quick !== undefined && policy.quickFirst ? [quick] : []),
  ]
}

/** Whether another `Accept` header could have led to another plan: the answer then varies by it. */
export function isNegotiated(image: PlannedImage, request: RenderRequest, plan: RenderPlan) {
  if (request.format !== undefined) return false
  // JPEG and PNG originals are acceptable to everyone.
  return plan.kind === 'derive' || (image.format !== 'jpeg' && image.format !== 'png')
}

/** The picture that the size rule starts from. */
interface Frame {
  readonly size: Size
  /** Whether it lies otherwise than EXIF says. */
  readonly turned: boolean
  readonly crop?: Box
}

function planFrame(
  image: PlannedImage,
  request: RenderRequest,
  measurement: Measurement | undefined,
): Frame {
  if (!needsMeasurement(image, request)) return { size: image, turned: false }
  if (measurement === undefined) throw new TypeError('Expected a measurement of the original')
  const { size, content } = measurement
  const turned = measurement.turned && request.asStored === true
  const whole = content.width === size.width && content.height === size.height
  if (request.crop !== true || whole) return { size, turned }
  return { size: content, turned, crop: content }
}

function originalSatisfies(
  image: PlannedImage,
  request: RenderRequest,
  size: Size,
  moving: boolean,
): boolean {
  const format = servableAs(image.format)
  return (
    format !== undefined &&
    // Viewers turn what is not plain, even where it is wanted as stored.
    image.servableAsIs &&
    (image.frames === 1 || moving) &&
    isAcceptable(format, request) &&
    size.width === image.width &&
    size.height === image.height &&
    (request.quality >= originalQuality || !outputFormats[format].lossy) &&
    (request.background === undefined || !image.hasAlpha)
  )
}

function isAcceptable(format: OutputFormat, { format: only, accepted }: RenderRequest): boolean {
  if (only !== undefined) return format === only
  return format === 'jpeg' || format === 'png' || accepted[format]
}

function planFormat(
  image: PlannedImage,
  request: RenderRequest,
  size: Size,
  moving: boolean,
): OutputFormat {
  if (request.format !== undefined) return request.format
  const { webp, gif } = request.accepted
  if (webp && Math.max(size.width, size.height) <= outputFormats.webp.maxSide) return 'webp'
  if (moving && gif) return 'gif'
  return image.hasAlpha && request.background === undefined ? 'png' : 'jpeg'
}

function limitSize(
  size: Size,
  format: OutputFormat,
  request: RenderRequest,
  limits: OutputLimits,
): Size {
  const { maxSide } = outputFormats[format]
  const { maxOutputPixels } = limits
  const { width, height } = size
  if (pixelsOf(size) <= maxOutputPixels && Math.max(width, height) <= maxSide) return size
  if (request.size.width === undefined && request.size.height === undefined)
    return fitPixels(size, maxOutputPixels, maxSide)
  throw new KeyartError(
    'OUTPUT_TOO_LARGE',
    `Expected a width and height of at most ${maxSide} each and ${maxOutputPixels} pixels in all for ${outputFormats[format].extension} but the requested size is ${width} x ${height}`,
    { parameter: request.size.width === undefined ? 'height' : 'width' },
  )
}

function pixelsOf({ width, height }: Size): number {
  return width * height
}
