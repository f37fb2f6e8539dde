import type { OutputFormat } from '../../plan/formats.ts'
import type { DerivePlan } from '../../plan/plan.ts'

/**
 * How much there is to encode, by the most pixels of a picture: a card in a list; a backdrop or a
 * poster across much of a page; a screen. Animations are as large as they get, whatever their size.
 */
export const sizeClasses = {
  card: 400_000,
  backdrop: 1_300_000,
  full: Infinity,
} as const

export type SizeClass = keyof typeof sizeClasses

/** Logos, discs and other cut-outs have settings of their own, whatever their size. */
export type EncodeClass = SizeClass | 'transparent'

/** What is decided for each format, by the names that sharp has for it. */
interface Settings {
  readonly jpeg: {
    readonly progressive: boolean
    readonly mozjpeg: boolean
    readonly optimiseCoding: boolean
    readonly chromaSubsampling: '4:2:0' | '4:4:4'
  }
  readonly png: {
    readonly compressionLevel: number
    readonly adaptiveFiltering: boolean
    readonly palette: boolean
  }
  readonly webp: { readonly effort: number; readonly smartSubsample: boolean }
  readonly avif: { readonly effort: number; readonly chromaSubsampling: '4:2:0' | '4:4:4' }
  readonly gif: { readonly effort: number }
}

/*
 * The figures are of photographs: milliseconds of processor time, and bytes at equal SSIM against
 * those of the settings that were chosen. `node bench/effort.ts FOLDER` prints them.
 */

/**
 * Card: 1.4 ms; full: 12 ms. Huffman tables for each picture (`optimiseCoding`, sharp's default): 2
 * to 3 times dearer for 1 to 4% fewer bytes of the same pixels. Progressive: 3 to 6 times, for 5 to
 * 10% fewer. mozjpeg: 13 to 36 times, for 8% fewer to 5% more. 4:4:4: 34% more.
 */
const jpeg = {
  progressive: false,
  mozjpeg: false,
  optimiseCoding: false,
  chromaSubsampling: '4:2:0',
} as const

/** 2 to 22% dearer than level 6 without filters, for 33 to 50% fewer bytes. */
const png = { compressionLevel: 2, adaptiveFiltering: true, palette: false } as const
/** Filters make a logo 31 to 38% larger. */
const flatPng = { compressionLevel: 6, adaptiveFiltering: false, palette: false } as const

/**
 * Card: 10 ms. Effort 1: 8 ms, 9% more bytes; 3: 19 ms, 25% fewer. Backdrop: 52 ms; 1: 38 ms, 14%
 * more; 3: 91 ms, 28% fewer. Full: 80 ms; 3: 174 ms, 19% fewer. Smart subsampling: card 29 ms, and
 * more bytes at equal luma.
 */
const webp = { effort: 2, smartSubsample: false } as const

/**
 * Card: 14 ms. Effort 1: 33 ms, 4% fewer bytes; 2: 72 ms, 12%; 4 (sharp's default): 439 ms, 40%.
 * Backdrop: 71 ms; 1: 142 ms, 0%; 2: 316 ms, 10%. Full: 165 ms; 1: 231 ms, 4% more; 2: 488 ms, 5%
 * fewer. Whole chroma costs 18% more time and 3% more bytes on a card, and what an AVIF stands for,
 * WebP and JPEG, has half of it, too.
 */
const avif = { effort: 0, chromaSubsampling: '4:2:0' } as const
/**
 * Efforts 0 and 1 leave a trace (1 of 255) of what is wholly transparent. A logo of 300 x 116: 20 ms
 * and less than half of the bytes of effort 0, which takes 6 ms and is larger than the WebP.
 */
const transparentAvif = { ...avif, effort: 2 } as const

/** 96 ms a card. Effort 7 (sharp's default): 436 ms for 10% fewer bytes. */
const gif = { effort: 4 } as const

export const encoders = {
  jpeg: { card: jpeg, backdrop: jpeg, full: jpeg, transparent: jpeg },
  png: { card: png, backdrop: png, full: png, transparent: flatPng },
  webp: { card: webp, backdrop: webp, full: webp, transparent: webp },
  avif: { card: avif, backdrop: avif, full: avif, transparent: transparentAvif },
  gif: { card: gif, backdrop: gif, full: gif, transparent: gif },
} as const satisfies {
  readonly [Format in OutputFormat]: Readonly<Record<EncodeClass, Settings[Format]>>
}

/**
 * What the wire's quality is on AVIF's scale; between two rows it is read off a straight line.
 * Between the quality with the SSIM of a WebP of that number and the one with its bytes, where an
 * AVIF is neither worse nor larger: cards at 50: 40 to 46, 70: 44 to 55, 80: 49 to 63, 90: 67 to
 * 82, 96: 86 to 92, 100: 92 to 97 in the median. Near the upper end, because of pictures with much
 * detail, which need more (86 at 90).
 */
export const avifQualities = [
  [1, 1],
  [50, 46],
  [70, 55],
  [80, 62],
  [90, 78],
  [96, 90],
  [100, 96],
] as const satisfies readonly (readonly [wire: number, avif: number])[]

export type EncoderSettings = Settings[OutputFormat] & { readonly quality?: number }

/**
 * What the encoder of `plan.format` is told. `transparent`: whether there is an alpha channel to
 * encode.
 */
export function encoderSettings(
  plan: Pick<DerivePlan, 'format' | 'width' | 'height' | 'animated' | 'quality'>,
  transparent: boolean,
): EncoderSettings {
  const { format, quality } = plan
  const settings = encoders[format][transparent ? 'transparent' : sizeClassOf(plan)]
  if (quality === undefined) return settings
  return { ...settings, quality: format === 'avif' ? avifQuality(quality) : quality }
}

export function sizeClassOf({
  width,
  height,
  animated,
}: Pick<DerivePlan, 'width' | 'height' | 'animated'>): SizeClass {
  if (animated || width * height > sizeClasses.backdrop) return 'full'
  return width * height > sizeClasses.card ? 'backdrop' : 'card'
}

function avifQuality(wire: number): number {
  const after = Math.max(
    1,
    avifQualities.findIndex(([from]) => from >= wire),
  )
  const [[x0, y0], [x1, y1]] = [avifQualities[after - 1]!, avifQualities[after]!]
  return Math.round(y0 + ((wire - x0) * (y1 - y0)) / (x1 - x0))
}
