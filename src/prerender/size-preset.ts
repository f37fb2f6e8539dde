import type { ImageRecord } from '../library/image.ts'
import { type ImageType, imageTypes } from '../library/image-type.ts'
import { type OutputFormat, outputFormats } from '../render/plan/formats.ts'
import { sizeNames, type SizeQuery } from '../render/plan/geometry.ts'
import type { RenderRequest } from '../render/plan/plan.ts'

/** Orientation of a picture: clients use cards of different sizes for each. */
export const orientations = ['tall', 'square', 'wide'] as const
export type Orientation = (typeof orientations)[number]

/** Which of the formats that matter a client accepts. */
export const acceptClasses = ['none', 'webp', 'avif'] as const
export type AcceptClass = (typeof acceptClasses)[number]

/**
 * How clients reckon the height of a card from its width and the picture's own width over height.
 * Which one it is shows only where the roundings differ.
 */
export const heightRules = {
  nearest: (width, ratio) => Math.round(width / ratio),
  // At a pixel ratio of 2: reckoned in CSS pixels, then doubled.
  doubled: (width, ratio) => 2 * Math.round(width / 2 / ratio),
  up: (width, ratio) => Math.ceil(width / ratio),
} as const satisfies Record<string, (width: number, ratio: number) => number>
export type HeightRule = keyof typeof heightRules
export const ruleNames = Object.keys(heightRules) as readonly HeightRule[]

/** What clients request of images of one type and orientation: no effects, no background. */
export interface SizePreset {
  readonly type: ImageType
  readonly orientation: Orientation
  readonly size: SizeQuery
  /** `fillHeight` goes by each picture's own shape, and is not in `size`. */
  readonly fillHeight?: HeightRule
  /** 1 to 100. */
  readonly quality: number
  /** The format asked for; then `accepts` is `none`, for it plays no part. */
  readonly format?: OutputFormat
  readonly accepts: AcceptClass
}

type Picture = Pick<ImageRecord, 'type' | 'width' | 'height'>

/** The bounds by which jellyfin-web chooses between its cards (`setCardData`). */
export function orientationOf({ width, height }: Pick<Picture, 'width' | 'height'>): Orientation {
  const ratio = width / height
  return ratio >= 1.33 ? 'wide' : ratio > 0.8 ? 'square' : 'tall'
}

/** Shapes of one kind compete with each other, and are for the same images. */
export function kindOf({ type, orientation }: Pick<SizePreset, 'type' | 'orientation'>): string {
  return `${type} ${orientation}`
}

/** `undefined` for a request that names no size, or more than size, quality and format. */
export function presetOf(image: Picture, request: RenderRequest): SizePreset | undefined {
  const { size, effects, crop, asStored, still, background, quality, format } = request
  if (effects ?? crop ?? asStored ?? still ?? background) return undefined
  const rule = findHeightRule(image, size)
  const sizeQuery: SizeQuery = rule === undefined ? size : { fillWidth: size.fillWidth! }
  if (!sizeNames.some((name) => sizeQuery[name] !== undefined)) return undefined
  return {
    type: image.type,
    orientation: orientationOf(image),
    size: sizeQuery,
    ...(rule === undefined ? {} : { fillHeight: rule }),
    quality,
    ...(format === undefined ? {} : { format }),
    accepts: format === undefined ? acceptClassOf(request.accepted) : 'none',
  }
}

/** No screen is wider or higher. */
const maxSide = 3840

/**
 * Whether a size is worth making ahead: not above that of the original, which drawings do not
 * have, nor above a screen.
 */
export function isWithinReason(
  image: Pick<ImageRecord, 'width' | 'height' | 'format'>,
  { width, height }: Pick<ImageRecord, 'width' | 'height'>,
): boolean {
  if (Math.max(width, height) > maxSide) return false
  return image.format === 'svg' || (width <= image.width && height <= image.height)
}

function acceptClassOf({ webp, avif }: RenderRequest['accepted']): AcceptClass {
  return avif ? 'avif' : webp ? 'webp' : 'none'
}

function findHeightRule({ width, height }: Picture, size: SizeQuery): HeightRule | undefined {
  const { fillWidth, fillHeight } = size
  if (fillWidth === undefined || fillHeight === undefined) return undefined
  for (const name of sizeNames)
    if (name !== 'fillWidth' && name !== 'fillHeight' && size[name] !== undefined) return undefined
  for (const rule of ruleNames)
    if (fillHeightBy(rule, fillWidth, width / height) === fillHeight) return rule
  return undefined
}

function fillHeightBy(rule: HeightRule, fillWidth: number, ratio: number): number {
  return Math.max(1, heightRules[rule](fillWidth, ratio))
}

/** What a client that asks for `shape` would ask of `image`. */
export function toPresetRequest(
  { size, fillHeight, quality, format, accepts }: SizePreset,
  image: Pick<Picture, 'width' | 'height'>,
): RenderRequest {
  const ratio = image.width / image.height
  return {
    size:
      fillHeight === undefined
        ? size
        : { ...size, fillHeight: fillHeightBy(fillHeight, size.fillWidth ?? 1, ratio) },
    quality,
    ...(format === undefined ? {} : { format }),
    // A client that accepts AVIF by name accepts WebP; a GIF everyone does.
    accepted: { webp: accepts !== 'none', avif: accepts === 'avif', gif: true },
  }
}

/** One line that stands for the shape, and by which it is told from all others. */
export function presetText(preset: SizePreset): string {
  let text = `${preset.type} ${preset.orientation} ${preset.quality} ${preset.format ?? ''} ${preset.accepts}`
  for (const name of sizeNames) {
    const value =
      name === 'fillHeight' ? (preset.fillHeight ?? preset.size[name]) : preset.size[name]
    if (value !== undefined) text += ` ${name}=${value}`
  }
  return text
}

/** What `presetText` was made of; `undefined` for any other text. */
export function parsePreset(text: string): SizePreset | undefined {
  const [type, orientation, quality, format, accepts, ...sizes] = text.split(' ')
  const size: Partial<Record<keyof SizeQuery, number>> = {}
  let fillHeight: HeightRule | undefined
  for (const part of sizes) {
    const [name, value = ''] = part.split('=')
    if (name === 'fillHeight' && isOneOf(ruleNames, value)) fillHeight = value
    else if (isOneOf(sizeNames, name) && /^[1-9]\d*$/.test(value)) size[name] = Number(value)
    else return undefined
  }
  if (
    !isOneOf(imageTypes, type) ||
    !isOneOf(orientations, orientation) ||
    !isOneOf(acceptClasses, accepts) ||
    !/^(?:[1-9]\d?|100)$/.test(quality ?? '') ||
    !(format === '' || (format !== undefined && Object.hasOwn(outputFormats, format)))
  )
    return undefined
  const preset: SizePreset = {
    type,
    orientation,
    size,
    ...(fillHeight === undefined ? {} : { fillHeight }),
    quality: Number(quality),
    ...(format === '' ? {} : { format: format as OutputFormat }),
    accepts,
  }
  // Sizes twice, or in another order, would be told apart from those of the same shape.
  return presetText(preset) === text ? preset : undefined
}

function isOneOf<T extends string>(list: readonly T[], text: string | undefined): text is T {
  return (list as readonly (string | undefined)[]).includes(text)
}
