import type { IncomingHttpHeaders } from 'node:http'
import { isHost } from '../http/protocol/request-target.ts'

/*
 * What a proxy does with header fields (RFC 9110 7.6). All functions read and return Node's
 * `rawHeaders`: names and values in turn, in the order and case in which they came.
 */

export type RawHeaders = readonly string[]

/** Whom a connection is from. */
export interface Peer {
  readonly address: string
  /** Whether it is one of the configured proxies, whose `X-Forwarded-*` are true. */
  readonly isTrusted: boolean
}

/** How clients address this server. */
export interface FrontAddress {
  readonly protocol: string
  readonly host: string
}

/** RFC 9110 7.6.1, and the one that Node's parser takes for `Connection`. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
])
const forwarded = new Set(['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'via'])

/** All but the fields that concern one connection, among them those that `Connection` names. */
export function endToEnd(raw: RawHeaders): string[] {
  const named = new Set<string>()
  for (const [name, value] of pairs(raw))
    if (name.toLowerCase() === 'connection')
      for (const token of value.split(',')) named.add(token.trim().toLowerCase())
  // Framing and routing are not for a client to take away.
  for (const name of ['host', 'content-length', 'authorization']) named.delete(name)
  return without(raw, (name) => hopByHop.has(name) || named.has(name))
}

/** How clients address this server, by `Host`, or by what a trusted proxy says. */
export function frontOf(headers: IncomingHttpHeaders, { isTrusted }: Peer): FrontAddress {
  const told = (name: string) => (isTrusted ? lastOf(headers[name]) : undefined)
  const protocol = told('x-forwarded-proto')?.toLowerCase() === 'https' ? 'https' : 'http'
  const host = told('x-forwarded-host') ?? headers.host ?? ''
  return { protocol, host: isHost(host) ? host : '' }
}

/**
 * The fields of a request as they go on: `Host` as it was, and who asked, by whom and how, is added.
 * What a stranger says of that is replaced, but for the addresses, to which one is appended: who
 * reads them trusts them from the end.
 */
export function toOrigin(
  raw: RawHeaders,
  headers: IncomingHttpHeaders,
  peer: Peer,
  via: string,
): string[] {
  const { protocol, host } = frontOf(headers, peer)
  const fields = without(endToEnd(raw), (name) => forwarded.has(name))
  const before = headers['x-forwarded-for']
  fields.push('X-Forwarded-For', joined(before, peer.address))
  fields.push('X-Forwarded-Proto', protocol)
  if (host !== '') fields.push('X-Forwarded-Host', host)
  fields.push('Via', joined(headers.via, via))
  return fields
}

/** The fields of an answer as they go on; an absolute `Location` on the origin names the front. */
export function toClient(
  raw: RawHeaders,
  origin: string,
  front: FrontAddress,
  via: string,
): string[] {
  const fields = endToEnd(raw)
  const vias: string[] = []
  const rest = without(fields, (name, value) => name === 'via' && vias.push(value) > 0)
  for (let at = 0; at < rest.length; at += 2)
    if (rest[at]!.toLowerCase() === 'location') rest[at + 1] = toFront(rest[at + 1]!, origin, front)
  rest.push('Via', [...vias, via].join(', '))
  return rest
}

/** A URL on the origin as the same on the front; any other as it is. */
export function toFront(url: string, origin: string, { protocol, host }: FrontAddress): string {
  const isThere =
    url.startsWith(origin) && (url.length === origin.length || /[/?#]/.test(url[origin.length]!))
  return isThere && host !== '' ? `${protocol}://${host}${url.slice(origin.length)}` : url
}

export function* pairs(raw: RawHeaders): Generator<readonly [name: string, value: string]> {
  for (let at = 0; at < raw.length; at += 2) yield [raw[at]!, raw[at + 1]!]
}

/** All fields but those of which `isLeftOut` is true; it is given the name in lower case. */
export function without(
  raw: RawHeaders,
  isLeftOut: (name: string, value: string) => boolean,
): string[] {
  return [...pairs(raw)].filter(([name, value]) => !isLeftOut(name.toLowerCase(), value)).flat()
}

function joined(before: string | string[] | undefined, last: string): string {
  const texts = [before ?? []].flat()
  return [...texts, last].join(', ')
}

/** Of a list that every proxy appends to, what the nearest one says. */
function lastOf(value: string | string[] | undefined): string | undefined {
  const last = [value ?? []].flat().join().split(',').at(-1)?.trim()
  return last === '' ? undefined : last
}
