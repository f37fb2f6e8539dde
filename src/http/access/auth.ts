import type { IncomingHttpHeaders } from 'node:http'
import type { ClientIdentity } from '../../catalog/accounts/token-catalog.ts'
import { maxHeaderLength } from '../protocol/header-limits.ts'
import type { RawQuery } from '../protocol/query-keys.ts'

/** What a request says of who sends it. Nothing of it is proven. */
export interface Credentials {
  readonly token: string | undefined
  readonly client: ClientIdentity
}

/** Longer names are cut; they are only shown. */
const maxNameLength = 200

/**
 * Reads the credentials wherever Emby's and Jellyfin's clients put them: `Authorization` of scheme
 * MediaBrowser or Emby, `X-Emby-Authorization`, `X-Emby-Token`, `X-MediaBrowser-Token`, `?ApiKey=`,
 * `?api_key=`, `?X-Emby-Token=`; of several tokens the first in this order. `query` has lower-case names.
 */
export function readCredentials(headers: IncomingHttpHeaders, query: RawQuery): Credentials {
  const said = readAuthorization(headers)
  const [token] = tokensIn(said, headers, query)
  const name = (key: string) => (said[key] ?? '').slice(0, maxNameLength)
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

/** The token of a request; `undefined` where there is none, or several that differ. */
export function readOnlyToken(headers: IncomingHttpHeaders, query: RawQuery): string | undefined {
  const [token, ...others] = new Set(tokensIn(readAuthorization(headers), headers, query))
  return others.length === 0 ? token : undefined
}

function readAuthorization(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return {
    // What a proxy in between wants (Basic, Bearer) is none of ours.
    ...parseAuthorization(one(headers['x-emby-authorization'])),
    ...parseAuthorization(headers.authorization),
  }
}

function tokensIn(
  said: Readonly<Record<string, string>>,
  headers: IncomingHttpHeaders,
  query: RawQuery,
): readonly string[] {
  return [
    said['token'],
    one(headers['x-emby-token']),
    one(headers['x-mediabrowser-token']),
    query['apikey']?.[0],
    query['api_key']?.[0],
    query['x-emby-token']?.[0],
    query['x-mediabrowser-token']?.[0],
  ].filter((text): text is string => text !== undefined && text !== '')
}

/**
 * The values of `MediaBrowser Client="…", Device="…", Token="…"` by lower-case name; none for
 * another scheme. Values are quoted or bare, and percent-encoded or not; a pair that cannot be read
 * is passed over.
 */
export function parseAuthorization(header: string | undefined): Readonly<Record<string, string>> {
  const values: Record<string, string> = Object.create(null) as Record<string, string>
  if (header === undefined || header.length > maxHeaderLength) return values
  const scheme = /^\s*(?:MediaBrowser|Emby)(?:\s+|$)/i.exec(header)
  if (scheme === null) return values
  for (let at = scheme[0].length; at < header.length;) {
    at += matchAt(separators, header, at)?.[0].length ?? 0
    const name = matchAt(pairName, header, at)
    const start = at + (name?.[0].length ?? 0)
    const quoted = name && matchAt(quotedValue, header, start)
    const value = quoted ?? matchAt(bareValue, header, start)
    if (name?.[1] === undefined || value?.[1] === undefined) {
      const comma = header.indexOf(',', at)
      at = comma === -1 ? header.length : comma
      continue
    }
    const text = quoted === null ? value[1].trim() : value[1].replaceAll(/\\(.)/g, '$1')
    values[name[1].toLowerCase()] = decode(text)
    at = start + value[0].length
  }
  return values
}

/*
 * The parts of a pair, each matched where the one before it ends: one pattern for all of them tries
 * every way to share blanks between its parts.
 */
const separators = /[\s,]*/y
const pairName = /([a-z]+)\s*=\s*/iy
const quotedValue = /"((?:[^"\\]|\\.)*)"\s*(?=,|$)/y
const bareValue = /([^",]*)(?=,|$)/y

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
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
