import { type OutputFormat, outputFormats } from '../../src/render/plan/formats.ts'
import { median } from '../rounds.ts'
import { candidatesFor } from './candidates.ts'
import { atSsim, measure, type Point } from './measure.ts'
import type { Picture } from './pictures.ts'

/** Two qualities a format, near what is asked for most; the same look is found between them. */
const qualities = { jpeg: [82, 94], png: [], webp: [82, 94], avif: [64, 84], gif: [] } as const

/** Rounds of a size: what takes long is disturbed less. */
const share = { card: 1, backdrop: 0.5, full: 0.3 } as const

/** Every format's settings against what Keyart ships, at the SSIM that this one has half-way. */
export async function settingsTable(
  pictures: readonly Picture[],
  rounds: number,
  say: (text: string) => void,
): Promise<string> {
  const lines = [
    '| Format | Picture | Settings | ms | Bytes | Bytes to the shipped | Quality | SSIM |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ]
  for (const format of Object.keys(outputFormats) as OutputFormat[])
    for (const [name, alike] of Object.entries(Object.groupBy(pictures, nameOf))) {
      const [{ kind, size }] = alike as [Picture]
      // It has no transparency to compare.
      if (format === 'jpeg' && kind === 'logo') continue
      if (format === 'gif' && size !== 'card') continue
      say(`${format}, ${name}`)
      const times = Math.max(1, Math.round(rounds * share[size]))
      lines.push(...(await rowsOf(format, name, alike as [Picture, ...Picture[]], times)))
    }
  return lines.join('\n')
}

const nameOf = ({ kind, size }: Picture) => `${kind}, ${size}`

async function rowsOf(
  format: OutputFormat,
  name: string,
  pictures: readonly [Picture, ...Picture[]],
  rounds: number,
): Promise<string[]> {
  const candidates = candidatesFor(format, pictures[0])
  const found = new Map<string, { point: Point; toShipped: number }[]>()
  for (const picture of pictures) {
    const points = await measure(picture, candidates, qualities[format], rounds)
    const shipped = points.get(candidates[0]!)!
    const wanted = shipped.reduce((sum, { ssim }) => sum + ssim, 0) / shipped.length
    const base = atSsim(shipped, wanted)
    for (const candidate of candidates) {
      const point = atSsim(points.get(candidate)!, wanted)
      const row = { point, toShipped: point.bytes / base.bytes }
      found.set(candidate.name, [...(found.get(candidate.name) ?? []), row])
    }
  }
  return Array.from(found, ([settings, rows]) => {
    const middle = (value: (row: (typeof rows)[number]) => number) => median(rows.map(value))
    const cells = [
      middle(({ point }) => point.milliseconds).toFixed(1),
      Math.round(middle(({ point }) => point.bytes)),
      middle(({ toShipped }) => toShipped).toFixed(2),
      Math.round(middle(({ point }) => point.quality)),
      middle(({ point }) => point.ssim).toFixed(4),
    ]
    return `| ${format} | ${name} | ${settings} | ${cells.join(' | ')} |`
  })
}
