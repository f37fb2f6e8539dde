import { Type } from 'typebox'
import type { Passwords } from '../../access/passwords.ts'
import { passwordFault } from '../../access/set-up.ts'
import type { LoginRateLimiter } from '../../access/login-rate-limiter.ts'
import type { UserCatalog } from '../../catalog/accounts/user-catalog.ts'
import { KeyartError } from '../../errors.ts'
import { idText, requireId } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import { isAdmin } from './caller.ts'

const passwordBody = Type.Object({
  currentPw: Type.String({ default: '', description: 'Needed for one’s own password.' }),
  newPw: Type.String({ default: '', description: 'The new password.' }),
  resetPassword: Type.Boolean({
    default: false,
    description: 'Takes the password away instead; for admins, and not of an admin.',
  }),
})

interface PasswordDeps {
  readonly catalog: Pick<UserCatalog, 'findUser' | 'findPassword' | 'setPassword'>
  readonly passwords: Passwords
  readonly loginRateLimiter: LoginRateLimiter
}

/** Changing passwords from clients: one's own with the current one, others' as an admin. */
export function passwordRoutes(server: Server, deps: PasswordDeps): void {
  const { catalog, passwords, loginRateLimiter } = deps
  const config = { access: 'self-or-admin', requestClass: 'sign-in', answer: 'nothing' } as const
  const summary =
    'Sets the password of a user. All sessions of the user end, that of the request too.'

  for (const { url, ...parameters } of [
    {
      url: '/Users/:userId/Password',
      params: Type.Object({ userId: Type.Optional(idText('User')) }),
    },
    {
      url: '/Users/Password',
      querystring: Type.Object({ userId: Type.Optional(idText('User')) }),
    },
  ])
    server.post(
      url,
      { config, schema: { summary, ...parameters, body: passwordBody } },
      async ({ access, ip, body }, reply) => {
        const { caller, userId } = access
        const { currentPw, newPw, resetPassword } = body
        const user = await catalog.findUser(requireId(userId ?? '', 'userId'))
        if (user === undefined)
          throw new KeyartError('USER_NOT_FOUND', 'There is no user with this id')
        const isOwn = caller.kind === 'user' && caller.user.id === user.id
        if (isOwn) {
          // Who holds a stolen token must not guess at ease.
          const attempt = loginRateLimiter.begin({ name: user.name, address: ip })
          const hash = await catalog.findPassword(user.id)
          const isRight =
            hash === undefined ||
            (await passwords.matches(currentPw, hash).catch((error: unknown) => {
              // A hasher that is busy: nothing was guessed.
              attempt.withdrawn()
              throw error
            }))
          if (!isRight)
            throw new KeyartError('FORBIDDEN', 'Expected the current password as CurrentPw')
          attempt.succeeded()
        } else if (!isAdmin(caller))
          throw new KeyartError('FORBIDDEN', 'Expected the user in question, or an admin')
        if (resetPassword) {
          if (user.isAdmin || isOwn)
            throw new KeyartError('FORBIDDEN', 'Expected another user than an admin or oneself')
          await catalog.setPassword(user.id, undefined)
          return await reply.code(204).send()
        }
        const fault = passwordFault(newPw)
        if (fault !== undefined)
          throw new KeyartError('BODY_INVALID', fault, { parameter: 'NewPw' })
        await catalog.setPassword(user.id, await passwords.hash(newPw))
        return await reply.code(204).send()
      },
    )
}
