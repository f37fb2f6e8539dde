import { bt709, primariesByCode, type Primaries } from './primaries.ts'
import { findTransfer, type Transfer } from './transfer.ts'

/** What colours mean. */
export interface ColourSpace {
  readonly primaries: Primaries
  readonly transfer: Transfer
}

const srgb: Transfer = { kind: 'srgb' }

/** By code points (ITU-T H.273); what they leave open is as in sRGB. `undefined` for sRGB. */
export function coloursByCode(
  primaries: number,
  transfer: number,
  televisions: 'srgb' | 'television',
): ColourSpace | undefined {
  const space = {
    primaries: primariesByCode[primaries] ?? bt709,
    transfer: findTransfer(transfer, televisions) ?? srgb,
  }
  return space.primaries === bt709 && space.transfer.kind === 'srgb' ? undefined : space
}

/**
 * By the exponent of the encoding and, where they are said, x and y of white, red, green and blue.
 * `undefined` for what is no colour.
 */
export function coloursByMeasure(
  gamma: number,
  chromaticities?: readonly number[],
): ColourSpace | undefined {
  const transfer = { kind: 'power', exponent: 1 / gamma } as const
  // Beyond these the exponent is a mistake, and no number of a profile.
  if (!(transfer.exponent > 0.1 && transfer.exponent < 10)) return undefined
  const [wx = 0, wy = 0, rx = 0, ry = 0, gx = 0, gy = 0, bx = 0, by = 0] = chromaticities ?? []
  const area = (rx - bx) * (gy - by) - (gx - bx) * (ry - by)
  if (!(wy > 0.01 && Math.abs(area) > 0.001)) return { primaries: bt709, transfer }
  const primaries = { white: [wx, wy], red: [rx, ry], green: [gx, gy], blue: [bx, by] } as const
  return { primaries, transfer }
}
