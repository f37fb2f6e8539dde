/** How values stand for light (0 to 1 each; white is 1). */
export type Transfer =
  | { readonly kind: 'srgb' }
  | { readonly kind: 'power'; readonly exponent: number }
  /** In any other way, as a function. */
  | { readonly kind: 'curve'; readonly toLight: (value: number) => number }
  /** Light beyond white: SMPTE ST 2084, and ITU-R BT.2100 hybrid log-gamma. */
  | { readonly kind: 'pq' | 'hlg'; readonly toneMapping: ToneMapping }

/** How light beyond white is fitted to a screen; see `toneMappingGain`. */
export type ToneMapping = 'still' | 'video'

const srgb: Transfer = { kind: 'srgb' }
const power = (exponent: number): Transfer => ({ kind: 'power', exponent })
const curve = (toLight: (value: number) => number): Transfer => ({ kind: 'curve', toLight })

/** Those of television (BT.709, BT.601, BT.2020), by their code points. */
const televisionCodes = new Set([1, 6, 14, 15])
/** What a television makes of them (ITU-R BT.1886). */
const television = power(2.4)

/**
 * By its code point; absent where that says nothing. `televisions`: what the transfers of television
 * are taken for: browsers show them as on a television in PNG, and as sRGB in AVIF.
 */
export function findTransfer(
  code: number,
  televisions: 'srgb' | 'television',
): Transfer | undefined {
  return televisions === 'television' && televisionCodes.has(code)
    ? television
    : transferByCode[code]
}

/** By their code points (ITU-T H.273, table 3). */
const transferByCode: Readonly<Record<number, Transfer>> = {
  1: srgb,
  4: power(2.2),
  5: power(2.8),
  6: srgb,
  7: curve((v) => (v < 0.0913 ? v / 4 : ((v + 0.1115) / 1.1115) ** (1 / 0.45))),
  8: power(1),
  9: curve((v) => (v <= 0 ? 0 : 10 ** ((v - 1) * 2))),
  10: curve((v) => (v <= 0 ? 0 : 10 ** ((v - 1) * 2.5))),
  11: srgb,
  12: srgb,
  13: srgb,
  14: srgb,
  15: srgb,
  16: { kind: 'pq', toneMapping: 'still' },
  17: curve((v) => Math.min(1, (v ** 2.6 * 52.37) / 48)),
  18: { kind: 'hlg', toneMapping: 'still' },
  // Reserved in H.273: PQ and HLG of frames that Keyart has taken out of videos (`media/hdr.ts`).
  216: { kind: 'pq', toneMapping: 'video' },
  218: { kind: 'hlg', toneMapping: 'video' },
}

/** Candelas a square metre of what a value of PQ stands for (SMPTE ST 2084, 5.1). */
export function pqToNits(value: number): number {
  const root = value ** (1 / 78.84375)
  return (
    10_000 *
    (Math.max(0, root - 0.8359375) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)
  )
}

/** The inverse (5.2). */
export function nitsToPq(nits: number): number {
  const power = (nits / 10_000) ** 0.1593017578125
  return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375
}

/** Light at the camera, 0 to 1, of a value of HLG (ITU-R BT.2100, table 5). */
export function hlgToScene(value: number): number {
  return value <= 0.5
    ? value ** 2 / 3
    : (Math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12
}
