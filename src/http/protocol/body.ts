import { KeyartError } from '../../errors.ts'
import { type ParametersSchema, readParameters } from './query-keys.ts'

/**
 * Reads a flat JSON object or form by its schema: names in any case, as clients spell them in
 * several; null is absent, and so is an empty text. For routes with `schema.body`.
 *
 * @throws KeyartError BODY_INVALID or QUERY_INVALID
 */
export function readBody(schema: ParametersSchema, body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new KeyartError('BODY_INVALID', 'Expected a JSON object as the body')
  const names = new Set(Object.keys(schema.properties ?? {}).map((name) => name.toLowerCase()))
  const folded: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, value] of Object.entries(body)) {
    const key = name.toLowerCase()
    if (!names.has(key) || value === null || value === undefined) continue
    // The value stays out of the message: it may be a password.
    if (typeof value === 'object')
      throw new KeyartError('BODY_INVALID', `Expected a single value for ${name.slice(0, 60)}`, {
        parameter: name.slice(0, 60),
      })
    folded[key] ??= String(value)
  }
  return readParameters(schema, folded)
}

/** Reads a form as browsers send it. Of a repeated name the first counts. */
export function parseForm(text: string): Record<string, string> {
  const form: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, value] of new URLSearchParams(text)) form[name] ??= value
  return form
}
