import type { Sharp } from 'sharp'
import { type EncoderSettings, encoders } from '../../src/render/sharp/process/encoders.ts'
import { type OutputFormat, outputFormats } from '../../src/render/plan/formats.ts'
import type { Picture } from './pictures.ts'

/** Settings that are weighed against others of the same format. */
export interface Candidate {
  readonly name: string
  readonly format: OutputFormat
  readonly settings: EncoderSettings | Options
  /** Whether it is lossless, or else has a quality to vary. */
  readonly lossless: boolean
  /** Too dear to be tried on more than a card. */
  readonly onlyCards: boolean
}

type Options = Parameters<Sharp['toFormat']>[1]

export function encode(image: Sharp, candidate: Candidate, quality: number): Sharp {
  const { format, settings, lossless } = candidate
  return image.toFormat(format, lossless ? settings : { ...settings, quality })
}

/** What Keyart does, first, and what it might do. */
export function candidatesFor(
  format: OutputFormat,
  { kind, size }: Pick<Picture, 'kind' | 'size'>,
): readonly Candidate[] {
  const settings = encoders[format][kind === 'logo' ? 'transparent' : size]
  const shipped = candidate('as shipped', format, settings)
  return [shipped, ...others[format]].filter(({ onlyCards }) => size === 'card' || !onlyCards)
}

const half = { chromaSubsampling: '4:2:0' } as const

const others: Readonly<Record<OutputFormat, readonly Candidate[]>> = {
  jpeg: [
    candidate('baseline', 'jpeg', {}),
    candidate('baseline, 4:4:4', 'jpeg', { chromaSubsampling: '4:4:4' }),
    candidate('baseline, standard tables', 'jpeg', { optimiseCoding: false }),
    candidate('progressive', 'jpeg', { progressive: true }),
    candidate('mozjpeg', 'jpeg', { mozjpeg: true }),
  ],
  png: [
    ...[1, 2, 3, 6, 9].map((compressionLevel) =>
      candidate(`level ${compressionLevel}`, 'png', { compressionLevel }),
    ),
    ...[2, 3, 6].map((compressionLevel) =>
      candidate(`level ${compressionLevel}, adaptive filters`, 'png', {
        compressionLevel,
        adaptiveFiltering: true,
      }),
    ),
  ],
  webp: [
    ...[0, 1, 2, 3, 4].map((effort) => candidate(`effort ${effort}`, 'webp', { effort })),
    ...[5, 6].map((effort) => dear(`effort ${effort}`, 'webp', { effort })),
    candidate('effort 2, smart subsampling', 'webp', { effort: 2, smartSubsample: true }),
    candidate('effort 2, alpha quality 80', 'webp', { effort: 2, alphaQuality: 80 }),
    dear('lossless, effort 2', 'webp', { lossless: true, effort: 2 }),
  ],
  avif: [
    ...[0, 1, 2].map((effort) => candidate(`effort ${effort}`, 'avif', { effort, ...half })),
    ...[3, 4].map((effort) => dear(`effort ${effort}`, 'avif', { effort, ...half })),
    candidate('effort 0, 4:4:4', 'avif', { effort: 0 }),
    candidate('effort 0, tune ssim', 'avif', { effort: 0, ...half, tune: 'ssim' }),
  ],
  gif: [1, 4, 7, 10].map((effort) => dear(`effort ${effort}`, 'gif', { effort })),
}

function candidate(name: string, format: OutputFormat, settings: Candidate['settings']): Candidate {
  const lossless =
    !outputFormats[format].lossy || (settings !== undefined && 'lossless' in settings)
  return { name, format, settings, lossless, onlyCards: false }
}

function dear(name: string, format: OutputFormat, settings: Candidate['settings']): Candidate {
  return { ...candidate(name, format, settings), onlyCards: true }
}
