import { Type } from 'typebox'
import { defaultUserConfiguration, UserConfigurationSchema } from '../../dto/user-configuration.ts'
import { KeyartError } from '../../errors.ts'
import type { Access } from '../access/access.ts'
import { requireUser } from '../access/find-items.ts'
import { findConfiguration, putConfiguration } from '../access/user-dtos.ts'
import { visibleIn } from '../access/visible.ts'
import { idText } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import type { ItemDeps } from './item-dtos.ts'
import { dtoQuery } from './item-query.ts'
import type { News } from '../access/news.ts'

const userParameters = Type.Object({ userId: idText('User') })
const userQuery = Type.Object({ userId: dtoQuery.userId })
const ownOrAdmin = { access: 'self-or-admin' } as const
const GroupingOptionsSchema = Type.Array(Type.Object({ Name: Type.String(), Id: Type.String() }))

/** What clients save on their settings pages. Each route has a newer form and an older one. */
export function userConfigurationRoutes(
  server: Server,
  { catalog, libraries, news }: ItemDeps & { readonly news: News },
): void {
  async function save(access: Access, body: unknown): Promise<void> {
    const userId = await requireUser(catalog, access.userId)
    const { Check, Clean } = await import('typebox/value')
    const before = (await findConfiguration(catalog, userId)) ?? defaultUserConfiguration
    const given: unknown = Clean(UserConfigurationSchema, { ...before, ...withoutNulls(body) })
    if (!Check(UserConfigurationSchema, given))
      throw new KeyartError('BODY_INVALID', 'Expected the configuration of a user as the body')
    await putConfiguration(catalog, userId, given)
    news.tell({ kind: 'user-changed', userId })
  }

  /** Libraries whose films and series a client may show in one. */
  async function groupable(access: Access) {
    const { items } = await catalog.queryItems(visibleIn(access))
    const kinds = new Map(libraries.map(({ id, kind }) => [id, kind]))
    return items
      .filter(({ id }) => ['movies', 'tvshows'].includes(kinds.get(id) ?? ''))
      .map(({ id, name }) => ({ Name: name, Id: id }))
  }

  for (const { url, ...parameters } of [
    { url: '/Users/Configuration', querystring: userQuery },
    { url: '/Users/:userId/Configuration', params: userParameters },
  ])
    server.post(
      url,
      {
        config: { ...ownOrAdmin, answer: 'nothing' },
        schema: { summary: 'Stores the configuration of a user.', ...parameters },
      },
      async ({ access, body }, reply) => {
        await save(access, body)
        return await reply.code(204).send()
      },
    )

  for (const { url, ...parameters } of [
    { url: '/UserViews/GroupingOptions', querystring: userQuery },
    { url: '/Users/:userId/GroupingOptions', params: userParameters },
  ])
    server.get(
      url,
      {
        config: { ...ownOrAdmin, answer: { json: GroupingOptionsSchema } },
        schema: { summary: 'Returns the libraries that a client may show in one.', ...parameters },
      },
      ({ access }) => groupable(access),
    )
}

/** Null is as good as absent, here as everywhere. */
function withoutNulls(body: unknown): object {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new KeyartError('BODY_INVALID', 'Expected the configuration of a user as the body')
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
}
