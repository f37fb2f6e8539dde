import { outlineJpeg } from './jpeg.ts'
import { pictureFamily } from './signature.ts'
import { readTiffCoding } from './tiff.ts'

/** Compressions of TIFF that the decoder may not have, by number (TIFF 6.0 and what was added since). */
const tiffCompressions: Readonly<Record<number, string>> = {
  6: 'old JPEG',
  34661: 'JBIG',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50000: 'Zstandard',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
}
const usualCompressions = new Set([
  1, 2, 3, 4, 5, 7, 8, 32766, 32773, 32809, 32909, 32946, 34676, 34677,
])

/** What a camera's sensor saw (TIFF/EP, DNG). */
const rawColours = new Set([32803, 34892])

/**
 * Why a picture that did not decode cannot be expected to, in words; `undefined` for one of a usual
 * kind.
 */
export function reasonForKind(bytes: Buffer): string | undefined {
  switch (pictureFamily(bytes)) {
    case 'tiff': {
      const { compression, photometric } = readTiffCoding(bytes)
      if (rawColours.has(photometric)) return 'TIFF with raw data of a camera is not supported'
      if (usualCompressions.has(compression)) return undefined
      const name = tiffCompressions[compression] ?? `the compression ${compression}`
      return `TIFF with ${name} is not supported`
    }
    case 'jpeg': {
      const { isCommon, process, bits } = outlineJpeg(bytes)
      if (isCommon) return undefined
      return `JPEG of this kind (${process}, ${bits} bits) is not supported`
    }
    default:
      return undefined
  }
}
