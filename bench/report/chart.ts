import { type ComparedRow, figure, type Section } from './row.ts'

const width = 760
/** The height of a bar, and how long the longest of a group is. */
const [bar, longest] = [14, 440]

/**
 * An SVG with the rows that compare something. Bars of one row share a scale, rows do not. Its
 * colours are plain enough for light pages, and change where the reader's are dark.
 */
export function drawChart(sections: readonly Section[]): string {
  const parts: string[] = []
  let y = 34
  const rows = sections.flatMap(({ rows }) => rows).filter((row) => row.kind === 'compared')
  // Rows about the same thing have Keyart's bar once.
  for (const [label, alike = []] of Object.entries(Object.groupBy(rows, ({ what }) => what))) {
    const bars = barsOf(alike)
    const most = Math.max(...bars.map(({ value }) => value))
    parts.push(text(0, y + 11, label, 'label'))
    y += 18
    for (const { name, value, style } of bars) {
      const length = Math.max(1, (longest * value) / most)
      const size = `width="${length.toFixed(1)}" height="${bar}" rx="2"`
      parts.push(`<rect class="${style}" x="0" y="${y}" ${size}/>`)
      parts.push(text(length + 6, y + 11, `${figure(value)}${alike[0]!.unit} ${name}`, 'name'))
      y += bar + 3
    }
    y += 12
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

function barsOf(rows: readonly ComparedRow[]) {
  const others = rows.map(({ beside, comparison }) => {
    return { name: beside.replaceAll('`', ''), value: comparison.limit, style: 'other' }
  })
  return [{ name: 'Keyart', value: rows[0]!.comparison.ours, style: 'ours' }, ...others]
}

function text(x: number, y: number, content: string, style: string): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text class="${style}" x="${x.toFixed(1)}" y="${y}">${escaped}</text>`
}
