/** Letters of base64 or base64url, and padding at the end. RFC 4648 4 and 5. */
const alphabet = /^[A-Za-z0-9+/_-]*={0,2}$/

/** Decodes text in base64 or base64url that comes in pieces, with line ends or without, padded or not. */
export class Base64Decoder {
  /** At the end of what came, not decoded yet: padding may follow, and nothing may follow padding. */
  #left = ''

  /** What `text` adds; `undefined` where it is no base64. */
  push(text: string): Buffer | undefined {
    const all = this.#left + text.replaceAll(/\s+/g, '')
    if (!alphabet.test(all)) return undefined
    const whole = Math.max(0, all.length - 4)
    const end = whole - (whole % 4)
    this.#left = all.slice(end)
    return Buffer.from(all.slice(0, end), 'base64')
  }

  /** The last bytes; `undefined` where letters are missing. */
  end(): Buffer | undefined {
    return this.#left.length % 4 === 1 ? undefined : Buffer.from(this.#left, 'base64')
  }
}
