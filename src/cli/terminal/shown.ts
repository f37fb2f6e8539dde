/**
 * What a terminal would obey, or what turns the order of what it shows: C0 and C1 controls, DEL,
 * separators of lines and paragraphs, marks and overrides of direction (UAX #9), invisible tags.
 */
const obeyed =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\u{e0000}-\u{e007f}]/gu

/** The same but for what ends a line: of such a text of several lines is made. */
const obeyedButLines =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\u{e0000}-\u{e007f}]/gu

/** A text from outside, such as a name, as it may stand in one line on a terminal. */
export function shown(text: string): string {
  return text.replaceAll(obeyed, escaped)
}

/** As `shown`, of a text that has several lines of its own, such as a stack. */
export function shownInLines(text: string): string {
  return text.replaceAll(obeyedButLines, escaped)
}

/** JSON that says the same without any such character: within strings each may be escaped. */
export function shownJson(json: string): string {
  return json.replaceAll(obeyedButLines, (character) =>
    Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join(''),
  )
}

function escaped(character: string): string {
  if (character === '\n') return String.raw`\n`
  const point = character.codePointAt(0)!
  return point > 0xffff ? `\\u{${point.toString(16)}}` : unit(point)
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`
}
