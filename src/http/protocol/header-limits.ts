import type { IncomingHttpHeaders } from 'node:http'

/** Longest value of a field that is matched against anything, in characters; no client's is longer. */
export const maxHeaderLength = 4096

/**
 * Fields that are read beyond being equal to something. Credentials are not among them: what a proxy
 * in between wants (a long ticket of Kerberos, say) is none of ours, and `auth.ts` passes it over.
 */
const matchedFields = [
  'accept',
  'content-type',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
] as const

/**
 * Looked at before any of them is.
 *
 * @throws an error with the status 431 (RFC 6585 5)
 */
export function requireShortHeaders(headers: IncomingHttpHeaders): void {
  for (const name of matchedFields)
    if ((headers[name]?.length ?? 0) > maxHeaderLength)
      throw Object.assign(new Error(`Expected at most ${maxHeaderLength} characters in ${name}`), {
        statusCode: 431,
      })
}
