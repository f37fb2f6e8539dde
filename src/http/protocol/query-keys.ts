import { KeyartError } from '../../errors.ts'
import { expectation, readText, type ValueSchema } from '../../schema-text.ts'

/** An object schema of query or path parameters, as a route declares it. */
export interface ParametersSchema {
  readonly properties?: Readonly<Record<string, ValueSchema>>
  readonly required?: readonly string[]
}

/** Parameters as they stand in the URL: lower-case name to texts, in their order. */
export type RawQuery = Readonly<Record<string, readonly string[]>>

/** Splits a query string. Names are folded to lower case, for the wire's are matched without case. */
export function splitQuery(text: string): RawQuery {
  const query: Record<string, string[]> = Object.create(null) as Record<string, string[]>
  for (const [name, value] of new URLSearchParams(text))
    (query[name.toLowerCase()] ??= []).push(value)
  return query
}

/**
 * Reads parameters by their schema. Names that the schema does not know are passed over (clients
 * send many), an empty text counts as absent (as in ASP.NET), of a repeated scalar the first one
 * counts, and lists may be repeated, comma-separated or both.
 *
 * @throws KeyartError QUERY_INVALID, naming the parameter and what it expects
 */
export function readParameters(
  schema: ParametersSchema,
  raw: RawQuery | Readonly<Record<string, string>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const found: unknown = raw[name.toLowerCase()] ?? raw[name]
    const filled = found === undefined ? [] : filledTexts(found)
    const first = filled[0]
    if (first === undefined) {
      if (property.default !== undefined) values[name] = property.default
      // A path may have nothing between two slashes.
      else if (schema.required?.includes(name) === true) throw missing(name, property)
      continue
    }
    values[name] =
      property.type === 'array' ? readList(property, filled) : readScalar(name, property, first)
  }
  return values
}

function filledTexts(found: unknown): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(found) ? found : [found]
  return texts.map(String).filter((text) => text !== '')
}

function missing(name: string, schema: ValueSchema): KeyartError {
  return new KeyartError(
    'QUERY_INVALID',
    `Expected ${expectation(schema)} for ${name} but received nothing`,
    { parameter: name },
  )
}

function readScalar(name: string, schema: ValueSchema, text: string): unknown {
  const result = readText(schema, text)
  if (result.ok) return result.value
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  throw new KeyartError(
    'QUERY_INVALID',
    `Expected ${result.expected} for ${name} but received '${shown}'`,
    { parameter: name },
  )
}

/** Members that are not valid are dropped, as ASP.NET's comma-separated arrays do. */
function readList(schema: ValueSchema, texts: readonly string[]): unknown[] {
  const items = (schema.items ?? {}) as ValueSchema
  const values: unknown[] = []
  for (const text of texts.flatMap((part) => part.split(/[,|]/))) {
    const result = readText(items, text.trim())
    if (result.ok && text.trim() !== '') values.push(result.value)
  }
  return values
}
