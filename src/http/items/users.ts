import { Type } from 'typebox'
import type { User } from '../../catalog/accounts/user-catalog.ts'
import { UserSchema } from '../../dto/schemas.ts'
import { KeyartError } from '../../errors.ts'
import { isAdmin } from '../access/caller.ts'
import { loadUserDtos } from '../access/user-dtos.ts'
import type { ItemDeps } from './item-dtos.ts'
import { idText, requireId } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'

/** Users with their pictures. */
export function userRoutes(server: Server, { catalog, serverId }: ItemDeps): void {
  const toDtos = (users: readonly User[]) => loadUserDtos(catalog, users, serverId)

  const users = { json: Type.Array(UserSchema) }

  // What a page to sign in shows: who there is, but not who may do what.
  server.get(
    '/Users/Public',
    {
      config: { access: 'open', answer: users },
      schema: { summary: 'Returns the users to show on a sign-in page.' },
    },
    async () => {
      const shown = (await catalog.users()).filter(({ isHidden }) => isHidden !== true)
      const strangers = shown.map(({ id, name, createdAt, hasPassword }) => {
        return { id, name, createdAt, hasPassword, isAdmin: false }
      })
      return await toDtos(strangers)
    },
  )

  server.get(
    '/Users',
    { config: { access: 'signed-in', answer: users }, schema: { summary: 'Returns the users.' } },
    async ({ access: { caller } }) => {
      // Without users, no one has signed in, and the list is empty.
      if (caller.kind === 'user' && !isAdmin(caller)) return await toDtos([caller.user])
      if (caller.kind === 'key' && !isAdmin(caller)) return []
      return await toDtos(await catalog.users())
    },
  )

  server.get(
    '/Users/Me',
    {
      config: { access: 'signed-in', answer: { json: UserSchema } },
      schema: { summary: 'Returns the user who is signed in.' },
    },
    async ({ access: { caller } }) => {
      if (caller.kind !== 'user')
        throw new KeyartError('USER_NOT_FOUND', 'Expected the token of a user')
      return (await toDtos([caller.user]))[0]
    },
  )

  server.get(
    '/Users/:userId',
    {
      config: { access: 'self-or-admin', answer: { json: UserSchema } },
      schema: { summary: 'Returns a user.', params: Type.Object({ userId: idText('User') }) },
    },
    async (request) => {
      const user = await catalog.findUser(requireId(request.params.userId, 'userId'))
      if (user === undefined)
        throw new KeyartError('USER_NOT_FOUND', 'There is no user with this id')
      return (await toDtos([user]))[0]
    },
  )
}
