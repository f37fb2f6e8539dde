import type { Static } from 'typebox'
import type { PassDeps } from '../../upstream/pass.ts'
import { SignInStateSchema } from '../access/sign-in.ts'
import type { Server } from '../server/server.ts'
import { findUpstreamUser } from './upstream-user.ts'

const anonymous = { caller: 'anonymous', signInNeeded: true, images: 'open' } as const

/** Who is signed in to the gallery: accounts are the origin's, so it says whose token it is. */
export function sessionRoute(
  server: Server,
  deps: Pick<PassDeps, 'origin' | 'via' | 'legacy'>,
): void {
  server.get(
    '/keyart/api/session',
    {
      config: { access: 'open', requestClass: 'operation', answer: { json: SignInStateSchema } },
      schema: { summary: 'Returns who is signed in to the gallery.' },
    },
    async (request, reply): Promise<Static<typeof SignInStateSchema>> => {
      void reply.header('cache-control', 'no-store')
      const user = await findUpstreamUser(deps, request)
      if (user === undefined) return anonymous
      const { Id: id, Name: name, Policy: policy } = user
      return {
        caller: 'user',
        user: { id, name, isAdmin: policy?.IsAdministrator === true },
        signInNeeded: false,
        images: 'open',
      }
    },
  )
}
