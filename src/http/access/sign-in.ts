import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { signIn, type SignInDeps } from '../../access/sign-in.ts'
import type { TokenCatalog } from '../../catalog/accounts/token-catalog.ts'
import type { UserCatalog, UserSettingCatalog } from '../../catalog/accounts/user-catalog.ts'
import type { ImageCatalog } from '../../catalog/images/image-catalog.ts'
import { AuthenticationSchema } from '../../dto/schemas.ts'
import { toSessionInfo } from '../../dto/session.ts'
import { KeyartError } from '../../errors.ts'
import { nearnessOf } from './nearness.ts'
import type { Server } from '../server/server.ts'
import { loadUserDtos } from './user-dtos.ts'

export interface SignInRoutesDeps extends SignInDeps {
  readonly catalog: SignInDeps['catalog'] &
    Pick<ImageCatalog, 'imagesOf'> &
    Pick<TokenCatalog, 'removeToken'> &
    Pick<UserCatalog, 'hasAccounts'> &
    Pick<UserSettingCatalog, 'findUserSetting'>
  readonly serverId: string
  readonly imageAccess: 'open' | 'signed-in'
  /** From where users without a password sign in: the setting `access.withoutPassword`. */
  readonly withoutPassword: 'local' | 'open'
}

const signInBody = Type.Object({
  username: Type.String({ default: '', description: 'User name; case is ignored.' }),
  pw: Type.String({ default: '', description: 'Password; empty for a user without one.' }),
})

/** Who is signed in to the gallery. */
export const SignInStateSchema = Type.Object({
  caller: Type.Enum(['anonymous', 'user', 'key']),
  user: Type.Optional(
    Type.Object({ id: Type.String(), name: Type.String(), isAdmin: Type.Boolean() }),
  ),
  signInNeeded: Type.Boolean(),
  images: Type.Enum(['open', 'signed-in']),
})

/** Signing in and out, and who one is. */
export function signInRoutes(server: Server, deps: SignInRoutesDeps): void {
  const { catalog, serverId } = deps
  const isNear = (request: FastifyRequest) =>
    deps.withoutPassword === 'open' || nearnessOf(request) !== 'far'

  server.post(
    '/Users/AuthenticateByName',
    {
      config: { access: 'open', requestClass: 'sign-in', answer: { json: AuthenticationSchema } },
      schema: { summary: 'Signs a user in and returns a token.', body: signInBody },
    },
    async (request, reply) => {
      const { username: name, pw: password } = request.body
      const { user, token, secret } = await signIn(
        deps,
        { name, password, address: request.ip, isNear: isNear(request) },
        request.access.client,
      )
      const [dto] = await loadUserDtos(catalog, [user], serverId)
      void reply.header('cache-control', 'no-store')
      return {
        User: dto,
        SessionInfo: toSessionInfo(token, user, serverId),
        AccessToken: secret,
        ServerId: serverId,
      }
    },
  )

  server.post(
    '/Sessions/Logout',
    {
      config: { access: 'signed-in', requestClass: 'sign-in', answer: 'nothing' },
      schema: { summary: 'Revokes the token of the request.' },
    },
    async (request, reply) => {
      const { caller } = request.access
      if (caller.kind === 'key')
        throw new KeyartError(
          'FORBIDDEN',
          'Expected a user: API keys are revoked with keyart token revoke',
        )
      if (caller.kind === 'user') await catalog.removeToken(caller.token.id)
      return await reply.code(204).send()
    },
  )

  server.get(
    '/keyart/api/session',
    {
      config: { access: 'open', requestClass: 'operation', answer: { json: SignInStateSchema } },
      schema: { summary: 'Returns who is signed in to the gallery.' },
    },
    async (request, reply) => {
      const { caller } = request.access
      void reply.header('cache-control', 'no-store')
      return {
        caller: caller.kind,
        ...(caller.kind === 'user'
          ? {
              user: {
                id: caller.user.id,
                name: caller.user.name,
                isAdmin: caller.user.isAdmin,
              },
            }
          : {}),
        signInNeeded: caller.kind === 'anonymous' && (await catalog.hasAccounts()),
        images: deps.imageAccess,
      }
    },
  )
}
