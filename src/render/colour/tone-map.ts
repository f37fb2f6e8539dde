import { nitsToPq, pqToNits, type ToneMapping } from './transfer.ts'

/** Candelas a square metre of white paper (ITU-R BT.2408). */
export const referenceWhite = 203

/** Of the brightest light where nothing says what it is: that of most masters, and of HLG. */
const usualPeak = 1000

const kappa = 0.65

/**
 * By which factor light is made darker to fit into what a screen without HDR shows; `light` in
 * multiples of the reference white. Stills as Chromium does it; frames of videos by ITU-R BT.2390,
 * which leaves what is no brighter than paper nearly as it is, as the posters beside them are.
 */
export function toneMappingGain(light: number, mapping: ToneMapping): number {
  return mapping === 'still' ? gainOfChromium(light) : gainOfBt2390(light)
}

/** BT.2390 5.4.1, for a screen whose peak is the reference white. */
function gainOfBt2390(light: number): number {
  const peak = nitsToPq(usualPeak)
  const most = nitsToPq(referenceWhite) / peak
  const knee = 1.5 * most - 0.5
  const value = Math.min(1, nitsToPq(light * referenceWhite) / peak)
  if (value < knee || light === 0) return 1
  const t = (value - knee) / (1 - knee)
  const mapped =
    (2 * t ** 3 - 3 * t ** 2 + 1) * knee +
    (t ** 3 - 2 * t ** 2 + t) * (1 - knee) +
    (3 * t ** 2 - 2 * t ** 3) * most
  return pqToNits(mapped * peak) / referenceWhite / light
}

/**
 * The mapping that Chromium has: SMPTE ST 2094-50's default
 * around the reference white. White paper becomes half as bright, all below it is scaled alike,
 * and a curve (of Bézier) leads from there to the peak, which becomes white.
 */
function gainOfChromium(light: number): number {
  const peak = usualPeak / referenceWhite
  const paper = 0.5
  if (light <= 1) return paper
  if (light >= peak) return 1 / light
  const midX = 1 - kappa + kappa / paper
  const midY = (1 - kappa) * paper + kappa
  const t = solve(1 - 2 * midX + peak, 2 * (midX - 1), 1 - light)
  const y = (paper - 2 * midY + 1) * t ** 2 + 2 * (midY - paper) * t + paper
  return y / light
}

/** The positive root of a square equation. */
function solve(a: number, b: number, c: number): number {
  return (Math.sqrt(b ** 2 - 4 * a * c) - b) / (2 * a)
}
