import { encoderSettings } from '../../src/render/sharp/process/encoders.ts'
import { median } from '../rounds.ts'
import { type Candidate, candidatesFor } from './candidates.ts'
import { atBytes, atQuality, atSsim, measure, type Point } from './measure.ts'
import type { Picture } from './pictures.ts'

/** What clients ask for; 90 is the default, jellyfin-web asks for 96. */
const asked = [50, 70, 80, 90, 96, 100]
/** Close enough to read between them. */
const ladder = [30, 45, 55, 65, 75, 85, 95, 100]

/**
 * One number on the wire, three encoders: which quality of AVIF has the SSIM of the WebP, and which
 * its bytes. Between the two an AVIF is neither worse nor larger. Medians, with lowest and highest.
 */
export async function qualityTable(
  pictures: readonly Picture[],
  say: (text: string) => void,
): Promise<string> {
  const rows = asked.map((quality) => ({ quality, found: [] as Found[] }))
  for (const picture of pictures.filter(({ kind }) => kind === 'art')) {
    say(`qualities, ${picture.size}`)
    const [jpeg, webp, avif] = await Promise.all([
      pointsOf(picture, 'jpeg', asked),
      pointsOf(picture, 'webp', asked),
      pointsOf(picture, 'avif', ladder),
    ])
    for (const [index, { quality, found }] of rows.entries()) {
      const [stood, other] = [webp[index]!, jpeg[index]!]
      const equal = atSsim(avif, stood.ssim)
      const chosen = atQuality(avif, avifQualityOf(quality, picture))
      found.push({
        webpLoss: (1 - stood.ssim) / (1 - other.ssim),
        webpBytes: stood.bytes / other.bytes,
        equalSsim: equal.quality,
        equalBytes: atBytes(avif, stood.bytes).quality,
        loss: (1 - chosen.ssim) / (1 - stood.ssim),
        bytes: chosen.bytes / stood.bytes,
      })
    }
  }
  return [
    '| Asked | WebP to JPEG: loss (1 - SSIM) | bytes | AVIF quality of the WebP’s SSIM | of its bytes | shipped | AVIF to WebP: loss | bytes |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(({ quality, found }) => {
      const text = (value: (row: Found) => number, digits: number) => {
        const all = found.map(value)
        const [low, middle, high] = [Math.min(...all), median(all), Math.max(...all)]
        return `${middle.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`
      }
      return `| ${[
        quality,
        text(({ webpLoss }) => webpLoss, 2),
        text(({ webpBytes }) => webpBytes, 2),
        text(({ equalSsim }) => equalSsim, 0),
        text(({ equalBytes }) => equalBytes, 0),
        avifQualityOf(quality, { width: 1, height: 1 }),
        text(({ loss }) => loss, 2),
        text(({ bytes }) => bytes, 2),
      ].join(' | ')} |`
    }),
  ].join('\n')
}

interface Found {
  readonly webpLoss: number
  readonly webpBytes: number
  readonly equalSsim: number
  readonly equalBytes: number
  readonly loss: number
  readonly bytes: number
}

async function pointsOf(
  picture: Picture,
  format: Candidate['format'],
  qualities: readonly number[],
): Promise<readonly Point[]> {
  const shipped = candidatesFor(format, picture)[0]!
  return (await measure(picture, [shipped], qualities, 1)).get(shipped)!
}

function avifQualityOf(quality: number, { width, height }: { width: number; height: number }) {
  const plan = { format: 'avif', width, height, animated: false, quality } as const
  return encoderSettings(plan, false).quality!
}
