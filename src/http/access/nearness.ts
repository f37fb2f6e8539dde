import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'

/** What says where a request comes from. */
export interface Arrival {
  readonly socket: {
    readonly remoteAddress?: string | undefined
    readonly localAddress?: string | undefined
  }
  readonly headers: IncomingHttpHeaders
  /** By the word of trusted proxies, the nearest first; the peer's own address is the first one. */
  readonly ips?: string[] | undefined
  readonly ip: string
}

/** `machine`: a program on this one; `network`: one at an address that no router passes on. */
export type Nearness = 'machine' | 'network' | 'far'

/** What proxies add: a request that has any of it came from elsewhere, whoever passed it on. */
export const signsOfProxies = /^(?:forwarded|via|x-forwarded(?:-.+)?|x-real-ip|.+-connecting-ip)$/

/** Where whoever asks is. Behind a proxy that is not trusted nobody knows: that is far away. */
export function nearnessOf(arrival: Arrival): Nearness {
  const isTold = (arrival.ips?.length ?? 0) > 1
  if (!isTold && Object.keys(arrival.headers).some((name) => signsOfProxies.test(name)))
    return 'far'
  if (isOnMachine(arrival.socket) && isLoopback(arrival.ip)) return 'machine'
  return isLoopback(arrival.ip) || isPrivate(arrival.ip) ? 'network' : 'far'
}

/** Whether both ends of a connection are loopback addresses, which no other machine has. */
export function isOnMachine({ remoteAddress, localAddress }: Arrival['socket']): boolean {
  return isLoopback(remoteAddress ?? '') && (localAddress === undefined || isLoopback(localAddress))
}

export function isLoopback(address: string): boolean {
  if (address === '127.0.0.1' || address === '::1') return true
  const plain = withoutMapping(address)
  return isIP(plain) === 4 && plain.startsWith('127.')
}

/** RFC 1918, RFC 4193 and link-local addresses. */
export function isPrivate(address: string): boolean {
  const plain = withoutMapping(address)
  return isIP(plain) === 4
    ? /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(plain)
    : isIP(plain) === 6 && /^f[cd]|^fe[89ab]/i.test(plain)
}

/** IPv4 in IPv6 is IPv4. */
function withoutMapping(address: string): string {
  return /^::ffff:/i.test(address) ? address.slice(7) : address
}
