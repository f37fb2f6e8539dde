import type { ImageRecord } from '../../library/image.ts'

interface FormatTraits {
  readonly mime: string
  readonly extension: string
  readonly alpha: boolean
  readonly animation: boolean
  /** Whether `quality` means anything. */
  readonly lossy: boolean
  /** Longest side that the encoder takes, in pixels. */
  readonly maxSide: number
}

/** What Keyart can make. */
export const outputFormats = {
  jpeg: {
    mime: 'image/jpeg',
    extension: 'jpg',
    alpha: false,
    animation: false,
    lossy: true,
    // libjpeg's `JPEG_MAX_DIMENSION`; the format itself could hold 35 more.
    maxSide: 65_500,
  },
  png: {
    mime: 'image/png',
    extension: 'png',
    alpha: true,
    animation: false,
    lossy: false,
    maxSide: 100_000,
  },
  webp: {
    mime: 'image/webp',
    extension: 'webp',
    alpha: true,
    animation: true,
    lossy: true,
    maxSide: 16_383,
  },
  avif: {
    mime: 'image/avif',
    extension: 'avif',
    alpha: true,
    animation: false,
    lossy: true,
    maxSide: 16_384,
  },
  gif: {
    mime: 'image/gif',
    extension: 'gif',
    alpha: true,
    animation: true,
    lossy: false,
    maxSide: 65_535,
  },
} as const satisfies Record<string, FormatTraits>

export type OutputFormat = keyof typeof outputFormats

/** Values of the wire's `format`. Bmp becomes a JPEG, as in Jellyfin, which cannot write it either. */
export const formatNames = {
  jpg: 'jpeg',
  jpeg: 'jpeg',
  bmp: 'jpeg',
  png: 'png',
  webp: 'webp',
  avif: 'avif',
  gif: 'gif',
} as const satisfies Record<string, OutputFormat>

/** Originals that may go out as they are. The rest are always rendered (SVG could carry scripts). */
const servable: Partial<Record<ImageRecord['format'], OutputFormat>> = {
  jpeg: 'jpeg',
  png: 'png',
  webp: 'webp',
  gif: 'gif',
  avif: 'avif',
}

/** The output format that an original of `format` is already in, if any. */
export function servableAs(format: ImageRecord['format']): OutputFormat | undefined {
  return servable[format]
}
