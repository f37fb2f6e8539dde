import { outlineGif } from './gif.ts'
import { countJpegScans } from './jpeg.ts'
import { pictureFamily } from './signature.ts'
import { countTiffPages } from './tiff.ts'
import { countWebpFrames } from './webp.ts'

/** Five minutes at 16 a second. 10,000 frames of one pixel take 1 to 2 s to decode. */
const mostFrames = 5000
/** 60,000 pages take 2 s before the first one is read. */
const mostPages = 1000
/** Advised by libjpeg-turbo for bytes of strangers; a picture has about ten. */
const mostScans = 500
/** An element takes 1 to 2 KB to draw, a letter 200 bytes. */
const mostSvgBytes = 5_000_000

/**
 * Why an original is not given to a decoder, in words; `undefined` for one that is. What is cheap
 * to see in its container, and dear to find out by decoding it.
 */
export function reasonToRefuse(bytes: Buffer): string | undefined {
  const family = pictureFamily(bytes)
  switch (family) {
    case undefined:
      return 'The image cannot be decoded: it begins like none of the formats that are read'
    case 'gif': {
      const { frames, isWhole } = outlineGif(bytes)
      return isWhole ? tooMany('frames', frames, mostFrames) : 'The image is cut off'
    }
    case 'webp':
      return tooMany('frames', countWebpFrames(bytes), mostFrames)
    case 'tiff':
      return tooMany('pages', countTiffPages(bytes, mostPages), mostPages)
    case 'jpeg':
      return tooMany('scans', countJpegScans(bytes), mostScans)
    case 'svg':
      return tooMany('bytes of SVG', bytes.length, mostSvgBytes)
    case 'png':
    case 'heif':
      return undefined
    default:
      return family satisfies never
  }
}

function tooMany(what: string, count: number, most: number): string | undefined {
  return count <= most ? undefined : `Expected at most ${most} ${what} but the image has more`
}
