import { foreignBmp, outlineBmp } from './bmp.ts'
import { reasonForCodec, reasonForForeign } from './foreign.ts'
import { outlineGif } from './gif.ts'
import { readHeif } from './heif.ts'
import { outlineJpeg } from './jpeg.ts'
import { pictureFamily } from './signature.ts'
import { countTiffPages, readTiffSamples } from './tiff.ts'
import { countWebpFrames } from './webp.ts'

/** Five minutes at 16 a second. 10,000 frames of one pixel take 1 to 2 s to decode. */
const maxFrames = 5000
/** 60,000 pages take 2 s before the first one is read. */
const maxPages = 1000
/** Advised by libjpeg-turbo for bytes of strangers; a picture has about ten. */
const maxScans = 500
/** An element takes 1 to 2 KB to draw, a letter 200 bytes. */
const maxSvgBytes = 5_000_000

const readCodecs = new Set(['av01', 'hvc1', 'hev1'])

/**
 * Why an original is not given to a decoder, in words; `undefined` for one that is. What is cheap
 * to see in its container, and dear to find out by decoding it.
 */
export function reasonToRefuse(bytes: Buffer): string | undefined {
  const family = pictureFamily(bytes)
  switch (family) {
    case undefined:
      return reasonForForeign(bytes)
    case 'gif': {
      const { frames, ending } = outlineGif(bytes)
      return ending === 'cut' ? 'The image is cut off' : tooMany('frames', frames, maxFrames)
    }
    case 'webp':
      return tooMany('frames', countWebpFrames(bytes), maxFrames)
    case 'tiff':
      return tooMany('pages', countTiffPages(bytes, maxPages), maxPages) ?? foreignSamples(bytes)
    case 'jpeg': {
      const { scans, ending } = outlineJpeg(bytes)
      return ending === 'cut' ? 'The image is cut off' : tooMany('scans', scans, maxScans)
    }
    case 'svg':
      return tooMany('bytes of SVG', bytes.length, maxSvgBytes)
    case 'bmp':
      return foreignBmp(outlineBmp(bytes)!)
    case 'heif': {
      const codec = readHeif(bytes)?.codec
      return codec === undefined || readCodecs.has(codec) ? undefined : reasonForCodec(codec)
    }
    case 'png':
      return undefined
    default:
      return family satisfies never
  }
}

function tooMany(what: string, count: number, limit: number): string | undefined {
  return count <= limit ? undefined : `Expected at most ${limit} ${what} but the image has more`
}

/** The decoder takes values for others that it does not know. */
function foreignSamples(bytes: Buffer): string | undefined {
  const { bits, kind, colours } = readTiffSamples(bytes)
  const isRead = kind === 'unsigned' ? bits <= 16 : kind === 'float' && bits === 32 && colours === 3
  return isRead ? undefined : `TIFF with ${kind} samples of ${bits} bits is not supported`
}
