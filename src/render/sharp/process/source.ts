import type { Sharp } from 'sharp'
import type { SourceFormat } from '../../../library/image.ts'
import { mendGif, outlineGif } from '../../containers/gif.ts'
import { withoutBrandOfSequence } from '../../containers/heif.ts'
import { closeJpeg, endsPlainly, outlineJpeg } from '../../containers/jpeg.ts'
import { withoutCompressedText } from '../../containers/png.ts'
import { pictureFamily } from '../../containers/signature.ts'
import { drawnAt, readSvg, svgDensity, type SvgDocument } from '../../containers/svg.ts'
import { readTiffSamples } from '../../containers/tiff.ts'
import { openDecoder } from './decode.ts'
import type { SourceLimits } from '../messages.ts'

/**
 * An original as the decoder is given it: the file's bytes, mended where something else would
 * come of them than browsers show.
 */
export interface Source {
  readonly bytes: Buffer
  /** That of the file, where the bytes have another one. */
  readonly format?: SourceFormat
  /** Where it has to be without the least fault. */
  readonly failOn?: 'warning'
  /** Frames of an animation, where the decoder counts others. */
  readonly frames?: number
  /** Of an SVG. */
  readonly drawing?: SvgDocument
  /** Whether the decoder leaves its colours in another space than sRGB. */
  readonly isWide?: true
}

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
      // Its warnings tell whether more is missing than the end.
      return endsPlainly(bytes) || outlineJpeg(bytes).hasEnd
        ? { bytes }
        : { bytes: closeJpeg(bytes), failOn: 'warning' }
    case 'png':
      return await withWidth({ bytes: withoutCompressedText(bytes) }, limits)
    case 'tiff': {
      const source = await withWidth({ bytes }, limits)
      return readTiffSamples(bytes).extra > 1 ? await withoutExtra(source, limits) : source
    }
    case 'heif':
      return await withWidth({ bytes: withoutBrandOfSequence(bytes) }, limits)
    case 'webp':
    case undefined:
      return { bytes }
    default:
      return family satisfies never
  }
}

export interface Opening {
  /** All frames, one below the other, instead of the first. */
  readonly animated?: boolean
  /** Of a drawing: how many times as large it is wanted. */
  readonly scale?: number
}

/** As it is stored, in sRGB. */
export function openSource(
  source: Source,
  limits: SourceLimits,
  { animated = false, scale = 1 }: Opening = {},
): Sharp {
  const { bytes, failOn, frames = -1, drawing, isWide } = source
  const opened = openDecoder(drawing === undefined ? bytes : drawnAt(drawing, scale), limits, {
    pages: animated ? frames : 1,
    ...(failOn === undefined ? {} : { failOn }),
    ...(drawing === undefined ? {} : { density: svgDensity }),
  })
  return isWide === true ? opened.withIccProfile('srgb', { attach: false }) : opened
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
