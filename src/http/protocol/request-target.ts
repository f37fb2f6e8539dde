import type { IncomingMessage } from 'node:http'

/** What a request line names. */
export interface RequestTarget {
  /** Path and query, from the first slash on. */
  readonly path: string
  /** Of a whole URL; it counts in place of the `Host` field. */
  readonly host: string | undefined
}

/** RFC 9112 3.2.2. Clients of proxies send it, and a server must take it. */
const absoluteForm = /^https?:\/\/([^/?#]*)/i

/** Reads the target of a request in origin-form or absolute-form (RFC 9112 3.2). */
export function readTarget(target: string): RequestTarget {
  const match = absoluteForm.exec(target)
  const [whole = '', host] = match ?? []
  const path = target.slice(whole.length)
  return { path: path.startsWith('/') ? path : `/${path}`, host }
}

/**
 * The path without `base`, which has no slash at its end, where it begins with it. As all paths it is
 * compared without case.
 */
export function withoutBase(path: string, base: string): string {
  if (base === '' || path.slice(0, base.length).toLowerCase() !== base) return path
  const rest = path.slice(base.length)
  return rest === '' || rest.startsWith('?') ? `/${rest}` : rest.startsWith('/') ? rest : path
}

/** RFC 3986 3.2.2, with a port. Empty where there is no authority (RFC 9110 7.2). */
const hostAndPort = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/i

export function isHost(value: string): boolean {
  return hostAndPort.test(value)
}

/** What RFC 9112 3.2 has a server refuse about `Host`; `undefined`: nothing. */
export function findHostFault({
  httpVersion,
  rawHeaders,
  headers,
}: Pick<IncomingMessage, 'httpVersion' | 'rawHeaders' | 'headers'>): string | undefined {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]!.length !== 4 || rawHeaders[at]!.toLowerCase() !== 'host') continue
    if (!isHost(rawHeaders[at + 1]!)) return 'Expected a name or an address in the Host header'
    hosts++
  }
  if (hosts > 1) return 'Expected one Host header'
  if (hosts === 0 && httpVersion === '1.1') return 'Expected a Host header'
  // Of a whole URL, which has taken its place.
  return isHost(headers.host ?? '') ? undefined : 'Expected a name or an address in the URL'
}
