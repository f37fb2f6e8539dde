import type { OutputFormat } from './formats.ts'
import type { DerivePlan } from './plan.ts'

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

/** What is decided for each format, by the names that sharp has for it. */
interface Settings {
  readonly jpeg: {
    readonly progressive: boolean
    readonly mozjpeg: boolean
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

const jpeg = { progressive: false, mozjpeg: false, chromaSubsampling: '4:2:0' } as const
const png = { compressionLevel: 6, adaptiveFiltering: false, palette: false } as const
const webp = { effort: 2, smartSubsample: false } as const
const avif = { effort: 0, chromaSubsampling: '4:2:0' } as const
const gif = { effort: 4 } as const

export const encoders = {
  jpeg: { card: jpeg, backdrop: jpeg, full: jpeg },
  png: { card: png, backdrop: png, full: png },
  webp: { card: webp, backdrop: webp, full: webp },
  avif: { card: avif, backdrop: avif, full: avif },
  gif: { card: gif, backdrop: gif, full: gif },
} as const satisfies {
  readonly [Format in OutputFormat]: Readonly<Record<SizeClass, Settings[Format]>>
}

/** What the wire's quality is on AVIF's scale; between two rows it is read off a straight line. */
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

/** What the encoder of `plan.format` is told. */
export function encoderSettings(
  plan: Pick<DerivePlan, 'format' | 'width' | 'height' | 'animated' | 'quality'>,
): EncoderSettings {
  const { format, quality } = plan
  const settings = encoders[format][sizeClassOf(plan)]
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
