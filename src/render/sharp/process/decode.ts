import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp'
import { type SourceFormat, sourceFormats } from '../../../library/image.ts'
import type { SourceLimits } from '../messages.ts'

// One thread an image, many images at once; no operation cache, for originals seldom recur.
sharp.concurrency(1)
sharp.cache(false)
// The smallest decoder surface: only what `SourceFormat` names, by content and not by suffix.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadHeifBuffer',
    'VipsForeignLoadTiffBuffer',
    'VipsForeignLoadSvgBuffer',
  ],
})

/**
 * What a decoder may complain of before an original counts as damaged: truncation and errors, not
 * mere warnings, which viewers pass over too.
 */
const failOn = 'error'

/** Samples of a pixel: TIFF may have masks, depth, infrared and so on beside colours. */
const maxChannels = 32

/** Bytes as they are; originals come by `openSource`. */
export function openDecoder(
  bytes: Buffer,
  limits: SourceLimits,
  options: SharpOptions = {},
): Sharp {
  const limitInputPixels = limits.maxSourcePixels
  return sharp(bytes, { failOn, limitInputPixels, limitInputChannels: maxChannels, ...options })
}

/** An empty picture of three channels. */
export function createCanvas(
  { width, height }: { readonly width: number; readonly height: number },
  background: string,
): Sharp {
  return sharp({ create: { width, height, channels: 3, background } })
}

/** A decoded picture, row by row, one byte a channel. */
export interface Pixels {
  readonly bytes: Buffer
  readonly width: number
  readonly height: number
  readonly channels: 1 | 2 | 3 | 4
}

/** Pixels that were decoded before. */
export function openPixels({ bytes, width, height, channels }: Pixels): Sharp {
  return sharp(bytes, { raw: { width, height, channels } })
}

/** The format that libvips found by content; `undefined` for one that Keyart does not read. */
export function formatOf(metadata: Metadata): SourceFormat | undefined {
  if (metadata.format === 'heif') return metadata.compression === 'av1' ? 'avif' : 'heic'
  return sourceFormats.find((format) => format === metadata.format)
}

/** The complaint of a decoder or encoder in one short line, without the name of its function. */
export function complaint(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const line = text.split('\n').find((part) => part.trim() !== '') ?? ''
  const words = line.replace(/^\w+:\s*/, '').slice(0, 200)
  return words === '' || /^unknown error/i.test(words) ? 'no reason was given' : words
}
