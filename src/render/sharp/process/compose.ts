import type { OverlayOptions } from 'sharp'
import { KeyartError } from '../../../errors.ts'
import type { Composition, Original, Piece } from '../../../sources/image-source.ts'
import { complaint, createCanvas } from './decode.ts'
import type { DecodingLimits } from '../messages.ts'
import { requireOriginal } from './original.ts'
import { prepareSource } from './prepare-source.ts'
import { openSource } from './source.ts'
import { SvgTimeoutError, withSvgTimeout } from './svg-timeout.ts'

/** What shows through transparent pictures. */
const ground = '#17171c'

/**
 * The bytes of an original as a decoder reads them, if they are still those of `tag`; what is put
 * together of others is drawn, if these still have their tags.
 *
 * @throws KeyartError SOURCE_UNREADABLE, SOURCE_CHANGED, RENDER_FAILED
 */
export async function requireBytes(
  original: Original,
  tag: string,
  limits: DecodingLimits,
): Promise<Buffer> {
  if ('path' in original) return (await requireOriginal(original.path, tag, limits)).bytes
  return await compose(original, limits)
}

async function compose({ pieces, ...size }: Composition, limits: DecodingLimits): Promise<Buffer> {
  const layers: OverlayOptions[] = []
  // One after the other: a call has one slot.
  for (const piece of pieces) {
    const { bytes } = await requireOriginal(piece.path, piece.tag, limits)
    layers.push(await drawPiece(bytes, piece, limits))
  }
  // Not compressed: it is decoded at once.
  return await createCanvas(size, ground).composite(layers).png({ compressionLevel: 0 }).toBuffer()
}

async function drawPiece(
  bytes: Buffer,
  { left, top, width, height }: Piece,
  limits: DecodingLimits,
): Promise<OverlayOptions> {
  try {
    const source = await prepareSource(bytes, limits)
    const input = await withSvgTimeout(bytes, limits, () =>
      openSource(source, limits)
        .autoOrient()
        .resize({ width, height, fit: 'cover' })
        .flatten({ background: ground })
        .toColourspace('srgb')
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true }),
    )
    return { input: input.data, raw: input.info, left, top }
  } catch (cause) {
    if (cause instanceof SvgTimeoutError) throw cause
    throw new KeyartError('RENDER_FAILED', `The image could not be created: ${complaint(cause)}`, {
      cause,
    })
  }
}
