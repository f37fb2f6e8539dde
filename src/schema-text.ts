/**
 * Reads values that arrive as text (query strings, environment, command line) by the JSON Schema
 * that declares them, and says in words what a schema expects.
 */

/** Longest text of one value, in characters, where its schema has no `maxLength`. */
const maxTextLength = 4096

/** The part of JSON Schema that one setting or parameter uses. */
export interface ValueSchema {
  readonly type?: string | undefined
  readonly minimum?: number | undefined
  readonly maximum?: number | undefined
  readonly minLength?: number | undefined
  readonly maxLength?: number | undefined
  readonly enum?: readonly unknown[] | undefined
  readonly pattern?: string | undefined
  readonly items?: unknown
  readonly default?: unknown
  readonly description?: string | undefined
  /** Keyart's own: text like `2GB` is read as bytes. */
  readonly unit?: 'bytes' | undefined
  /** Keyart's own: what a text must be, in words, where `pattern` says it in signs. */
  readonly expects?: string | undefined
  /** Keyart's own: no message repeats a value. */
  readonly isSecret?: boolean | undefined
}

export type ReadResult =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly expected: string }

const byteUnits: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
}

/** What the schema expects, to follow the word "Expected". */
export function expectation(schema: ValueSchema): string {
  if (schema.expects !== undefined) return schema.expects
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`
  switch (schema.type) {
    case 'integer':
      if (schema.unit === 'bytes') return `a number of bytes such as 500MB or 2GiB${range(schema)}`
      return `an integer${range(schema)}`
    case 'number':
      return `a number${range(schema)}`
    case 'boolean':
      return 'true or false'
    case 'array':
      return 'a list separated by commas'
    default:
      return schema.minLength === undefined ? 'a string' : 'a non-empty string'
  }
}

/** The default as a person would write it: `2GB`, `none`. */
export function shownDefault({ default: value, unit }: ValueSchema): string {
  if (value === '' || (Array.isArray(value) && value.length === 0)) return 'none'
  return unit === 'bytes' ? inBytes(Number(value)) : String(value)
}

/** `2GB` for 2,000,000,000. */
function inBytes(bytes: number): string {
  const [unit, size] = (
    [
      ['GB', 1e9],
      ['MB', 1e6],
      ['kB', 1e3],
    ] as const
  ).find(([, one]) => bytes >= one && bytes % one === 0) ?? ['', 1]
  return `${bytes / size}${unit}`
}

function range({ minimum, maximum, unit }: ValueSchema): string {
  // A bound that only says what a double can count is no news to anyone.
  const max = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum
  const shown = (bound: number) => (unit === 'bytes' ? inBytes(bound) : String(bound))
  if (minimum !== undefined && max !== undefined) return ` from ${shown(minimum)} to ${shown(max)}`
  if (minimum !== undefined) return ` of at least ${shown(minimum)}`
  return max === undefined ? '' : ` of at most ${shown(max)}`
}

/**
 * The value that `text` means; none beyond the length that one may have, which is looked at before
 * anything is matched. Names of an `enum` are matched without case. Lists are of texts, and
 * of any length.
 */
export function readText(schema: ValueSchema, text: string): ReadResult {
  const { type, maxLength = maxTextLength } = schema
  if (type !== 'array' && text.length > maxLength)
    return { ok: false, expected: `at most ${maxLength} characters` }
  const value = parse(schema, text)
  return value === undefined ? { ok: false, expected: expectation(schema) } : { ok: true, value }
}

/** Checks a value that has its type already (from a JSON file). */
export function checkValue(schema: ValueSchema, value: unknown): ReadResult {
  if (typeof value === 'string') return readText(schema, value)
  const fits =
    (schema.type === 'array' && isListOfTexts(value)) ||
    (schema.type === 'boolean' && typeof value === 'boolean') ||
    ((schema.type === 'integer' || schema.type === 'number') &&
      typeof value === 'number' &&
      inRange(schema, value))
  return fits ? { ok: true, value } : { ok: false, expected: expectation(schema) }
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
}

function parse(schema: ValueSchema, text: string): unknown {
  if (schema.enum !== undefined)
    return schema.enum.find((name) => String(name).toLowerCase() === text.trim().toLowerCase())
  switch (schema.type) {
    case 'integer':
    case 'number': {
      const value = schema.unit === 'bytes' ? parseBytes(text) : parseNumber(text)
      return value !== undefined && inRange(schema, value) ? value : undefined
    }
    case 'boolean': {
      const word = text.trim().toLowerCase()
      return word === 'true' || word === '1'
        ? true
        : word === 'false' || word === '0'
          ? false
          : undefined
    }
    case 'array':
      return text
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== '')
    default: {
      const { minLength = 0, pattern } = schema
      if (text.length < minLength) return undefined
      return pattern === undefined || new RegExp(pattern, 'i').test(text) ? text : undefined
    }
  }
}

function parseNumber(text: string): number | undefined {
  return /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : undefined
}

function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?i?b?)$/i.exec(text.trim())
  const unit = byteUnits[match?.[2]?.toLowerCase() ?? '?']
  return match === null || unit === undefined ? undefined : Math.round(Number(match[1]) * unit)
}

function inRange({ type, minimum = -Infinity, maximum = Infinity }: ValueSchema, value: number) {
  return (
    Number.isFinite(value) &&
    value >= minimum &&
    value <= maximum &&
    (type !== 'integer' || Number.isSafeInteger(value))
  )
}
