import { decodeXml, findRoot, markupOf } from './xml-prolog.ts'

/** Perhaps with a prefix for its namespace. */
const rootName = /<(?:[\w.-]+:)?svg(?=[\s/>])/y
const attribute = /\s+([^\s=/>"'<]+)\s*=\s*("[^"]*"|'[^']*')/y

/** Whether the first element is that of a drawing. */
export function isSvg(bytes: Buffer): boolean {
  // Far cheaper than looking through what is no text at all.
  const first = bytes
    .toString('latin1', 0, 4)
    .replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\0?/, '')
  if (!/^[\s<]/.test(first)) return false
  const text = markupOf(bytes)
  const root = findRoot(text)
  if (root === undefined) return false
  rootName.lastIndex = root
  return rootName.test(text)
}

/** In pixels, not always whole ones. */
export interface SvgSize {
  readonly width: number
  readonly height: number
}

/** A drawing, taken apart around the tag of its root. */
export interface SvgDocument {
  /** Declarations and comments. */
  readonly before: string
  /** `<svg`, perhaps with a prefix. */
  readonly opening: string
  /** Values with their quotes. */
  readonly attributes: ReadonlyMap<string, string>
  readonly after: string
}

/** `undefined` for one whose root cannot be read. */
export function readSvg(bytes: Buffer): SvgDocument | undefined {
  const text = decodeXml(bytes)
  const root = text === undefined ? undefined : findRoot(text)
  if (text === undefined || root === undefined) return undefined
  rootName.lastIndex = root
  const opening = rootName.exec(text)?.[0]
  if (opening === undefined) return undefined
  const attributes = new Map<string, string>()
  let at = root + opening.length
  for (;;) {
    attribute.lastIndex = at
    const found = attribute.exec(text)
    if (found === null) break
    attributes.set(found[1]!, found[2]!)
    at = attribute.lastIndex
  }
  // What is drawn is encoded anew, so that a declaration of the encoding would be wrong.
  const before = text
    .slice(0, root)
    .replace(/^\ufeff?\s*<\?xml\s[^>]*>/, '')
    .trimStart()
  return { before, opening, attributes, after: text.slice(at) }
}

/** Pixels of a unit (CSS Values 4, 6): an inch is 96. Letters are 16 high. */
const pixelsOf: Readonly<Record<string, number>> = {
  '': 1,
  px: 1,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  q: 96 / 101.6,
  pt: 96 / 72,
  pc: 16,
  em: 16,
  rem: 16,
  ex: 8,
  ch: 8,
}

/** What browsers give a picture of which nothing else is known (CSS Images 3, 5.2). */
const fallback = { width: 300, height: 150 } as const

/**
 * Size of a drawing in pixels, as browsers have it: by `width` and `height` in any unit, what is
 * missing (or a percentage) by the shape of the `viewBox`; a `style` says nothing of it. One that
 * has nothing but a `viewBox` is as large as that says, as in image viewers; browsers fit it into
 * 300 x 150.
 */
export function sizeOfSvg({ attributes }: SvgDocument): SvgSize {
  const width = lengthOf(valueOf(attributes.get('width')))
  const height = lengthOf(valueOf(attributes.get('height')))
  const box = viewBoxOf(attributes)
  if (box === undefined)
    return { width: width ?? fallback.width, height: height ?? fallback.height }
  return {
    width: width ?? (height === undefined ? box.width : (height * box.width) / box.height),
    height: height ?? (width === undefined ? box.height : (width * box.height) / box.width),
  }
}

/**
 * The drawing at another size, its units as they are in a browser: for a decoder to which an inch
 * has 96 dots (`svgDensity`), and which enlarges all it has drawn by 96/72.
 */
export function drawnAt(document: SvgDocument, scale: number): Buffer {
  const { before, opening, attributes, after } = document
  const { width, height } = sizeOfSvg(document)
  const root = new Map(attributes)
  const drawn = (pixels: number) => `${(pixels * scale * 72) / svgDensity}px`
  root.set('width', `"${drawn(width)}"`)
  root.set('height', `"${drawn(height)}"`)
  if (viewBoxOf(attributes) === undefined) root.set('viewBox', `"0 0 ${width} ${height}"`)
  const own = valueOf(attributes.get('style')) ?? ''
  const size = `width:${drawn(width)} !important;height:${drawn(height)} !important`
  root.set('style', `"${own.replaceAll('"', "'")};${size}"`)
  const written = [...root].map(([name, value]) => ` ${name}=${value}`).join('')
  // The decoder looks for its mark in the first kilobyte alone.
  return Buffer.from(`<!--<svg-->${before}${opening}${written}${after}`)
}

/** Dots of an inch, in CSS. */
export const svgDensity = 96

function valueOf(quoted: string | undefined): string | undefined {
  return quoted?.slice(1, -1)
}

/** Pixels; `undefined` for what says nothing by itself. */
function lengthOf(text: string | undefined): number | undefined {
  const found = /^\+?(\d{0,12}(?:\.\d{0,12})?(?:e[+-]?\d{1,2})?)([a-z]{0,3})$/i.exec(
    (text ?? '').trim().slice(0, 60),
  )
  const number = Number.parseFloat(found?.[1] ?? '')
  const unit = pixelsOf[found?.[2]?.toLowerCase() ?? '']
  return unit === undefined || !Number.isFinite(number) ? undefined : number * unit
}

function viewBoxOf(attributes: ReadonlyMap<string, string>): SvgSize | undefined {
  const numbers = (valueOf(attributes.get('viewBox')) ?? '')
    .slice(0, 200)
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(Number)
  const [, , width = 0, height = 0] = numbers
  return numbers.length === 4 && width > 0 && height > 0 && Number.isFinite(width * height)
    ? { width, height }
    : undefined
}
