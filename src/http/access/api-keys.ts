import { Type } from 'typebox'
import { LRUCache } from 'lru-cache'
import { hashToken, newToken, newTokenId } from '../../access/token.ts'
import type { ApiKey, TokenCatalog } from '../../catalog/accounts/token-catalog.ts'
import { KeyartError } from '../../errors.ts'
import { wireTime } from '../../dto/present.ts'
import type { Server } from '../server/server.ts'
import { component } from '../../dto/component.ts'

/** For so long a new key may be read, in milliseconds: only its hash is stored. */
const readable = 5 * 60_000

const KeySchema = component('AuthenticationInfo', {
  Id: Type.Integer(),
  AccessToken: Type.String({
    description: 'The key for five minutes after it was made, then its id, which revokes it.',
  }),
  AppName: Type.String(),
  DeviceId: Type.String(),
  DeviceName: Type.String(),
  AppVersion: Type.String(),
  UserId: Type.String(),
  IsActive: Type.Boolean(),
  DateCreated: Type.Optional(Type.String()),
  DateLastActivity: Type.Optional(Type.String()),
})
const KeysSchema = component('AuthenticationInfoQueryResult', {
  Items: Type.Array(KeySchema),
  TotalRecordCount: Type.Integer(),
  StartIndex: Type.Integer(),
})

const app = Type.String({ maxLength: 100, description: 'Name of the program.' })
const key = Type.String({ description: 'The key, or its id.' })

/**
 * API keys as Jellyfin's tools make them: Seerr asks for one, then looks for it in the list. Read by
 * admins alone, and a new key only by those who were admins when it was made.
 */
export function apiKeyRoutes(
  server: Server,
  {
    catalog,
  }: { readonly catalog: Pick<TokenCatalog, 'tokens' | 'findToken' | 'addToken' | 'removeToken'> },
): void {
  const fresh = new LRUCache<string, string>({ max: 100, ttl: readable })

  server.get(
    '/Auth/Keys',
    {
      config: { access: 'admin', answer: { json: KeysSchema } },
      schema: { summary: 'Returns the API keys. Only a new one can be read.' },
    },
    async (_request, reply) => {
      void reply.header('cache-control', 'no-store')
      const keys = (await catalog.tokens()).filter((token) => token.kind === 'key')
      const Items = keys.map((one, index) => toKeyDto(one, index + 1, fresh.get(one.id)))
      return { Items, TotalRecordCount: Items.length, StartIndex: 0 }
    },
  )

  server.post(
    '/Auth/Keys',
    {
      config: { access: 'admin', answer: 'nothing' },
      schema: { summary: 'Makes an API key.', querystring: Type.Object({ app }) },
    },
    async ({ query }, reply) => {
      const secret = newToken()
      const made: ApiKey = {
        kind: 'key',
        id: newTokenId(),
        name: query.app.trim(),
        createdAt: Date.now(),
      }
      await catalog.addToken(hashToken(secret), made)
      fresh.set(made.id, secret)
      return await reply.code(204).send()
    },
  )

  server.delete(
    '/Auth/Keys/:key',
    {
      config: { access: 'admin', answer: 'nothing' },
      schema: { summary: 'Revokes an API key.', params: Type.Object({ key }) },
    },
    async ({ params }, reply) => {
      const found = await catalog.findToken(hashToken(params.key))
      const id = found?.token.kind === 'key' ? found.token.id : params.key
      const keys = (await catalog.tokens()).filter((token) => token.kind === 'key')
      if (!keys.some((one) => one.id === id) || !(await catalog.removeToken(id)))
        throw new KeyartError('ITEM_NOT_FOUND', 'There is no such API key')
      fresh.delete(id)
      return await reply.code(204).send()
    },
  )
}

function toKeyDto(one: ApiKey, number: number, secret: string | undefined) {
  const created = wireTime(one.createdAt)
  const used = wireTime(one.lastUsedAt ?? one.createdAt)
  return {
    Id: number,
    AccessToken: secret ?? one.id,
    AppName: one.name,
    DeviceId: '',
    DeviceName: one.name,
    AppVersion: '',
    UserId: '0'.repeat(32),
    IsActive: true,
    ...(created === undefined ? {} : { DateCreated: created }),
    ...(used === undefined ? {} : { DateLastActivity: used }),
  }
}
