import type { RouteOptions } from 'fastify'
import { Type } from 'typebox'
import { relativeLocation } from '../protocol/relative-location.ts'
import type { Server } from '../server/server.ts'

const open = { access: 'open', requestClass: 'operation' } as const

interface Described {
  readonly json: string
  readonly page: string
}

/** The OpenAPI document of `routes`, and a page to read it. Made when first asked for. */
export function apiRoutes(server: Server, routes: readonly RouteOptions[]): void {
  let made: Promise<Described> | undefined
  const make = () => (made ??= describe(routes))

  server.get(
    '/keyart/api/openapi.json',
    {
      config: { ...open, answer: { json: Type.Unknown() } },
      schema: { summary: 'Returns the OpenAPI document of this API.' },
    },
    async (_request, reply) =>
      await reply.type('application/json; charset=utf-8').send((await make()).json),
  )
  server.get(
    '/keyart/api',
    { config: { ...open, answer: 'page' }, schema: { summary: 'Shows this API as a web page.' } },
    async (request, reply) => {
      // Links on the page lead on from here.
      if (!request.url.split('?')[0]?.endsWith('/'))
        return await reply.redirect(relativeLocation(request, '/keyart/api/'), 302)
      return await reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
        .send((await make()).page)
    },
  )
}

/** Few ask for it: what makes it is loaded no sooner. */
async function describe(routes: readonly RouteOptions[]): Promise<Described> {
  const { openApiDocument } = await import('./openapi.ts')
  const { renderApiPage } = await import('./api-page.ts')
  const document = await openApiDocument(routes)
  return { json: JSON.stringify(document), page: renderApiPage(document) }
}
