import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** What proxies make: UUIDs, hex digits, base64, addresses. Nothing that could end a line of a log. */
const sane = /^[\w.:+/=@-]{1,128}$/
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The id that a request brings (`X-Request-Id`), if it is sane; else a new UUID. */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && sane.test(given) ? given : randomUUID()
}

/** A request's id as the `instance` of a problem document, which is a URI (RFC 9457 3.1.5). */
export function instanceOf(id: string): string {
  return uuid.test(id) ? `urn:uuid:${id}` : `urn:keyart:request:${encodeURIComponent(id)}`
}
