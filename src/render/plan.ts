import { KeyartError } from '../errors.ts'
import type { ImageRecord } from '../library/image.ts'
import type { Accepted } from './accept.ts'
import { type OutputFormat, outputFormats, servableAs } from './formats.ts'
import { fitPixels, planSize, type Size, type SizeQuery } from './geometry.ts'

/** A derivative, decided to the pixel before any is touched. */
export interface DerivePlan {
  readonly kind: 'derive'
  readonly width: number
  readonly height: number
  readonly format: OutputFormat
  /** 1 to 100; absent where the format has no such thing. */
  readonly quality?: number
  readonly animated: boolean
  /** `#rrggbb` put under the picture. */
  readonly background?: string
}

export type RenderPlan = { readonly kind: 'original' } | DerivePlan

/** What a URL asks for, apart from which image. */
export interface RenderRequest {
  readonly size: SizeQuery
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
}

/** What of an image decides the plan. */
export type PlannedImage = Pick<
  ImageRecord,
  'width' | 'height' | 'format' | 'hasAlpha' | 'frames' | 'plain'
>

/** From this quality on an original that fits goes out as it is: the rule of Emby and Jellyfin. */
const originalQuality = 90

/**
 * Decides what answers a request.
 *
 * @throws KeyartError OUTPUT_TOO_LARGE for a size asked for that is above the limits. A size that
 * nobody asked for (a large photograph without size parameters) is brought below them instead.
 */
export function planRender(
  image: PlannedImage,
  request: RenderRequest,
  limits: OutputLimits,
): RenderPlan {
  const size = planSize(image, request.size)
  if (originalSatisfies(image, request, size)) return { kind: 'original' }
  const format = planFormat(image, request, size)
  const traits = outputFormats[format]
  const background =
    image.hasAlpha && (request.background !== undefined || !traits.alpha)
      ? (request.background ?? '#ffffff')
      : undefined
  return {
    kind: 'derive',
    ...limitSize(size, format, request, limits),
    format,
    ...(traits.lossy ? { quality: request.quality } : {}),
    animated: image.frames > 1 && traits.animation,
    ...(background === undefined ? {} : { background }),
  }
}

/** Whether another `Accept` header could have led to another plan: the answer then varies by it. */
export function isNegotiated(image: PlannedImage, request: RenderRequest, plan: RenderPlan) {
  if (request.format !== undefined) return false
  // JPEG and PNG originals are acceptable to everyone.
  return plan.kind === 'derive' || (image.format !== 'jpeg' && image.format !== 'png')
}

function originalSatisfies(image: PlannedImage, request: RenderRequest, size: Size): boolean {
  const format = servableAs(image.format)
  return (
    format !== undefined &&
    image.plain &&
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

function planFormat(image: PlannedImage, request: RenderRequest, size: Size): OutputFormat {
  if (request.format !== undefined) return request.format
  const { webp, gif } = request.accepted
  if (webp && Math.max(size.width, size.height) <= outputFormats.webp.maxSide) return 'webp'
  if (image.frames > 1 && gif) return 'gif'
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
  if (width * height <= maxOutputPixels && Math.max(width, height) <= maxSide) return size
  if (request.size.width === undefined && request.size.height === undefined)
    return fitPixels(size, maxOutputPixels, maxSide)
  throw new KeyartError(
    'OUTPUT_TOO_LARGE',
    `Expected width and height of at most ${maxOutputPixels} pixels in all and ${maxSide} a side for ${outputFormats[format].extension} but the size asked for is ${width} x ${height}`,
    { parameter: request.size.width === undefined ? 'height' : 'width' },
  )
}
