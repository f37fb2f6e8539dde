import { coloursByCode, coloursByMeasure, type ColourSpace } from '../../colour/colour-space.ts'
import { greyProfile, iccProfile } from '../../colour/icc-profile.ts'
import { type HeifPicture, readHeif, withoutBrandOfSequence } from '../../containers/heif.ts'
import { outlinePng, type PngColours, withProfile } from '../../containers/png.ts'
import { tiffOf } from '../../containers/tiff-file.ts'
import type { SourceLimits } from '../messages.ts'
import { decodeApart } from './decode-apart.ts'
import { openDecoder } from './decode.ts'
import { requirePixels } from './reasons.ts'
import type { Source } from './source.ts'

/** The decoder knows profiles alone: whatever else a PNG says of its colours becomes one. */
export async function preparePng(bytes: Buffer, limits: SourceLimits): Promise<Source> {
  const { colours, isGrey, bits } = outlinePng(bytes)
  if (colours.kind !== 'cicp' && colours.kind !== 'measured') return { bytes }
  const space =
    colours.kind === 'cicp'
      ? coloursByCode(colours.primaries, colours.transfer, 'television')
      : coloursByMeasure(colours.gamma, colours.chromaticities)
  if (space === undefined) return { bytes: colours.kind === 'cicp' ? withProfile(bytes) : bytes }
  // Of grey in 16 bits it does not look at profiles either.
  if (isGrey && bits === 16) return { ...(await asTiff(bytes, space, limits)), format: 'png' }
  const profile = isGrey ? greyProfile(space.transfer) : iccProfile(space)
  return { bytes: withProfile(bytes, profile), isForeign: !isUsual(colours) }
}

/** What many programs write of pictures in sRGB: viewers that pass over it are hardly wrong. */
function isUsual(colours: PngColours): boolean {
  if (colours.kind !== 'measured' || Math.abs(colours.gamma - 0.45455) > 0.001) return false
  const { chromaticities = usualChromaticities } = colours
  return chromaticities.every(
    (value, index) => Math.abs(value - usualChromaticities[index]!) < 0.002,
  )
}

const usualChromaticities = [0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06]

/** Of code points of colours it knows nothing, and HEVC is decoded elsewhere. */
export async function prepareHeif(bytes: Buffer, limits: SourceLimits): Promise<Source> {
  const picture = readHeif(bytes)
  const cicp = picture?.cicp
  const space =
    cicp === undefined ? undefined : coloursByCode(cicp.primaries, cicp.transfer, 'srgb')
  if (picture?.codec === 'hvc1' || picture?.codec === 'hev1')
    return await prepareHeic(bytes, picture, space, limits)
  const mended = withoutBrandOfSequence(bytes)
  if (space === undefined) return { bytes: mended }
  return { ...(await asTiff(mended, space, limits)), format: 'avif' }
}

async function prepareHeic(
  bytes: Buffer,
  { width, height, bits = 8, orientation, profile }: HeifPicture,
  space: ColourSpace | undefined,
  limits: SourceLimits,
): Promise<Source> {
  requirePixels(width, height, limits)
  const pixels = await decodeApart({ kind: 'heic', bytes, isDeep: bits > 8 })
  const own = profile ?? (space === undefined ? undefined : iccProfile(space))
  return {
    bytes: tiffOf({ ...pixels, orientation, ...(own === undefined ? {} : { profile: own }) }),
    format: 'heic',
  }
}

/** Decoded, with a profile that says what its colours mean. */
async function asTiff(bytes: Buffer, space: ColourSpace, limits: SourceLimits): Promise<Source> {
  const decoder = openDecoder(bytes, limits, { pages: 1 })
  const { depth } = await decoder.metadata()
  const isDeep = depth === 'ushort'
  const { data, info } = await decoder
    .toColourspace(isDeep ? 'rgb16' : 'srgb')
    .raw({ depth: isDeep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const channels = info.channels === 4 ? 4 : 3
  const profile = iccProfile(space)
  const pixels = { width, height, channels, bits: isDeep ? 16 : 8, bytes: data, profile } as const
  return { bytes: tiffOf(pixels), isForeign: true }
}
