import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'

/*
 * Browsers say of a request which page makes it, and by which name the page reached the server. A
 * page of any site may point a name of its own at this machine (DNS rebinding), so that a name proves
 * nothing; an address and `localhost` cannot be pointed anywhere.
 */

/** Longer ones are no host's (RFC 1035 2.3.4), with a port. */
const maxHostLength = 262

/** The host in a `Host` field, without its port and in lower case; `undefined`: it is not one. */
export function hostNameOf(host: string): string | undefined {
  if (host.length > maxHostLength) return undefined
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@\s]+))(?::\d{0,5})?$/i.exec(host)
  return (match?.[1] ?? match?.[2])?.toLowerCase().replace(/\.$/, '')
}

/** Whether the server goes by the name in `host`: an address, `localhost`, or one of `names`. */
export function isOwnHost(host: string, names: readonly string[]): boolean {
  const name = hostNameOf(host)
  if (name === undefined) return false
  if (isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost')) return true
  return names.some((ownHost) => ownHost.toLowerCase() === name)
}

/**
 * The origin of the page that asks, as far as the browser says; `undefined`: nobody's, the user's
 * own (an address typed, a link followed), or the server's. `null` is one that is kept secret.
 */
export function foreignOrigin(headers: IncomingHttpHeaders, own: string): string | undefined {
  const { origin } = headers
  if (origin !== undefined) return sameOrigin(origin, own) ? undefined : origin
  // What brings no Origin, such as the picture of a page: Fetch Metadata (W3C).
  const site = headers['sec-fetch-site']
  if (site !== 'cross-site' && site !== 'same-site') return undefined
  if (headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document')
    return undefined
  return originOf(headers.referer ?? '') ?? 'null'
}

/** Whether two origins are one; a port that goes without saying may be said. */
export function sameOrigin(one: string, other: string): boolean {
  const origin = originOf(one)
  return origin !== undefined && origin === originOf(other)
}

function originOf(url: string): string | undefined {
  const { origin = 'null' } = URL.parse(url) ?? {}
  return origin === 'null' ? undefined : origin
}
