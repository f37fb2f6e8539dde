import { encoderSettings } from '../../src/render/sharp/process/encoders.ts'
import type { OutputFormat } from '../../src/render/plan/formats.ts'
import { median } from '../rounds.ts'
import { candidatesFor } from './candidates.ts'
import type { Picture } from './pictures.ts'
import { measurePoints, type Point, readAt } from './points.ts'

/** What clients ask for; 90 is the default, jellyfin-web asks for 96. */
const asked = [50, 70, 80, 90, 96, 100]
/** Of AVIF; close enough to read between them. */
const measured = [30, 45, 55, 65, 75, 85, 95, 100]

/** What is told of one picture at one of `asked`. */
interface Found {
  readonly jpeg: Point
  readonly webp: Point
  readonly avif: readonly Point[]
  /** The quality that `asked` is on AVIF's scale. */
  readonly shipped: number
}

const lossRatio = (one: Point, other: Point) => (1 - one.ssim) / (1 - other.ssim)
const chosen = ({ avif, shipped }: Found) =>
  readAt(avif, 'quality', { quality: shipped, ssim: 0, bytes: 1 })

const columns: readonly (readonly [head: string, (found: Found) => number, digits: number])[] = [
  ['WebP to JPEG: loss (1 - SSIM)', ({ webp, jpeg }) => lossRatio(webp, jpeg), 2],
  ['bytes', ({ webp, jpeg }) => webp.bytes / jpeg.bytes, 2],
  ['AVIF quality of the WebP’s SSIM', ({ avif, webp }) => readAt(avif, 'ssim', webp).quality, 0],
  ['of its bytes', ({ avif, webp }) => readAt(avif, 'bytes', webp).quality, 0],
  ['shipped', ({ shipped }) => shipped, 0],
  ['AVIF to WebP: loss', (found) => lossRatio(chosen(found), found.webp), 2],
  ['bytes', (found) => chosen(found).bytes / found.webp.bytes, 2],
]

/**
 * One number on the wire, three encoders: which quality of AVIF has the SSIM of the WebP, and which
 * its bytes. Between the two an AVIF is neither worse nor larger. Medians, with lowest and highest.
 */
export async function qualityTable(pictures: readonly Picture[]): Promise<string> {
  const rows = asked.map((): Found[] => [])
  for (const picture of pictures.filter(({ kind }) => kind === 'art')) {
    const [jpeg, webp] = [
      await pointsOf(picture, 'jpeg', asked),
      await pointsOf(picture, 'webp', asked),
    ]
    const avif = await pointsOf(picture, 'avif', measured)
    for (const [index, quality] of asked.entries())
      rows[index]!.push({
        jpeg: jpeg[index]!,
        webp: webp[index]!,
        avif,
        shipped: avifQualityOf(quality),
      })
  }
  return [
    `| Asked | ${columns.map(([head]) => head).join(' | ')} |`,
    `| --- | ${columns.map(() => '---').join(' | ')} |`,
    ...rows.map((found, index) => {
      const cells = columns.map(([, valueOf, digits]) => {
        const all = found.map(valueOf)
        const [low, high] = [Math.min(...all).toFixed(digits), Math.max(...all).toFixed(digits)]
        const middle = median(all).toFixed(digits)
        return low === high ? middle : `${middle} (${low} to ${high})`
      })
      return `| ${asked[index]} | ${cells.join(' | ')} |`
    }),
  ].join('\n')
}

async function pointsOf(picture: Picture, format: OutputFormat, qualities: readonly number[]) {
  const [shipped] = await measurePoints(
    picture,
    candidatesFor(format, picture).slice(0, 1),
    qualities,
    1,
  )
  return shipped!
}

/** The same for all sizes. */
function avifQualityOf(quality: number): number {
  const plan = { format: 'avif', width: 1, height: 1, animated: false, quality } as const
  return encoderSettings(plan, false).quality!
}
