/** A part of bytes that are put together anew from those of a file. */
export type Part =
  /** Of the file: from `start` until before `end`. */
  | { readonly kind: 'range'; readonly start: number; readonly end: number }
  | { readonly kind: 'literal'; readonly bytes: Uint8Array }
  /** So many bytes of one value. */
  | { readonly kind: 'fill'; readonly value: number; readonly length: number }

/** A picture has some dozens. What needs more is drawn instead. */
const maxParts = 10_000

/** Puts parts together; neighbours in the file become one. */
export class Splice {
  readonly #parts: Part[] = []

  range(start: number, end: number): void {
    const last = this.#parts.at(-1)
    if (end <= start) return
    if (last?.kind === 'range' && last.end === start)
      this.#parts[this.#parts.length - 1] = { kind: 'range', start: last.start, end }
    else this.#parts.push({ kind: 'range', start, end })
  }

  literal(bytes: Uint8Array): void {
    this.#parts.push({ kind: 'literal', bytes })
  }

  fill(value: number, length: number): void {
    if (length > 0) this.#parts.push({ kind: 'fill', value, length })
  }

  /** `undefined` when they are too many. */
  finish(): readonly Part[] | undefined {
    return this.#parts.length > maxParts ? undefined : this.#parts
  }
}

export function lengthOf(part: Part): number {
  switch (part.kind) {
    case 'range':
      return part.end - part.start
    case 'literal':
      return part.bytes.length
    case 'fill':
      return part.length
    default:
      return part satisfies never
  }
}

/** The parts that make up the bytes from `start` to `end`, both included. */
export function partsBetween(parts: readonly Part[], start: number, end: number): readonly Part[] {
  const wanted: Part[] = []
  let at = 0
  for (const part of parts) {
    const length = lengthOf(part)
    const [from, to] = [Math.max(0, start - at), Math.min(length, end + 1 - at)]
    if (from < to) wanted.push(cut(part, from, to))
    at += length
  }
  return wanted
}

function cut(part: Part, from: number, to: number): Part {
  switch (part.kind) {
    case 'range':
      return { kind: 'range', start: part.start + from, end: part.start + to }
    case 'literal':
      return { kind: 'literal', bytes: part.bytes.subarray(from, to) }
    case 'fill':
      return { ...part, length: to - from }
    default:
      return part satisfies never
  }
}
