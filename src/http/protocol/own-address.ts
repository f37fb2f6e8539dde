import type { FastifyRequest } from 'fastify'

/**
 * The URL under which a client reached the server, without a slash at its end. It has the base path
 * that a proxy keeps, which was taken off for the routes; the prefixes of the family are none.
 */
export function ownAddress({
  protocol,
  host,
  url,
  originalUrl,
}: Pick<FastifyRequest, 'protocol' | 'host' | 'url' | 'originalUrl'>): string {
  const before = originalUrl.endsWith(url)
    ? originalUrl.slice(0, originalUrl.length - url.length)
    : ''
  const base = before.startsWith('/') ? before.replace(/\/(?:emby|mediabrowser)$/i, '') : ''
  return `${protocol}://${host}${base}`
}
