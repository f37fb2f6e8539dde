import { breakTitle, fitLine, type Line, setLine } from './lettering.ts'
import { type Palette, toHex } from './paint/palette.ts'
import { randomFrom } from './paint/random.ts'

interface Style {
  /** Weight of a stroke in parts of the capitals' height. */
  readonly weight: number
  readonly ends: 'round' | 'square' | 'butt'
  readonly tracking: number
  readonly finish: 'plain' | 'fade' | 'inline' | 'split'
}

const styles: readonly [Style, ...Style[]] = [
  { weight: 0.19, ends: 'butt', tracking: 0.34, finish: 'fade' },
  { weight: 0.24, ends: 'butt', tracking: 0.36, finish: 'plain' },
  { weight: 0.085, ends: 'butt', tracking: 0.42, finish: 'plain' },
  { weight: 0.11, ends: 'round', tracking: 0.34, finish: 'plain' },
  { weight: 0.2, ends: 'round', tracking: 0.36, finish: 'fade' },
  { weight: 0.21, ends: 'round', tracking: 0.42, finish: 'inline' },
  { weight: 0.22, ends: 'butt', tracking: 0.36, finish: 'split' },
  { weight: 0.09, ends: 'square', tracking: 0.38, finish: 'fade' },
]

/** The style of a title's letters: the same on its poster, logo, banner and disc. */
function styleOf(title: string): Style {
  return randomFrom(`type ${title}`).pick(styles)
}

function strokes(
  line: Line,
  x: number,
  y: number,
  style: Style,
  palette: Palette,
  id: string,
): string {
  const weight = style.weight * line.height
  const at = `transform="translate(${x.toFixed(1)} ${y.toFixed(1)})" d="${line.path}"`
  const pen = (colour: string, width: number) =>
    `<path ${at} fill="none" stroke="${colour}" stroke-width="${width.toFixed(2)}" stroke-linecap="${style.ends}" stroke-linejoin="${style.ends === 'round' ? 'round' : 'miter'}" stroke-miterlimit="2"/>`
  const run = (stops: string) =>
    `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="${-weight / 2}" y2="${line.height + weight / 2}">${stops}</linearGradient>`
  switch (style.finish) {
    case 'plain':
      return pen(palette.ink, weight)
    case 'fade':
      return (
        run(
          `<stop offset=".25" stop-color="${palette.ink}"/><stop offset="1" stop-color="${palette.accent}"/>`,
        ) + pen(`url(#${id})`, weight)
      )
    case 'inline':
      return pen(palette.ink, weight) + pen(toHex(palette.near), weight * 0.26)
    case 'split':
      return (
        run(
          `<stop offset=".5" stop-color="${palette.ink}"/><stop offset=".5" stop-color="${palette.accent}"/>`,
        ) + pen(`url(#${id})`, weight)
      )
    default:
      return style.finish satisfies never
  }
}

export interface Block {
  readonly svg: string
  readonly width: number
  readonly height: number
}

/** A title in lines of one width (`fill`), or of one height about one middle. */
export function titleBlock(
  title: string,
  palette: Palette,
  width: number,
  options: { lines: number; tall: number; fill: boolean; id: string },
): Block {
  const style = styleOf(title)
  const texts = breakTitle(title, options.lines)
  const inner = width / (1 + style.weight * 0.1)
  const dot = style.ends === 'butt' ? style.weight : 0.01
  const setting = { breadth: 1, tracking: style.tracking, dot, least: 0.36 + style.weight }
  let lines = texts.map((text) =>
    options.fill
      ? fitLine(text, inner, options.tall, setting)
      : setLine(text, options.tall, setting),
  )
  const widest = Math.max(...lines.map((line) => line.width))
  const tallest = Math.max(...lines.map((line) => line.height))
  const shrink = Math.min(1, inner / widest, options.fill ? (options.tall * 1.7) / tallest : 1)
  if (shrink < 1 && !options.fill)
    lines = texts.map((text) => setLine(text, options.tall * shrink, setting))
  if (shrink < 1 && options.fill)
    lines = texts.map((text, i) => {
      const line = lines[i]
      return line !== undefined && line.height > options.tall * 1.7
        ? setLine(text, options.tall * 1.7, setting)
        : (line ?? setLine(text, options.tall, setting))
    })
  let y = 0
  let svg = ''
  for (const [i, line] of lines.entries()) {
    const marked = /[À-ÖØ-Þà-öø-þŠšŽžŠ]/.test(texts[i] ?? '') ? 0.4 * line.height : 0
    const lead = line.height * style.weight * 0.5
    y += marked + lead
    svg += strokes(line, (width - line.width) / 2, y, style, palette, `${options.id}${i}`)
    y += line.height + lead + options.tall * 0.2
  }
  return { svg, width, height: y - options.tall * 0.2 }
}

export function smallLine(
  text: string,
  colour: string,
  middle: number,
  y: number,
  options: { height: number; room: number; tracking?: number; weight?: number; breadth?: number },
): string {
  const { height, room, tracking = 0.7, weight = 0.13, breadth = 0.9 } = options
  let line = setLine(text, height, { breadth, tracking })
  if (line.width > room) line = setLine(text, (height * room) / line.width, { breadth, tracking })
  return `<path transform="translate(${(middle - line.width / 2).toFixed(1)} ${y.toFixed(1)})" d="${line.path}" fill="none" stroke="${colour}" stroke-width="${(line.height * weight).toFixed(2)}" stroke-linecap="round" stroke-linejoin="round"/>`
}
