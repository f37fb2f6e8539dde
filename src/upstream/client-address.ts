import type { RawHeaders } from './fields.ts'

/** A longer text is no address; a proxy may pass on anything. */
const maxLength = 64

/** The address of the client that asks: of the hops from this server on, the first that is no trusted proxy. */
export function clientAddress(
  {
    rawHeaders,
    socket,
  }: {
    readonly rawHeaders: RawHeaders
    readonly socket: { readonly remoteAddress?: string | undefined }
  },
  isTrusted: (address: string) => boolean,
): string {
  let address = socket.remoteAddress?.replace(/^::ffff:(?=\d)/, '') ?? ''
  if (!isTrusted(address)) return address
  for (const hop of forwardedFor(rawHeaders).toReversed()) {
    address = hop
    if (!isTrusted(hop)) break
  }
  return address.slice(0, maxLength)
}

function forwardedFor(rawHeaders: RawHeaders): string[] {
  const hops: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]!.toLowerCase() === 'x-forwarded-for')
      for (const hop of rawHeaders[at + 1]!.split(',')) if (hop.trim() !== '') hops.push(hop.trim())
  return hops
}
