import { renderApiPage } from '../api-page.ts'
import { type OpenApiDocument, openApiDocument } from '../openapi.ts'
import type { Server } from '../server.ts'

const open = { access: 'open' } as const

/** The OpenAPI document of this server, and a page to read it. */
export function apiRoutes(server: Server): void {
  let made: { readonly json: string; readonly page: string } | undefined
  const make = () => {
    if (made !== undefined) return made
    const document: OpenApiDocument = openApiDocument(server)
    made = { json: JSON.stringify(document), page: renderApiPage(document) }
    return made
  }

  server.get(
    '/keyart/api/openapi.json',
    { config: open, schema: { summary: 'This API as an OpenAPI document.' } },
    async (_request, reply) =>
      await reply.type('application/json; charset=utf-8').send(make().json),
  )
  server.get(
    '/keyart/api',
    { config: open, schema: { summary: 'This API as a page to read.' } },
    async (request, reply) => {
      // Links on the page lead on from here.
      if (!request.url.split('?')[0]?.endsWith('/'))
        return await reply.redirect('/keyart/api/', 302)
      return await reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
        .send(make().page)
    },
  )
}
