import { stripAvif } from './strip-avif.ts'
import { stripGif } from './strip-gif.ts'
import { stripJpeg } from './strip-jpeg.ts'
import { stripPng } from './strip-png.ts'
import { stripWebp } from './strip-webp.ts'
import { pictureFamily } from '../containers/signature.ts'
import type { Part } from './splice.ts'

/**
 * How an original is put together without what says where, when, by whom and with what it was made
 * (Exif, XMP, IPTC, texts, previews, whatever follows the picture), and with every bit of its
 * pixels and their colours. `undefined` where that cannot be said with certainty: a container that
 * is cut off, or has unknown parts. Never throws.
 *
 * Rotated originals are always rendered, so that no orientation needs to be preserved.
 */
export function planStripped(bytes: Buffer): readonly Part[] | undefined {
  const family = pictureFamily(bytes)
  switch (family) {
    case 'jpeg':
      return stripJpeg(bytes)
    case 'png':
      return stripPng(bytes)
    case 'webp':
      return stripWebp(bytes)
    case 'gif':
      return stripGif(bytes)
    case 'heif':
      return stripAvif(bytes)
    case 'tiff':
    case 'bmp':
    case 'svg':
    case undefined:
      return undefined
    default:
      return family satisfies never
  }
}
