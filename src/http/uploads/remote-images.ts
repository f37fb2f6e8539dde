import { Type } from 'typebox'
import { requireImageOwner } from '../access/find-items.ts'
import { idText } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import type { EditDeps } from './image-writes.ts'

/** What providers on the internet offer for an item. There are none, and the answers say so. */
export function remoteImageRoutes(server: Server, { catalog }: Pick<EditDeps, 'catalog'>): void {
  const none = Type.Array(Type.Unknown(), { maxItems: 0 })
  for (const { rest, answer, schema, summary } of [
    {
      rest: '',
      answer: { Images: [], TotalRecordCount: 0, Providers: [] },
      schema: Type.Object({ Images: none, TotalRecordCount: Type.Integer(), Providers: none }),
      summary: 'Returns what image providers offer: nothing, as Keyart has no providers.',
    },
    {
      rest: '/Providers',
      answer: [],
      schema: none,
      summary: 'Returns the image providers: none.',
    },
  ])
    server.get(
      `/Items/:id/RemoteImages${rest}`,
      {
        config: { access: 'signed-in', answer: { json: schema } },
        schema: { summary, params: Type.Object({ id: idText('Item') }) },
      },
      async (request) => {
        await requireImageOwner(catalog, request.params.id, request.access)
        return answer
      },
    )
}
