import { isIPv4, isIPv6 } from 'node:net'

/*
 * Which addresses are those of the public internet. Everything that is not surely one is refused:
 * a picture's URL must not make this server ask its own network.
 */

/** An IPv4 address as a number, or an IPv6 address as eight groups of 16 bits. */
type Groups = readonly number[]

/**
 * Not globally reachable, from IANA's registry of special IPv4 addresses (RFC 6890), with
 * multicast and the old class E.
 */
const specialV4 = [
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
].map((text) => {
  const [address = '', bits = ''] = text.split('/')
  const shift = 32 - Number(bits)
  return { start: Math.floor(parseV4(address) / 2 ** shift), shift }
})

/** Whether `address`, an IPv4 or IPv6 address in any form, is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return isPublicV4(parseV4(address))
  // With a zone it is local to a link.
  if (!isIPv6(address) || address.includes('%')) return false
  const groups = parseV6(address)
  const embedded = embeddedV4(groups)
  if (embedded !== undefined) return embedded.every(isPublicV4)
  return isPublicV6(groups)
}

function parseV4(address: string): number {
  return address.split('.').reduce((number, part) => number * 256 + Number(part), 0)
}

function isPublicV4(address: number): boolean {
  return !specialV4.some(({ start, shift }) => Math.floor(address / 2 ** shift) === start)
}

function parseV6(address: string): Groups {
  // An IPv4 address may stand for the last two groups.
  const [, head = '', v4] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [undefined, address]
  const last = v4 === undefined ? 0 : parseV4(v4)
  const text = v4 === undefined ? head : `${head}${hex(last >>> 16)}:${hex(last & 0xffff)}`
  const [left = '', right] = text.split('::')
  const groups = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  if (right === undefined) return groups(left)
  const [before, after] = [groups(left), groups(right)]
  const zeros = Math.max(0, 8 - before.length - after.length)
  return [...before, ...Array.from({ length: zeros }, () => 0), ...after]
}

function hex(group: number): string {
  return group.toString(16)
}

/** The IPv4 addresses that an IPv6 address leads to; `undefined` where it leads to none. */
function embeddedV4(groups: Groups): readonly number[] | undefined {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groups
  const v4 = (high: number, low: number) => high * 0x10000 + low
  const startsWith = (...start: readonly number[]) => start.every((group, n) => groups[n] === group)
  // Mapped (RFC 4291 2.5.5.2), translated (RFC 2765) and the old compatible form (2.5.5.1).
  if (startsWith(0, 0, 0, 0, 0, 0xffff) || startsWith(0, 0, 0, 0, 0xffff, 0)) return [v4(g, h)]
  if (startsWith(0, 0, 0, 0, 0, 0)) return [v4(g, h)]
  // NAT64 (RFC 6052); the local prefix of RFC 8215 is no public one in any case.
  if (startsWith(0x64, 0xff9b, 0, 0, 0, 0)) return [v4(g, h)]
  // 6to4 (RFC 3056).
  if (a === 0x2002) return [v4(b, c)]
  // Teredo (RFC 4380): the server, and the client with its bits turned over.
  if (startsWith(0x2001, 0)) return [v4(c, d), v4(g ^ 0xffff, h ^ 0xffff)]
  // ISATAP (RFC 5214 6.1), whatever stands before it.
  if ((e & 0xfdff) === 0 && f === 0x5efe) return isPublicV6(groups) ? [v4(g, h)] : [0]
  return undefined
}

/** Only 2000::/3 is given out (RFC 4291 2.4), and parts of it are not routed. */
function isPublicV6([a = 0, b = 0]: Groups): boolean {
  if (a >>> 13 !== 1) return false
  // 2001::/23: protocol assignments (RFC 2928). 2001:db8::/32 and 3fff::/20: documentation.
  if (a === 0x2001 && (b < 0x200 || b === 0xdb8)) return false
  // 2620:4f:8000::/48 (AS112) is harmless; 5f00::/16 lies outside of 2000::/3.
  return !(a === 0x3fff && b < 0x1000)
}
