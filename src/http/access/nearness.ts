import type { IncomingHttpHeaders } from 'node:http'
import { Networks } from '../../networks.ts'

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

/** What proxies add: a request that has any of it came from elsewhere, whatever passed it on. */
export const signsOfProxies = /^(?:forwarded|via|x-forwarded(?:-.+)?|x-real-ip|.+-connecting-ip)$/

/** Where the client is. Behind an untrusted proxy that is unknown, and counts as far away. */
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

const loopback = new Networks(['127.0.0.0/8', '::1'])

export function isLoopback(address: string): boolean {
  // Asked before every answer, and these are nearly all there are.
  if (address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1') return true
  return loopback.has(address)
}

/** RFC 1918, RFC 4193 and link-local addresses. */
const local = new Networks([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
])

/** Whether no router passes the address on. */
export function isPrivate(address: string): boolean {
  return local.has(address)
}
