import { hash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { pairs, type RawHeaders, without } from '../fields.ts'
import type { RawQuery } from '../../http/protocol/query-keys.ts'
import type { Asker } from './origin-images.ts'

const identifying = new Set([
  'authorization',
  'x-emby-authorization',
  'x-emby-token',
  'x-mediabrowser-token',
])
const identifyingNames = ['apikey', 'api_key', 'x-emby-token', 'x-mediabrowser-token']
const wireNames: Readonly<Record<string, string>> = { apikey: 'ApiKey' }

/**
 * On whose behalf a request is made. Any credential that the servers of the family read counts;
 * cookies do not, which browsers send to every port of a machine.
 */
export function askerOf(
  request: { readonly rawHeaders: RawHeaders; readonly headers: IncomingHttpHeaders },
  query: RawQuery,
  address: string,
): Asker {
  const fields = without(
    request.rawHeaders,
    (name, value) => !identifying.has(name) || isDescription(value),
  )
  const parts = identifyingNames.flatMap((name) =>
    (query[name] ?? [])
      .filter((text) => text !== '')
      .map((text) => `${wireNames[name] ?? name}=${encodeURIComponent(text)}`),
  )
  const values = [...pairs(fields)].map(([name, value]) => `${name.toLowerCase()}: ${value}`)
  const said = [...values, ...parts].join('\n')
  return {
    address,
    fields,
    query: parts.join('&'),
    // Tokens are kept nowhere as they are.
    identity: said === '' ? '' : hash('sha256', said, 'hex'),
  }
}

/** `MediaBrowser Client="…"` without a token says nothing of who it is. */
function isDescription(value: string): boolean {
  return (
    /^\s{0,9}(?:MediaBrowser|Emby)(?:\s|$)/i.test(value) && !/\bToken\s?=\s?"?[^",\s]/i.test(value)
  )
}
