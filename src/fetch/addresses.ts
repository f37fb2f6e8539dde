import { isIPv4, isIPv6 } from 'node:net'
import { ipv6Groups, Networks, toIPv4 } from '../networks.ts'

/*
 * Which addresses are those of the public internet. Everything that is not surely one is refused:
 * a picture's URL must not make this server ask its own network.
 */

/** What of them is not globally reachable, with multicast and the old class E. */
const special = new Networks([
  // IANA's registry of special IPv4 addresses (RFC 6890).
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Protocol assignments (RFC 2928), documentation.
  '2001::/23',
  '2001:db8::/32',
  '3fff::/20',
])

/** All of IPv6 that is given out (RFC 4291 2.4). */
const allocated = new Networks(['2000::/3'])

/** Whether `address`, an IPv4 or IPv6 address in any form, is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return isPublicV4(address)
  // With a zone it is local to a link.
  if (!isIPv6(address) || address.includes('%')) return false
  const groups = ipv6Groups(address)
  const embedded = embeddedV4(groups)
  if (embedded !== undefined) return embedded.every(isPublicV4)
  return (
    allocated.has(address) && !special.has(address) && (isatapV4(groups) ?? []).every(isPublicV4)
  )
}

function isPublicV4(address: string): boolean {
  return !special.has(address)
}

/** The IPv4 addresses that an IPv6 address leads to; `undefined` where it leads to none. */
function embeddedV4(groups: readonly number[]): readonly string[] | undefined {
  const [a = 0, b = 0, c = 0, d = 0, , , g = 0, h = 0] = groups
  const startsWith = (...start: readonly number[]) => start.every((group, n) => groups[n] === group)
  // Mapped (RFC 4291 2.5.5.2), translated (RFC 2765) and the old compatible form (2.5.5.1).
  if (startsWith(0, 0, 0, 0, 0, 0xffff) || startsWith(0, 0, 0, 0, 0xffff, 0)) return [toIPv4(g, h)]
  if (startsWith(0, 0, 0, 0, 0, 0)) return [toIPv4(g, h)]
  // NAT64 (RFC 6052); the local prefix of RFC 8215 is no public one in any case.
  if (startsWith(0x64, 0xff9b, 0, 0, 0, 0)) return [toIPv4(g, h)]
  // 6to4 (RFC 3056).
  if (a === 0x2002) return [toIPv4(b, c)]
  // Teredo (RFC 4380): the server, and the client with its bits turned over.
  if (startsWith(0x2001, 0)) return [toIPv4(c, d), toIPv4(g ^ 0xffff, h ^ 0xffff)]
  return undefined
}

/** ISATAP (RFC 5214 6.1), whatever stands before it. */
function isatapV4([, , , , e = 0, f = 0, g = 0, h = 0]: readonly number[]) {
  return (e & 0xfdff) === 0 && f === 0x5efe ? [toIPv4(g, h)] : undefined
}
