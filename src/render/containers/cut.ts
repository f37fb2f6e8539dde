import { outlineGif } from './gif.ts'
import { isCutHeif } from './heif.ts'
import { outlineJpeg } from './jpeg.ts'
import { hasEndOfPng } from './png.ts'
import { pictureFamily } from './signature.ts'
import { isCutTiff } from './tiff.ts'

/** Whether the container of what did not decode says that more should follow. */
export function isCutOff(bytes: Buffer): boolean {
  const family = pictureFamily(bytes)
  switch (family) {
    case 'jpeg':
      return outlineJpeg(bytes).ending !== 'marker'
    case 'png':
      return !hasEndOfPng(bytes)
    case 'gif':
      return outlineGif(bytes).ending === 'cut'
    case 'webp':
      // The length counts neither itself nor the name before it.
      return bytes.length < bytes.readUInt32LE(4) + 8
    case 'heif':
      return isCutHeif(bytes)
    case 'svg':
      // The end of the root, perhaps before a comment; or one without anything in it.
      return !/<\/(?:[\w.-]{1,40}:)?svg\s{0,9}>|\/>$/.test(
        bytes.toString('latin1', Math.max(0, bytes.length - 1000)).trimEnd(),
      )
    case 'tiff':
      return isCutTiff(bytes)
    case 'bmp':
    case undefined:
      return false
    default:
      return family satisfies never
  }
}
