import { pairs, type RawHeaders } from './fields.ts'

export interface RequestHead {
  /** Path and query. */
  readonly path: string
  readonly fields: RawHeaders
}

/** Says in the way that the origin understands what an older client says in an older way. */
export type LegacyTranslation = (head: RequestHead) => RequestHead

const tokenNames = new Set(['x-emby-token', 'x-mediabrowser-token'])

/**
 * For Jellyfin 12, which no longer knows the prefixes `/emby` and `/mediabrowser`, nor
 * `X-Emby-Token`, `X-MediaBrowser-Token`, `X-Emby-Authorization`, `api_key` and the scheme `Emby`.
 *
 * @param basePath as `UpstreamAddress` has it
 */
export function legacyTranslation(basePath: string): LegacyTranslation {
  return ({ path, fields }) => ({
    path: translatePath(path, basePath),
    fields: translateFields(fields),
  })
}

function translatePath(path: string, basePath: string): string {
  const at = path.indexOf('?')
  const [whole, query] = at < 0 ? [path, undefined] : [path.slice(0, at), path.slice(at + 1)]
  const isBelow = basePath !== '' && whole.toLowerCase().startsWith(`${basePath.toLowerCase()}/`)
  const base = isBelow ? whole.slice(0, basePath.length) : ''
  const rest = whole
    .slice(base.length)
    .replace(/^\/(?:emby|mediabrowser)(?=\/|$)/i, '')
    .replace(/^\/embywebsocket$/i, '/socket')
  const translated = rest === '' ? '/' : rest
  return `${base}${translated}${query === undefined ? '' : `?${translateQuery(query)}`}`
}

/** Apps send both names at once; of two values for one, Jellyfin takes neither. */
function translateQuery(query: string): string {
  const parts = query.split('&')
  if (parts.some((part) => /^ApiKey=./i.test(part))) return query
  return parts
    .filter((part) => !/^ApiKey=?$/i.test(part))
    .map((part) => part.replace(/^api_key(?==|$)/i, 'ApiKey'))
    .join('&')
}

function translateFields(raw: RawHeaders): string[] {
  let token: string | undefined
  let legacy: string | undefined
  let hasAuthorization = false
  const fields: string[] = []
  for (const [name, value] of pairs(raw)) {
    const lower = name.toLowerCase()
    if (tokenNames.has(lower)) token ??= value.trim()
    else if (lower === 'x-emby-authorization') legacy ??= withScheme(value)
    else if (lower === 'authorization') {
      hasAuthorization = true
      fields.push(name, value.replace(/^\s{0,9}Emby(?=\s)/i, 'MediaBrowser'))
    } else fields.push(name, value)
  }
  if (hasAuthorization) {
    const at = fields.findIndex(
      (text, at) => at % 2 === 0 && text.toLowerCase() === 'authorization',
    )
    fields[at + 1] = withToken(fields[at + 1]!, token)
  } else if (legacy !== undefined || token !== undefined)
    fields.push('Authorization', withToken(legacy ?? 'MediaBrowser', token))
  return fields
}

/** `X-Emby-Authorization` names a scheme, either one, or none. */
function withScheme(value: string): string {
  const match = /^(?:MediaBrowser|Emby)\s{1,9}/i.exec(value)
  return `MediaBrowser ${value.slice(match?.[0].length ?? 0)}`
}

/** Beside a client's description the token stood in a field of its own. */
function withToken(authorization: string, token: string | undefined): string {
  const isOurs = /^MediaBrowser(?:\s|$)/i.test(authorization)
  if (token === undefined || !isOurs || /\bToken\s?=\s?"?[^",\s]/i.test(authorization))
    return authorization
  const parameter = `Token="${encodeURIComponent(token)}"`
  return authorization.length > 'MediaBrowser '.length
    ? `${authorization.replace(/\bToken\s?=\s?(?:"")?(?:,\s?|$)/i, '').replace(/,\s?$/, '')}, ${parameter}`
    : `MediaBrowser ${parameter}`
}
