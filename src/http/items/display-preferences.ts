import { Type } from 'typebox'
import {
  defaultDisplayPreferences,
  DisplayPreferencesSchema,
} from '../../dto/display-preferences.ts'
import { KeyartError } from '../../errors.ts'
import { requireUser } from '../access/find-items.ts'
import type { ItemDeps } from './item-dtos.ts'
import { dtoQuery } from './item-query.ts'
import type { Server } from '../server/server.ts'

const parameters = Type.Object({
  id: Type.String({
    description: 'What the settings are for: `usersettings`, or the id of a view.',
  }),
})
const query = Type.Object({
  userId: dtoQuery.userId,
  client: Type.String({ default: '', maxLength: 200, description: 'Name of the client.' }),
})

const ownOrAdmin = { access: 'self-or-admin' } as const

/** What clients keep of a user's preferences, by client and name. */
export function displayPreferenceRoutes(server: Server, { catalog }: ItemDeps): void {
  server.get(
    '/DisplayPreferences/:id',
    {
      config: { ...ownOrAdmin, answer: { json: DisplayPreferencesSchema } },
      schema: {
        summary: 'Returns the settings that a client has stored for a user.',
        params: parameters,
        querystring: query,
      },
    },
    async ({ params: { id }, query: { client }, access: { userId } }, reply) => {
      void reply.header('cache-control', 'no-store')
      const json =
        userId === undefined ? undefined : await catalog.findUserSetting(userId, client, id)
      const stored = json === undefined ? {} : (JSON.parse(json) as object)
      // Clients read members of CustomPrefs unasked.
      return { ...defaultDisplayPreferences(id, client), ...stored }
    },
  )

  server.post(
    '/DisplayPreferences/:id',
    {
      config: { ...ownOrAdmin, answer: 'nothing' },
      schema: {
        summary: 'Stores the settings of a client for a user.',
        params: parameters,
        querystring: query,
      },
    },
    async ({ params: { id }, query: { client }, access, body }, reply) => {
      const userId = await requireUser(catalog, access.userId)
      const { Check, Clean } = await import('typebox/value')
      const given: unknown = Clean(DisplayPreferencesSchema, withoutNulls(body))
      if (!Check(DisplayPreferencesSchema, given))
        throw new KeyartError('BODY_INVALID', 'Expected preferences with CustomPrefs as the body')
      await catalog.putUserSetting(userId, client, id, JSON.stringify(given))
      return await reply.code(204).send()
    },
  )
}

/** Null is as good as absent, here as everywhere. */
function withoutNulls(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  const members = Object.entries(body).filter(([, value]) => value !== null)
  return { CustomPrefs: {}, ...Object.fromEntries(members) }
}
