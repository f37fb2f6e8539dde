import type { FastifyRequest } from 'fastify'

/**
 * What leads from a request to another path of this server, for `Location` (RFC 9110 10.2.2): a
 * proxy that serves Keyart below a path of its own need not rewrite it.
 *
 * @param to absolute path on this server
 */
export function relativeLocation(
  { url, originalUrl }: Pick<FastifyRequest, 'url' | 'originalUrl'>,
  to: string,
): string {
  const path = pathOf(url)
  const depth = path.split('/').length - 2
  const target = to.replace(/^\//, '')
  if (depth > 0) return '../'.repeat(depth) + target
  // A base path that was asked for without a slash at its end is a file to the client.
  const asked = pathOf(originalUrl)
  const isFile = path === '/' && !asked.endsWith('/')
  return `./${isFile ? `${asked.slice(asked.lastIndexOf('/') + 1)}/` : ''}${target}`
}

const pathOf = (url: string) => url.split('?')[0] ?? '/'
