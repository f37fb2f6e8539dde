import { outlineBmp } from '../../containers/bmp.ts'
import { mendGif, outlineGif } from '../../containers/gif.ts'
import { closeJpeg, endsPlainly, outlineJpeg } from '../../containers/jpeg.ts'
import { withoutCompressedText } from '../../containers/png.ts'
import { pictureFamily } from '../../containers/signature.ts'
import { readSvg } from '../../containers/svg.ts'
import { readTiffSamples } from '../../containers/tiff.ts'
import { tiffOf } from '../../containers/tiff-file.ts'
import { type YcbcrCoding, ycbcrToRgb } from '../../containers/ycbcr.ts'
import type { SourceLimits } from '../messages.ts'
import { withAnimation } from './animate-png.ts'
import { decodeApart } from './decode-apart.ts'
import { prepareHeif, preparePng } from './own-colours.ts'
import { requirePixels } from './reasons.ts'
import { openSource, type Source } from './source.ts'

/** @throws Error of the decoder, for what has to be decoded to be mended */
export async function prepareSource(bytes: Buffer, limits: SourceLimits): Promise<Source> {
  const family = pictureFamily(bytes)
  switch (family) {
    case 'svg': {
      const drawing = readSvg(bytes)
      return drawing === undefined ? { bytes } : { bytes, drawing }
    }
    case 'gif': {
      const outline = outlineGif(bytes)
      return { bytes: mendGif(bytes, outline), frames: outline.frames }
    }
    case 'jpeg':
      return endsPlainly(bytes) || outlineJpeg(bytes).ending === 'marker'
        ? { bytes }
        : { bytes: closeJpeg(bytes) }
    case 'png': {
      const plain = withoutCompressedText(bytes)
      const still = await withWidth(await preparePng(plain, limits), limits)
      return withAnimation(still, plain, limits)
    }
    case 'tiff': {
      const source = await withWidth({ bytes }, limits)
      const { extra, ycbcr } = readTiffSamples(bytes)
      const plain = extra > 1 ? await withoutExtra(source, limits) : source
      return ycbcr === undefined ? plain : await asRgb(plain, ycbcr, limits)
    }
    case 'heif':
      return await withWidth(await prepareHeif(bytes, limits), limits)
    case 'bmp':
      return await prepareBmp(bytes, limits)
    case 'webp':
    case undefined:
      return { bytes }
    default:
      return family satisfies never
  }
}

/**
 * sharp takes colours of 16 bits that have a profile to Display P3, and leaves them there when no
 * profile is asked for.
 */
async function withWidth(source: Source, limits: SourceLimits): Promise<Source> {
  const { space, hasProfile } = await openSource(source, limits).metadata()
  return hasProfile && space === 'rgb16' ? { ...source, isWide: true } : source
}

/** The colours of a TIFF alone, whatever else its pixels have: masks, depth, infrared, … */
async function withoutExtra(source: Source, limits: SourceLimits): Promise<Source> {
  const bytes = await openSource(source, limits)
    .autoOrient()
    .removeAlpha()
    .png({ compressionLevel: 0 })
    .toBuffer()
  return { bytes, format: 'tiff' }
}

async function asRgb(source: Source, coding: YcbcrCoding, limits: SourceLimits): Promise<Source> {
  const opened = openSource(source, limits)
  const { icc } = await opened.metadata()
  const { data, info } = await opened
    .autoOrient()
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  if (info.channels !== 3) return source
  ycbcrToRgb(data, coding)
  const { width, height } = info
  const profile = icc === undefined ? {} : { profile: icc }
  return {
    bytes: tiffOf({ width, height, channels: 3, bits: 8, bytes: data, ...profile }),
    format: 'tiff',
  }
}

async function prepareBmp(bytes: Buffer, limits: SourceLimits): Promise<Source> {
  const outline = outlineBmp(bytes)
  if (outline !== undefined) requirePixels(outline.width, outline.height, limits)
  const pixels = await decodeApart({ kind: 'bmp', bytes, isDeep: false })
  return { bytes: tiffOf(pixels), format: 'bmp' }
}
