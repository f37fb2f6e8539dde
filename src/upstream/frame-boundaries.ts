/**
 * Follows the bytes of one direction of a WebSocket, to know when they stand between two frames
 * (RFC 6455 5.2). Looks at headers alone, and keeps nothing else.
 */
export class FrameBoundaries {
  /** Bytes of the header under way. */
  readonly #header = Buffer.alloc(14)
  #read = 0
  /** Bytes of the payload that are still to come; up to 2^63. */
  #payload = 0

  get isBetween(): boolean {
    return this.#read === 0 && this.#payload === 0
  }

  pass(chunk: Uint8Array): void {
    let at = 0
    while (at < chunk.length) {
      if (this.#payload > 0) {
        const taken = Math.min(this.#payload, chunk.length - at)
        this.#payload -= taken
        at += taken
        continue
      }
      this.#header[this.#read++] = chunk[at++]!
      if (this.#read < 2 || this.#read < this.#headerLength()) continue
      this.#payload = this.#payloadLength()
      this.#read = 0
    }
  }

  #headerLength(): number {
    const second = this.#header[1]!
    const short = second & 0x7f
    return 2 + (short === 127 ? 8 : short === 126 ? 2 : 0) + ((second & 0x80) === 0 ? 0 : 4)
  }

  #payloadLength(): number {
    const short = this.#header[1]! & 0x7f
    if (short === 127) return Number(this.#header.readBigUInt64BE(2))
    return short === 126 ? this.#header.readUInt16BE(2) : short
  }
}
