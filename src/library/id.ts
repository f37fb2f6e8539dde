import { hash } from 'node:crypto'

/** 32 hex digits of the SHA-256 of `parts`; parts are length-prefixed, so `a,bc` is not `ab,c`. */
export function contentId(...parts: readonly string[]): string {
  // In one call: every image request names its outcome so.
  let text = ''
  for (const part of parts) text += `${Buffer.byteLength(part)}:${part}`
  return hash('sha256', text, 'hex').slice(0, 32)
}

/**
 * An id from the wire as 32 lower-case hex digits, or `undefined` when it is none. Emby and
 * Jellyfin clients send GUIDs in any .NET form: N (plain), D (dashes), B (braces), P (parentheses).
 */
export function parseId(text: string): string | undefined {
  const match =
    /^(?:([0-9a-f]{32})|([{(]?)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})([})]?))$/i.exec(text)
  if (match === null) return undefined
  const [, plain, open = '', dashed = '', close = ''] = match
  if (plain !== undefined) return plain.toLowerCase()
  if (open + close !== '' && open + close !== '{}' && open + close !== '()') return undefined
  return dashed.replaceAll('-', '').toLowerCase()
}
