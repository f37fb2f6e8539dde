import type { Sharp } from 'sharp'
import type { SourceFormat } from '../../../library/image.ts'
import type { Apng } from '../../containers/apng.ts'
import { drawnAt, svgDensity, type SvgDocument } from '../../containers/svg.ts'
import type { SourceLimits } from '../messages.ts'
import { openDecoder } from './decode.ts'

/**
 * An original as the decoder is given it: the file's bytes, mended where something else would
 * come of them than browsers show.
 */
export interface Source {
  readonly bytes: Buffer
  /** That of the file, where the bytes have another one. */
  readonly format?: SourceFormat
  /** Frames of an animation, where the decoder counts others. */
  readonly frames?: number
  /** Of a PNG that moves: its frames, which the decoder does not know (see `openMoving`). */
  readonly apng?: Apng
  /** Whether a later frame may be transparent where the first one is not. */
  readonly showsCanvas?: boolean
  /** Of an SVG. */
  readonly drawing?: SvgDocument
  /** Whether its colours are told in a way that not every viewer heeds. */
  readonly isForeign?: boolean
  /** Whether the decoder leaves its colours in another space than sRGB. */
  readonly isWide?: true
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
  const { bytes, frames = -1, drawing, isWide } = source
  const opened = openDecoder(drawing === undefined ? bytes : drawnAt(drawing, scale), limits, {
    pages: animated && source.apng === undefined ? frames : 1,
    ...(drawing === undefined ? {} : { density: svgDensity }),
  })
  return isWide === true ? opened.withIccProfile('srgb', { attach: false }) : opened
}
