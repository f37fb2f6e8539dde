import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'

/** IP addresses and networks: `127.0.0.1`, `10.0.0.0/8`, `fc00::/7`. */
export class Networks {
  readonly #list = new BlockList()

  /** @throws for a text that `isNetwork` does not accept */
  constructor(networks: Iterable<string>) {
    for (const network of networks) add(this.#list, network)
  }

  /** Whether one of them has `address`. An IPv4 address in IPv6 (`::ffff:10.0.0.1`) is IPv4. */
  has(address: string): boolean {
    const version = isIP(address)
    return version !== 0 && this.#list.check(address, version === 6 ? 'ipv6' : 'ipv4')
  }
}

function add(list: BlockList, network: string): void {
  const [address = '', prefix, ...more] = network.split('/')
  const family = isIPv6(address) ? 'ipv6' : 'ipv4'
  if (prefix === undefined) list.addAddress(address, family)
  // With 0 it would be everyone.
  else if (more.length === 0 && /^[1-9]\d{0,2}$/.test(prefix))
    list.addSubnet(address, Number(prefix), family)
  else throw new TypeError(`Expected an address or a network but received '${network}'`)
}

/** Whether `text` is an IP address, or one with the length of a prefix: `10.0.0.0/8`. */
export function isNetwork(text: string): boolean {
  if (isIP(text.split('/', 1)[0] ?? '') === 0) return false
  try {
    add(new BlockList(), text)
    return true
  } catch {
    return false
  }
}

/** Longer texts are no addresses; a proxy may pass on anything. */
const maxAddressLength = 64

/**
 * The network that stands for a client with `address`: an IPv4 address is a client's own, of IPv6
 * it has a /64. IPv4 in IPv6 is IPv4.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address.slice(0, maxAddressLength)
  const groups = ipv6Groups(address)
  const [, , , , , , high = 0, low = 0] = groups
  if (groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0))
    return toIPv4(high, low)
  return groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')
}

/** The eight groups of 16 bits of an IPv6 address; its zone is passed over. */
export function ipv6Groups(address: string): readonly number[] {
  const [left = [], right] = (address.split('%', 1)[0] ?? '').split('::').map(groupsOf)
  if (right === undefined) return left
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right]
}

function groupsOf(text: string): readonly number[] {
  if (text === '') return []
  return text.split(':').flatMap((part) => {
    if (!isIPv4(part)) return [Number.parseInt(part, 16)]
    // An IPv4 address may stand for the last two groups.
    const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number)
    return [a * 256 + b, c * 256 + d]
  })
}

/** The IPv4 address in two groups of an IPv6 one. */
export function toIPv4(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.')
}
