/** Where the server is in front of which Keyart stands. */
export interface UpstreamAddress {
  readonly protocol: 'http:' | 'https:'
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string
  readonly port: number
  /** For `Host`: with the port, unless it is the scheme's own. */
  readonly host: string
  /** Scheme, host and port, as `URL.origin` has it. */
  readonly origin: string
  /** Path below which the server has everything (its base URL), such as `/jellyfin`; else `''`. */
  readonly basePath: string
}

/** Reads a URL such as `http://jellyfin:8096` or `https://media.example/jellyfin`. */
export function parseUpstream(text: string): UpstreamAddress | undefined {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return undefined
  const { protocol, host, origin } = url
  return {
    protocol,
    host,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port === '' ? (protocol === 'https:' ? 443 : 80) : url.port),
    origin,
    basePath: url.pathname.endsWith('/') ? url.pathname.slice(0, -1) : url.pathname,
  }
}
