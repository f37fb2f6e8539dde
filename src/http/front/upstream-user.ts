import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { askText, parseJson } from '../../upstream/ask-text.ts'
import { askerOf } from '../../upstream/images/asker.ts'
import type { PassDeps } from '../../upstream/pass.ts'
import type { RawQuery } from '../protocol/query-keys.ts'

const upstreamUser = Type.Object({
  Id: Type.String(),
  Name: Type.String(),
  Policy: Type.Optional(Type.Object({ IsAdministrator: Type.Boolean() })),
})

/** Whose token a request has: accounts are the origin's, so it says. `undefined`: nobody's. */
export async function findUpstreamUser(
  { origin, via, legacy }: Pick<PassDeps, 'origin' | 'via' | 'legacy'>,
  request: FastifyRequest,
): Promise<Static<typeof upstreamUser> | undefined> {
  const asker = askerOf(request.raw, request.query as RawQuery, request.ip)
  if (asker.identity === '') return undefined
  const query = asker.query === '' ? '' : `?${asker.query}`
  const fields = ['X-Forwarded-For', asker.address, 'Via', via, ...asker.fields]
  const head = { path: `${origin.address.basePath}/Users/Me${query}`, fields }
  const { path, fields: sent } = legacy()?.(head) ?? head
  const answer = await askText(origin, path, sent).catch(() => undefined)
  const user = answer?.status === 200 ? parseJson(answer.text) : undefined
  return Value.Check(upstreamUser, user) ? user : undefined
}
