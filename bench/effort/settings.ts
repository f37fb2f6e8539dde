import { type OutputFormat, outputFormats } from '../../src/render/plan/formats.ts'
import { median } from '../rounds.ts'
import { candidatesFor } from './candidates.ts'
import type { Picture } from './pictures.ts'
import { measurePoints, readAt } from './points.ts'

/** Two qualities a format, near what is asked for most; the same look is found between them. */
const qualities = { jpeg: [82, 94], png: [], webp: [82, 94], avif: [64, 84], gif: [] } as const

/** Rounds of a size: what takes long is disturbed less. */
const share = { card: 1, backdrop: 0.5, full: 0.3 } as const

/** Every format's settings against what Keyart ships, at the SSIM that this one has half-way. */
export async function settingsTable(pictures: readonly Picture[], rounds: number): Promise<string> {
  const lines = [
    '| Format | Picture | Settings | ms | Bytes | Bytes to the shipped | Quality | SSIM |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ]
  for (const format of Object.keys(outputFormats) as OutputFormat[])
    for (const alike of Object.values(Object.groupBy(pictures, nameOf))) {
      const { kind, size } = alike![0]!
      // It has no transparency to compare.
      if (format === 'jpeg' && kind === 'logo') continue
      if (format === 'gif' && size !== 'card') continue
      const times = Math.max(1, Math.round(rounds * share[size]))
      lines.push(...(await rowsOf(format, alike!, times)))
    }
  return lines.join('\n')
}

const nameOf = ({ kind, size }: Picture) => `${kind}, ${size}`

async function rowsOf(
  format: OutputFormat,
  pictures: readonly Picture[],
  rounds: number,
): Promise<readonly string[]> {
  const candidates = candidatesFor(format, pictures[0]!)
  const found = candidates.map((): Row[] => [])
  for (const picture of pictures) {
    const points = await measurePoints(picture, candidates, qualities[format], rounds)
    const shipped = points[0]!
    const ssim = shipped.reduce((sum, point) => sum + point.ssim, 0) / shipped.length
    const wanted = { ssim, bytes: 1, quality: 0 }
    const base = readAt(shipped, 'ssim', wanted)
    for (const [index, own] of points.entries()) {
      const point = readAt(own, 'ssim', wanted)
      found[index]!.push({ ...point, toShipped: point.bytes / base.bytes })
    }
  }
  return found.map((rows, index) => {
    const middle = (key: keyof Row) => median(rows.map((row) => row[key]))
    const cells = [
      middle('milliseconds').toFixed(1),
      Math.round(middle('bytes')),
      middle('toShipped').toFixed(2),
      Math.round(middle('quality')),
      middle('ssim').toFixed(4),
    ]
    return `| ${format} | ${nameOf(pictures[0]!)} | ${candidates[index]!.name} | ${cells.join(' | ')} |`
  })
}

type Row = ReturnType<typeof readAt> & { readonly toShipped: number }
