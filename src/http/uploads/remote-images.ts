import { Type } from 'typebox'
import { requireImageOwner } from '../access/find-items.ts'
import { idText } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import type { EditHouse } from './image-writes.ts'

/** What providers on the internet offer for an item. There are none, and the answers say so. */
export function remoteImageRoutes(server: Server, { catalog }: Pick<EditHouse, 'catalog'>): void {
  const answers = {
    '': { Images: [], TotalRecordCount: 0, Providers: [] },
    '/Providers': [],
  }
  for (const [rest, answer] of Object.entries(answers))
    server.get(
      `/Items/:id/RemoteImages${rest}`,
      { config: { access: 'signed-in' }, schema: { params: Type.Object({ id: idText('Item') }) } },
      async (request) => {
        await requireImageOwner(catalog, request.params.id, request.access)
        return answer
      },
    )
}
