import type { Sharp } from 'sharp'
import { encoders } from '../../src/render/sharp/process/encoders.ts'
import { type OutputFormat, outputFormats } from '../../src/render/plan/formats.ts'
import type { Picture } from './pictures.ts'

/** Settings that are weighed against others of the same format. */
export interface Candidate {
  readonly name: string
  readonly format: OutputFormat
  readonly settings: Options
  /** Whether it is lossless, or else has a quality to vary. */
  readonly lossless: boolean
}

type Options = Parameters<Sharp['toFormat']>[1] & object

/** What Keyart does, first, and what it might do. */
export function candidatesFor(
  format: OutputFormat,
  { kind, size }: Pick<Picture, 'kind' | 'size'>,
): readonly Candidate[] {
  const shipped = encoders[format][kind === 'logo' ? 'transparent' : size]
  const { cheap = {}, dear = {} } = others[format]
  const all = { 'as shipped': shipped, ...cheap, ...(size === 'card' ? dear : {}) }
  return Object.entries<Options>(all).map(([name, settings]) => {
    const lossless = !outputFormats[format].lossy || 'lossless' in settings
    return { name, format, settings, lossless }
  })
}

interface Others {
  readonly cheap?: Readonly<Record<string, Options>>
  /** Too dear to be tried on more than a card. */
  readonly dear?: Readonly<Record<string, Options>>
}

const half = { chromaSubsampling: '4:2:0' } as const

const others: Readonly<Record<OutputFormat, Others>> = {
  jpeg: {
    cheap: {
      '4:4:4': { chromaSubsampling: '4:4:4', optimiseCoding: false },
      'optimised tables': { optimiseCoding: true },
      progressive: { progressive: true },
      mozjpeg: { mozjpeg: true },
    },
  },
  png: {
    cheap: {
      ...each([1, 2, 3, 6, 9], 'level', (compressionLevel) => ({ compressionLevel })),
      ...each([2, 3, 6], 'adaptive filters, level', (compressionLevel) => {
        return { compressionLevel, adaptiveFiltering: true }
      }),
    },
  },
  webp: {
    cheap: {
      ...each([0, 1, 2, 3, 4], 'effort', (effort) => ({ effort })),
      'effort 2, smart subsampling': { effort: 2, smartSubsample: true },
      'effort 2, alpha quality 80': { effort: 2, alphaQuality: 80 },
    },
    dear: {
      ...each([5, 6], 'effort', (effort) => ({ effort })),
      'lossless, effort 2': { lossless: true, effort: 2 },
    },
  },
  avif: {
    cheap: {
      ...each([0, 1, 2], 'effort', (effort) => ({ effort, ...half })),
      'effort 0, 4:4:4': { effort: 0 },
      'effort 0, tune ssim': { effort: 0, ...half, tune: 'ssim' },
    },
    dear: each([3, 4], 'effort', (effort) => ({ effort, ...half })),
  },
  gif: { dear: each([1, 4, 7, 10], 'effort', (effort) => ({ effort })) },
}

function each(levels: readonly number[], what: string, settings: (level: number) => Options) {
  return Object.fromEntries(levels.map((level) => [`${what} ${level}`, settings(level)]))
}
