import { Type } from 'typebox'
import { KeyartError } from '../../errors.ts'
import { maySee } from '../visible.ts'
import { idText, requireId } from '../parameters.ts'
import type { Server } from '../server.ts'
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
        const item = await catalog.findItem(requireId(request.params.id, 'itemId'))
        if (item === undefined || !maySee(request.access, item))
          throw new KeyartError('ITEM_NOT_FOUND', 'There is no item of this id')
        return answer
      },
    )
}
