import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { askText, parseJson } from '../../upstream/ask-text.ts'
import { askerOf } from '../../upstream/images/asker.ts'
import type { PassDeps } from '../../upstream/pass.ts'
import { SignInStateSchema } from '../access/sign-in.ts'
import { type RawQuery } from '../protocol/query-keys.ts'
import type { Server } from '../server/server.ts'

const upstreamUser = Type.Object({
  Id: Type.String(),
  Name: Type.String(),
  Policy: Type.Optional(Type.Object({ IsAdministrator: Type.Boolean() })),
})

const anonymous = { caller: 'anonymous', signInNeeded: true, images: 'open' } as const

/** Who is signed in to the gallery: accounts are the origin's, so it says whose token it is. */
export function sessionRoute(
  server: Server,
  { origin, via, legacy }: Pick<PassDeps, 'origin' | 'via' | 'legacy'>,
): void {
  server.get(
    '/keyart/api/session',
    {
      config: { access: 'open', requestClass: 'operation', answer: { json: SignInStateSchema } },
      schema: { summary: 'Returns who is signed in to the gallery.' },
    },
    async (request, reply): Promise<Static<typeof SignInStateSchema>> => {
      void reply.header('cache-control', 'no-store')
      const asker = askerOf(request.raw, request.query as RawQuery, request.ip)
      if (asker.identity === '') return anonymous
      const query = asker.query === '' ? '' : `?${asker.query}`
      const fields = ['X-Forwarded-For', asker.address, 'Via', via, ...asker.fields]
      const head = { path: `${origin.address.basePath}/Users/Me${query}`, fields }
      const { path, fields: sent } = legacy()?.(head) ?? head
      const answer = await askText(origin, path, sent).catch(() => undefined)
      const user = answer?.status === 200 ? parseJson(answer.text) : undefined
      if (!Value.Check(upstreamUser, user)) return anonymous
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
