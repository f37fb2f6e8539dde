import type { IncomingHttpHeaders } from 'node:http'
import type { ClientIdentity } from '../catalog/catalog.ts'
import type { RawQuery } from './query-keys.ts'

/** What a request says of who sends it. Nothing of it is proven. */
export interface Credentials {
  readonly token: string | undefined
  readonly client: ClientIdentity
}

/** Longer headers are no client's. */
const longestHeader = 4096
/** Longer names are cut; they are only shown. */
const longestName = 200

/**
 * Reads the credentials wherever Emby's and Jellyfin's clients put them: `Authorization` of scheme
 * MediaBrowser or Emby, `X-Emby-Authorization`, `X-Emby-Token`, `X-MediaBrowser-Token`, `?ApiKey=`,
 * `?api_key=`; of several tokens the first in this order. `query` has lower-case names.
 */
export function readCredentials(headers: IncomingHttpHeaders, query: RawQuery): Credentials {
  const said = {
    // What a proxy in between wants (Basic, Bearer) is none of ours.
    ...parseAuthorization(one(headers['x-emby-authorization'])),
    ...parseAuthorization(headers.authorization),
  }
  const token = [
    said['token'],
    one(headers['x-emby-token']),
    one(headers['x-mediabrowser-token']),
    query['apikey']?.[0],
    query['api_key']?.[0],
  ].find((text) => text !== undefined && text !== '')
  const name = (key: string) => (said[key] ?? '').slice(0, longestName)
  return {
    token,
    client: {
      client: name('client'),
      device: name('device'),
      deviceId: name('deviceid'),
      version: name('version'),
    },
  }
}

/**
 * The values of `MediaBrowser Client="…", Device="…", Token="…"` by lower-case name; none for
 * another scheme. Values are quoted or bare, and percent-encoded or not; a pair that cannot be read
 * is passed over.
 */
export function parseAuthorization(header: string | undefined): Readonly<Record<string, string>> {
  const values: Record<string, string> = Object.create(null) as Record<string, string>
  const scheme = /^\s*(?:MediaBrowser|Emby)(?:\s+|$)/i.exec(header ?? '')
  if (header === undefined || scheme === null || header.length > longestHeader) return values
  const pair = /[\s,]*([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^",]*))\s*(?=,|$)/iy
  for (let start = scheme[0].length; start < header.length;) {
    pair.lastIndex = start
    const match = pair.exec(header)
    if (match === null) {
      const comma = header.indexOf(',', start + 1)
      start = comma === -1 ? header.length : comma
      continue
    }
    const [, name = '', quoted, bare = ''] = match
    values[name.toLowerCase()] = decode(quoted?.replaceAll(/\\(.)/g, '$1') ?? bare.trim())
    start = pair.lastIndex
  }
  return values
}

/** A plus sign is a space, as in the decoder that Jellyfin uses. */
function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return text
  }
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}
