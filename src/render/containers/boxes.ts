/** A box of ISO/IEC 14496-12, by its places in the file. */
export interface Box {
  readonly type: string
  readonly start: number
  /** Where its contents begin. */
  readonly inside: number
  readonly end: number
}

/** The boxes from `from` to `end`; `undefined` when they do not end there. */
export function listBoxes(bytes: Buffer, from: number, end: number): readonly Box[] | undefined {
  const boxes: Box[] = []
  let at = from
  while (at + 8 <= end) {
    let [length, head] = [bytes.readUInt32BE(at), 8]
    if (length === 1 && at + 16 <= end) [length, head] = [Number(bytes.readBigUInt64BE(at + 8)), 16]
    // To the end of the file.
    if (length === 0) length = end - at
    if (length < head || at + length > end) return undefined
    const type = bytes.toString('latin1', at + 4, at + 8)
    boxes.push({ type, start: at, inside: at + head, end: at + length })
    at += length
  }
  return at === end ? boxes : undefined
}

/** Reads numbers one after the other; past the end of `bytes` it throws RangeError. */
export class Cursor {
  readonly #bytes: Buffer
  at: number

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes
    this.at = at
  }

  /** Of 0 (which gives 0) to 8 bytes. */
  number(length: number): number {
    if (length === 0) return 0
    const at = this.at
    this.at += length
    if (length === 8) return Number(this.#bytes.readBigUInt64BE(at))
    return this.#bytes.readUIntBE(at, length)
  }

  /** Four letters. */
  code(): string {
    this.at += 4
    return this.#bytes.toString('latin1', this.at - 4, this.at)
  }
}
