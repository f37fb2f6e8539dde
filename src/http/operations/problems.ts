import { Type } from 'typebox'
import { KeyartError, problems } from '../../errors.ts'
import type { Server } from '../server/server.ts'

/** The pages that the `type` of every problem document leads to. */
export function problemRoutes(server: Server): void {
  server.get(
    '/keyart/problems/:code',
    {
      config: { access: 'open', beforeSetUp: 'open', requestClass: 'page', answer: 'text' },
      schema: {
        summary: 'Explains a problem code.',
        params: Type.Object({ code: Type.String() }),
      },
    },
    async (request, reply) => {
      const entry = Object.entries(problems).find(
        ([code]) => code.toLowerCase() === request.params.code.toLowerCase(),
      )
      if (entry === undefined)
        throw new KeyartError('ROUTE_NOT_FOUND', 'There is no problem with this code')
      const [code, [status, title]] = entry
      return await reply.type('text/plain; charset=utf-8').send(`${code}: ${title} (${status})\n`)
    },
  )
}
