/**
 * Reads of JSON the containers, and of their members those that are wanted: a list of items is some
 * hundred kilobytes, of which a few are ids and tags. What is passed over is not checked, and makes
 * no objects that would have to be collected. Texts are wanted of members named in `wanted`, and of
 * all members of those in `whole`; numbers, booleans and null never are.
 *
 * @param bytes UTF-8
 * @returns `undefined` where nothing is wanted, and for what does not end as JSON does
 */
export function parseSparsely(bytes: Buffer, rules: SparseRules): unknown {
  const reader = new SparseReader(bytes.toString('latin1'), rules)
  return reader.read()
}

export interface SparseRules {
  readonly wanted: ReadonlySet<string>
  readonly whole: ReadonlySet<string>
  /** Members with nothing that is wanted. */
  readonly skipped: ReadonlySet<string>
  /** Objects and lists within each other; what lies deeper is passed over. */
  readonly maxDepth: number
}

const quote = 0x22
const backslash = 0x5c
const openObject = 0x7b
const closeObject = 0x7d
const openList = 0x5b
const closeList = 0x5d
const comma = 0x2c
const colon = 0x3a

/** ASCII without escapes. */
const plain = /^[ -[\]-~]*$/

class NotJson extends Error {}

class SparseReader {
  /** A character for each byte. */
  readonly #text: string
  readonly #rules: SparseRules
  readonly #lengths: ReadonlySet<number>
  #at = 0

  constructor(text: string, rules: SparseRules) {
    this.#text = text
    this.#rules = rules
    this.#lengths = new Set(
      [...rules.wanted, ...rules.whole, ...rules.skipped].map(({ length }) => length),
    )
  }

  read(): unknown {
    try {
      const value = this.#value(0, false, false)
      this.#skipSpace()
      return this.#at === this.#text.length ? value : undefined
    } catch (error) {
      if (error instanceof NotJson) return undefined
      throw error
    }
  }

  /** @param isNamed whether it is of interest as a text; @param isWhole whether all its members are */
  #value(depth: number, isNamed: boolean, isWhole: boolean): unknown {
    const code = this.#skipSpace()
    if (code === quote) {
      const from = this.#at
      this.#skipText()
      return isNamed ? this.#decode(from, this.#at) : undefined
    }
    if (code === openObject || code === openList) {
      if (depth >= this.#rules.maxDepth) return this.#skipContainer()
      return code === openObject ? this.#object(depth, isWhole) : this.#list(depth, isNamed)
    }
    return this.#skipScalar()
  }

  #object(depth: number, isWhole: boolean): Record<string, unknown> | undefined {
    let object: Record<string, unknown> | undefined
    this.#at++
    for (let code = this.#skipSpace(); code !== closeObject; code = this.#skipSpace()) {
      if (code === comma) this.#at++
      if (this.#skipSpace() !== quote) throw new NotJson()
      const from = this.#at
      this.#skipText()
      const to = this.#at
      if (this.#skipSpace() !== colon) throw new NotJson()
      this.#at++
      // Names of other lengths need not be looked at.
      const mayMatter = this.#lengths.has(to - from - 2)
      const name = mayMatter ? this.#text.slice(from + 1, to - 1) : ''
      const isMember = isWhole || (mayMatter && this.#rules.wanted.has(name))
      const isAll = mayMatter && this.#rules.whole.has(name)
      const isSkipped = mayMatter && this.#rules.skipped.has(name)
      const value = this.#value(isSkipped ? Infinity : depth + 1, isMember, isAll)
      if (value === undefined) continue
      const key = this.#decode(from, to)
      // It would become the prototype.
      if (key === '__proto__') continue
      object ??= {}
      object[key] = value
    }
    this.#at++
    return object
  }

  #list(depth: number, isNamed: boolean): unknown[] | undefined {
    const list: unknown[] = []
    this.#at++
    for (let code = this.#skipSpace(); code !== closeList; code = this.#skipSpace()) {
      if (code === comma) this.#at++
      const value = this.#value(depth + 1, isNamed, false)
      // Of wanted texts the place counts, too.
      if (value !== undefined || isNamed) list.push(value)
    }
    this.#at++
    return list.length === 0 ? undefined : list
  }

  /** Past what is nested too deep, without going into it. */
  #skipContainer(): undefined {
    let open = 0
    do {
      const code = this.#text.charCodeAt(this.#at)
      if (code === quote) {
        this.#skipText()
        continue
      }
      if (code === openObject || code === openList) open++
      else if (code === closeObject || code === closeList) open--
      else if (Number.isNaN(code)) throw new NotJson()
      this.#at++
    } while (open > 0)
    return undefined
  }

  /** Past a number or word. */
  #skipScalar(): undefined {
    const from = this.#at
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      const isPart =
        (code >= 0x30 && code <= 0x39) ||
        (code >= 0x61 && code <= 0x7a) ||
        (code >= 0x2b && code <= 0x2e && code !== comma) ||
        code === 0x45
      if (!isPart) break
      this.#at++
    }
    if (this.#at === from) throw new NotJson()
    return undefined
  }

  /** Past a text in quotes. */
  #skipText(): void {
    let end = this.#text.indexOf('"', this.#at + 1)
    if (end < 0) throw new NotJson()
    while (this.#text.charCodeAt(end - 1) === backslash) {
      let from = end - 1
      while (this.#text.charCodeAt(from - 1) === backslash) from--
      // An even number of them stand for themselves.
      if ((end - from) % 2 === 0) break
      end = this.#text.indexOf('"', end + 1)
      if (end < 0) throw new NotJson()
    }
    this.#at = end + 1
  }

  #decode(from: number, to: number): string {
    const text = this.#text.slice(from, to)
    if (plain.test(text)) return text.slice(1, -1)
    try {
      return JSON.parse(Buffer.from(text, 'latin1').toString()) as string
    } catch {
      throw new NotJson()
    }
  }

  /** The character that follows. */
  #skipSpace(): number {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code
      this.#at++
    }
  }
}
