import { Type } from 'typebox'
import type { User } from '../../catalog/catalog.ts'
import { toUserDto } from '../../dto/user.ts'
import { KeyartError } from '../../errors.ts'
import type { ItemHouse } from '../item-dtos.ts'
import { idText, requireId } from '../parameters.ts'
import type { Server } from '../server.ts'

/** Users with their pictures. */
export function userRoutes(server: Server, { catalog, serverId }: ItemHouse): void {
  async function toDtos(users: readonly User[]) {
    const images = await catalog.imagesOf(users.map(({ id }) => id))
    return users.map((user) => toUserDto(user, images.get(user.id) ?? [], serverId))
  }

  for (const path of ['/Users', '/Users/Public'])
    server.get(path, async () => await toDtos(await catalog.users()))

  server.get(
    '/Users/:userId',
    { schema: { params: Type.Object({ userId: idText('User') }) } },
    async (request) => {
      const user = await catalog.findUser(requireId(request.params.userId, 'userId'))
      if (user === undefined) throw new KeyartError('USER_NOT_FOUND', 'There is no user of this id')
      return (await toDtos([user]))[0]
    },
  )
}
