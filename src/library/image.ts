import type { ImageType } from './image-type.ts'

/** The formats that Keyart reads. Content decides, never the file's name. */
export const sourceFormats = [
  'jpeg',
  'png',
  'webp',
  'gif',
  'avif',
  'heic',
  'tiff',
  'bmp',
  'svg',
] as const
export type SourceFormat = (typeof sourceFormats)[number]

/** What one decode teaches of an original. Pixels are counted as shown: after orientation. */
export interface Probe {
  /** First 32 hex digits of the SHA-256 of the bytes. */
  readonly tag: string
  readonly width: number
  readonly height: number
  readonly format: SourceFormat
  readonly bytes: number
  readonly blurHash: string
  readonly hasAlpha: boolean
  /** 1 for a still image. For an animation `height` is that of one frame. */
  readonly frames: number
  /** Shown by every viewer as stored: no EXIF turn needed and colours that are sRGB or grey. */
  readonly servableAsIs: boolean
}

/** Where an original lies: the name of a source, and a key that means something to it alone. */
export interface OriginalRef {
  /** A library's id, `uploads`, `extracted` or `collage`. */
  readonly source: string
  /** For a library: the path below its folder, `/` between segments. For others see there. */
  readonly key: string
}

/** What a directory entry says of a file without opening it. A difference means: look again. */
export interface FileStamp {
  readonly bytes: number
  readonly mtimeMs: number
  readonly ctimeMs: number
}

/** One image of one item or user, as announced. */
export interface ImageRecord extends Omit<Probe, 'format'> {
  /** A collage has no file, and is never served as it is. */
  readonly format: SourceFormat | 'collage'
  readonly ownerId: string
  readonly type: ImageType
  /** Position among the announced images of its owner and type, from 0. */
  readonly index: number
  readonly original: OriginalRef
  readonly stamp: FileStamp
  /**
   * Since when this owner's images of this type are as they are, milliseconds since 1970: the
   * file's time at first, later the time at which a change was seen. It never goes back, so that
   * `If-Modified-Since` cannot lie when an older file takes a newer one's place.
   */
  readonly modifiedAt: number
}
