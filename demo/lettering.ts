import { alphabet, marks } from './alphabet.ts'

/** A line of letters as one path of strokes whose capitals are `height` high, from x = 0, y = 0. */
export interface Line {
  readonly path: string
  readonly width: number
  readonly height: number
}

export interface Setting {
  /** Breadth of the letters against their design, 1 as designed. */
  readonly breadth: number
  /** Space between strokes of neighbours, in parts of the capitals' height. */
  readonly tracking: number
  /** Height of a dot in parts of the capitals' height, for strokes whose ends add nothing. */
  readonly dot?: number
  /** The least breadth that `fitLine` may choose: heavy letters close up sooner. */
  readonly least?: number
}

/** Which numbers of a command are an x (`x`), a y (`y`) or neither (`-`). */
const roles: Readonly<Record<string, string>> = {
  M: 'xy',
  L: 'xy',
  H: 'x',
  V: 'y',
  C: 'xyxyxy',
  // Radii scale like coordinates but are not moved.
  A: 'rs---xy',
  Z: '',
}

function place(path: string, sx: number, sy: number, dx: number, dy: number): string {
  const round = (v: number) => String(Math.round(v * 100) / 100)
  return path.replace(/([MLHVCAZ])([^MLHVCAZ]*)/g, (_, command: string, text: string) => {
    const role = roles[command] ?? ''
    const numbers = text.trim() === '' ? [] : text.trim().split(/[ ,]+/).map(Number)
    const placed = numbers.map((n, i) => {
      const kind = role[i % role.length]
      if (kind === 'x') return round(n * sx + dx)
      if (kind === 'y') return round(n * sy + dy)
      return round(kind === 'r' ? n * sx : kind === 's' ? n * sy : n)
    })
    return command + placed.join(' ')
  })
}

/** A dot is drawn as a stroke one unit high: here it gets its real height, upwards. */
function growDots(path: string, height: number): string {
  return path.replace(
    /M([\d.-]+) ([\d.-]+)V([^MLHVCAZ]+)/g,
    (stroke, x: string, y: string, end: string) =>
      Number(end) - Number(y) === 1 ? `M${x} ${Number(end) - height}V${end}` : stroke,
  )
}

/** Sets one line. Letters that the alphabet lacks are left out; lower case is drawn as capitals. */
export function setLine(text: string, height: number, setting: Setting): Line {
  const sy = height / 100
  const sx = sy * setting.breadth
  const gap = setting.tracking * height
  const dots = (strokes: string) => growDots(strokes, (setting.dot ?? 0.01) * 100)
  let x = 0
  let path = ''
  let middle = 0
  for (const letter of text.toUpperCase().normalize('NFD')) {
    const mark = marks[letter]
    const glyph = alphabet[letter]
    if (mark !== undefined) path += place(dots(mark), sx, sy, middle, 0)
    else if (letter === ' ') x += 30 * sx + gap * 0.5
    else if (glyph !== undefined) {
      path += place(dots(glyph[1]), sx, sy, x, 0)
      middle = x + (glyph[0] * sx) / 2
      x += glyph[0] * sx + gap
    }
  }
  return { path, width: Math.max(1, x - gap), height }
}

/** Sets one line so wide as `width`, by breadth, within what still looks well; else by height. */
export function fitLine(text: string, width: number, height: number, setting: Setting): Line {
  const natural = setLine(text, height, { ...setting, breadth: 1 })
  // A lone I has no breadth to change.
  if (natural.width < height * 0.2) return natural
  const gaps = setLine(text, height, { ...setting, breadth: 0 }).width
  const breadth = (width - gaps) / Math.max(1, natural.width - gaps)
  const extent = Math.min(1.5, Math.max(setting.least ?? 0.42, breadth))
  const line = setLine(text, height, { ...setting, breadth: extent })
  return extent === breadth
    ? line
    : setLine(text, (height * width) / line.width, { ...setting, breadth: extent })
}

/** Breaks a title in up to `most` lines of about equal length. */
export function breakTitle(title: string, most: number): readonly string[] {
  const words = title.split(' ')
  const lines = Math.min(most, words.length, Math.max(1, Math.round(title.length / 9)))
  const target = title.length / lines
  const broken: string[] = []
  let line = ''
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && broken.length < lines - 1 && longer.length > target + word.length * 0.45) {
      broken.push(line)
      line = word
    } else line = longer
  }
  return [...broken, line]
}
