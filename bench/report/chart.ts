import type { ComparedRow, Row, Section } from './row.ts'
import { figure } from './table.ts'

/** One thing measured: bars that share a scale. */
interface Group {
  readonly label: string
  /** Keyart first. */
  readonly bars: readonly Bar[]
}

interface Bar {
  readonly name: string
  readonly value: number
  readonly text: string
  readonly isOurs: boolean
}

const width = 760
const bar = 14
const gap = 12
/** Of a bar; the rest is for its name. */
const longest = 440

/**
 * An SVG with the rows that compare something. Bars of one group share a scale, groups do not. Its
 * colours are plain enough for light pages, and change where the reader's are dark.
 */
export function drawChart(sections: readonly Section[]): string {
  const groups = groupRows(sections.flatMap(({ rows }) => rows))
  const parts: string[] = []
  let y = 34
  for (const { label, bars } of groups) {
    const most = Math.max(...bars.map(({ value }) => value))
    parts.push(text(0, y + 11, label, 'label'))
    y += 18
    for (const { name, value, text: figures, isOurs } of bars) {
      const length = Math.max(1, (longest * value) / most)
      parts.push(
        `<rect class="${isOurs ? 'ours' : 'other'}" x="0" y="${y}" width="${length.toFixed(1)}" height="${bar}" rx="2"/>`,
        text(length + 6, y + 11, `${figures} ${name}`, 'name'),
      )
      y += bar + 3
    }
    y += gap
  }
  const title = 'Bars of one group share a scale. /s: more is better; ms: less is better.'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" role="img" aria-label="Keyart beside what it is measured against">
<style>
text { font: 12px system-ui, sans-serif; fill: #333 }
.label { font-weight: 600 } .head { font-size: 11px; fill: #666 }
.ours { fill: #0b6bcb } .other { fill: #b3b9c1 }
@media (prefers-color-scheme: dark) {
  text { fill: #d6dade } .head { fill: #9aa2ab } .ours { fill: #5aa9f5 } .other { fill: #5b636d }
}
</style>
${text(0, 16, title, 'head')}
${parts.join('\n')}
</svg>
`
}

/** Rows about the same thing, one after the other, are one group. */
function groupRows(rows: readonly Row[]): readonly Group[] {
  const groups = new Map<string, Bar[]>()
  for (const row of rows) {
    if (row.kind !== 'compared') continue
    const { ours, limit } = row.comparison
    const bars = groups.get(row.what) ?? [toBar(row, 'Keyart', ours, true)]
    groups.set(row.what, [...bars, toBar(row, row.beside, limit, false)])
  }
  return Array.from(groups, ([label, bars]) => ({ label, bars }))
}

function toBar({ unit }: ComparedRow, name: string, value: number, isOurs: boolean): Bar {
  return { name: name.replaceAll('`', ''), value, text: `${figure(value)}${unit}`, isOurs }
}

function text(x: number, y: number, content: string, style: string): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text class="${style}" x="${x.toFixed(1)}" y="${y}">${escaped}</text>`
}
