import type { ImageRecord } from '../../library/image.ts'
import type { OutputFormat } from './formats.ts'
import type { Size } from './geometry.ts'
import type { PlannedImage } from './plan.ts'
import type { PicturePlan } from './intermediates.ts'

/** What of an original decides how much memory its decoding takes. */
export type SourceFacts = Pick<PlannedImage, 'width' | 'height' | 'format' | 'frames'> & {
  /** Of the file, which is read whole. */
  readonly bytes: number
}

/**
 * Bytes of memory a pixel of the original, at the peak; measured on 3840 x 2160 to 480 x 270. JPEG:
 * as for a progressive one, for the catalog does not know which it is (a plain one takes 1).
 */
const sourceBytes: Readonly<Record<ImageRecord['format'], number>> = {
  jpeg: 4,
  png: 4,
  tiff: 4,
  gif: 4,
  webp: 6,
  avif: 20,
  heic: 20,
  bmp: 16,
  svg: 0,
  // Pieces are decoded one after the other, each at its size.
  collage: 8,
}

/**
 * Bytes of memory a pixel of the output, at the peak of scaling and encoding; measured at 1920 x
 * 1080. AVIF: 40 for one that is made alone, up to twice that beside others.
 */
const outputBytes: Readonly<Record<OutputFormat, number>> = {
  jpeg: 8,
  png: 12,
  webp: 12,
  gif: 36,
  avif: 80,
}

/** Any call at all: buffers, tables, the bytes on their way out. */
const minBytes = 8_000_000

/** What decoding takes of an original of which nothing is known yet: that of some 10 megapixels. */
const unknownDecoding = 40_000_000

/** A probe. */
export const probeCost = minBytes + unknownDecoding

/** Looking at a container: the file is read, and nothing decoded. */
export function stripCost(source: SourceFacts | undefined): number {
  return minBytes + (source?.bytes ?? unknownDecoding)
}

/** A measuring: all pixels are held at once, and once more on their way. */
export function measureCost(source: SourceFacts | undefined): number {
  return minBytes + decodingCost(source, false) + 8 * (source === undefined ? 0 : pixelsOf(source))
}

/**
 * Roughly how many bytes the renderer's process grows by, at the peak, while it makes `plans` of
 * an original one after the other. An estimate for admission, true to a factor of about two.
 */
export function renderCost(source: SourceFacts | undefined, plans: readonly PicturePlan[]): number {
  const encoding = plans.map((plan) => {
    const frames = source !== undefined && isMoving(plan) ? source.frames : 1
    // Pixels are held for the next smaller one.
    const held = plans.length > 1 ? 4 : 0
    return pixelsOf(plan) * (outputBytes[plan.format] + held) * frames
  })
  return Math.round(
    minBytes + decodingCost(source, plans.some(isMoving)) + Math.max(0, ...encoding),
  )
}

/** Nanoseconds a pixel of the original, as far as is decoded; JPEG shrinks while it is. */
const sourceTime: Readonly<Record<ImageRecord['format'], number>> = {
  jpeg: 3,
  png: 14,
  tiff: 14,
  gif: 14,
  webp: 20,
  avif: 100,
  heic: 300,
  bmp: 40,
  svg: 20,
  collage: 20,
}

/** Nanoseconds a pixel of the output, for scaling and encoding; between a card and 16 megapixels. */
const outputTime: Readonly<Record<OutputFormat, number>> = {
  jpeg: 40,
  png: 90,
  webp: 80,
  gif: 700,
  avif: 130,
}

/** Any call at all, in seconds. */
const minSeconds = 0.003

/** Nanoseconds a pixel of the output for each pixel that a blur reaches. */
const blurTime = 3

/**
 * Roughly how many seconds of processor time making `plans` of an original takes, on a core of 2020
 * or so: a measure to compare pictures by, true to a factor of about two.
 */
export function renderSeconds(source: SourceFacts, plans: readonly PicturePlan[]): number {
  const frames = plans.some(isMoving) ? source.frames : 1
  let nanoseconds = pixelsOf(source) * sourceTime[source.format]
  for (const plan of plans) nanoseconds += pixelsOf(plan) * (outputTime[plan.format] + blurOf(plan))
  return minSeconds + nanoseconds * frames * 1e-9
}

function blurOf(plan: PicturePlan): number {
  return plan.kind === 'derive' ? (plan.effects?.blur ?? 0) * blurTime : 0
}

/** The same for a measuring, which decodes all and encodes nothing. */
export function measureSeconds(source: SourceFacts): number {
  return minSeconds + pixelsOf(source) * sourceTime[source.format] * 1e-9
}

function decodingCost(source: SourceFacts | undefined, moving: boolean): number {
  if (source === undefined) return unknownDecoding
  const frames = moving ? source.frames : 1
  return source.bytes + pixelsOf(source) * sourceBytes[source.format] * frames
}

function isMoving(plan: PicturePlan): boolean {
  return plan.kind === 'derive' && plan.animated
}

function pixelsOf({ width, height }: Size): number {
  return width * height
}
