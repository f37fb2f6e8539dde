import { Type } from 'typebox'
import type { UserItem } from '../../catalog/items/user-item-catalog.ts'
import { UserDataSchema } from '../../dto/schemas.ts'
import { toUserData } from '../../dto/user-data.ts'
import { KeyartError } from '../../errors.ts'
import { leafKinds } from '../../library/item.ts'
import type { Access } from '../access/access.ts'
import { requireOwner, requireUser } from '../access/find-items.ts'
import type { ItemDeps } from './item-dtos.ts'
import { dtoQuery } from './item-query.ts'
import type { News } from '../access/news.ts'
import { idText } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import { visibleIn } from '../access/visible.ts'

const datePlayed = Type.Optional(
  Type.String({ maxLength: 40, description: 'When it was played, in ISO 8601. Default: now.' }),
)
const markQuery = Type.Object({ userId: dtoQuery.userId, datePlayed })
const ratingQuery = Type.Object({
  userId: dtoQuery.userId,
  likes: Type.Optional(Type.Boolean({ description: 'Whether the user likes it.' })),
})
const olderParameters = Type.Object({ userId: idText('User'), id: idText('Item') })
const itemParameters = Type.Object({ id: idText('Item') })

const changeBody = Type.Object({
  playbackPositionTicks: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 1e15,
      description: 'Position at which to resume, in units of 100 ns.',
    }),
  ),
  playCount: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'How often it has been played.' }),
  ),
  isFavorite: Type.Optional(Type.Boolean({ description: 'Whether it is a favourite.' })),
  played: Type.Optional(Type.Boolean({ description: 'Whether it has been played.' })),
  likes: Type.Optional(Type.Boolean({ description: 'Whether it was rated up.' })),
  lastPlayedDate: datePlayed,
})

interface Marking {
  readonly method: 'POST' | 'DELETE'
  readonly newer: string
  readonly older: string
  readonly summary: string
  readonly mark: (id: string, access: Access, at: number) => Promise<unknown>
}

const ownOrAdmin = { access: 'self-or-admin', answer: { json: UserDataSchema } } as const

/** What a user has played, begun and likes best. Each route has a newer form and an older one. */
export function userItemRoutes(
  server: Server,
  { catalog, news }: ItemDeps & { readonly news: News },
): void {
  async function stateOf(userId: string, id: string) {
    const state = (await catalog.userItems(userId, [id])).get(id)
    if (state === undefined)
      throw new KeyartError('ITEM_NOT_FOUND', 'There is no item with this id')
    return toUserData((await catalog.findItem(id)) ?? { id }, state)
  }

  async function requireTarget(text: string, access: Access) {
    const userId = await requireUser(catalog, access.userId)
    const owner = await requireOwner(catalog, text, access)
    if (owner.kind === 'root')
      throw new KeyartError('ITEM_NOT_FOUND', 'There is no item with this id')
    return { userId, owner, id: owner.kind === 'item' ? owner.item.id : owner.name.id }
  }

  /** All that is played when the item is: itself, or what lies below. */
  async function leavesOf(target: Awaited<ReturnType<typeof requireTarget>>, access: Access) {
    const { owner } = target
    if (owner.kind !== 'item') return []
    if (leafKinds.some((kind) => kind === owner.item.kind)) return [owner.item.id]
    const below = { parentId: owner.item.id, recursive: true, kinds: leafKinds }
    const { items } = await catalog.queryItems({ ...below, ...visibleIn(access) })
    return items.map(({ id }) => id)
  }

  async function markPlayed(text: string, access: Access, at: number) {
    const target = await requireTarget(text, access)
    const { userId, id } = target
    const leaves = await leavesOf(target, access)
    const states = await catalog.userItems(userId, leaves)
    const change = { played: true, positionTicks: 0, lastPlayedAt: at }
    // What was played before keeps its count.
    const isNew = (leaf: string) => (states.get(leaf)?.playCount ?? 0) === 0
    await catalog.changeUserItems(userId, leaves.filter(isNew), { ...change, playCount: 1 })
    await catalog.changeUserItems(
      userId,
      leaves.filter((leaf) => !isNew(leaf)),
      change,
    )
    return await tell(userId, id)
  }

  async function markUnplayed(text: string, access: Access) {
    const target = await requireTarget(text, access)
    await catalog.changeUserItems(target.userId, await leavesOf(target, access), {
      played: false,
      playCount: 0,
      positionTicks: 0,
      ...forgetTime,
    })
    return await tell(target.userId, target.id)
  }

  async function change(text: string, access: Access, changes: Partial<UserItem>) {
    const { userId, id } = await requireTarget(text, access)
    await catalog.changeUserItems(userId, [id], changes)
    return await tell(userId, id)
  }

  async function tell(userId: string, id: string) {
    news.tell({ kind: 'user-data', userId, itemIds: [id] })
    return await stateOf(userId, id)
  }

  const markings: readonly Marking[] = [
    {
      method: 'POST',
      newer: 'UserPlayedItems',
      older: 'PlayedItems',
      summary: 'Marks an item, or everything in a folder, as played.',
      mark: markPlayed,
    },
    {
      method: 'DELETE',
      newer: 'UserPlayedItems',
      older: 'PlayedItems',
      summary: 'Marks an item, or everything in a folder, as not played.',
      mark: markUnplayed,
    },
    {
      method: 'POST',
      newer: 'UserFavoriteItems',
      older: 'FavoriteItems',
      summary: 'Adds an item to the favourites.',
      mark: (id, access) => change(id, access, { isFavorite: true }),
    },
    {
      method: 'DELETE',
      newer: 'UserFavoriteItems',
      older: 'FavoriteItems',
      summary: 'Removes an item from the favourites.',
      mark: (id, access) => change(id, access, { isFavorite: false }),
    },
  ]
  for (const { method, newer, older, summary, mark } of markings) {
    server.route({
      method,
      url: `/${newer}/:id`,
      config: ownOrAdmin,
      schema: { summary, params: itemParameters, querystring: markQuery },
      handler: (request) =>
        mark(request.params.id, request.access, timeOf(request.query.datePlayed)),
    })
    // Emby's clients, which cannot send DELETE, append /Delete.
    const twin = { method: 'POST', url: `/Users/:userId/${older}/:id/Delete` } as const
    for (const marking of [
      { method, url: `/Users/:userId/${older}/:id` },
      ...(method === 'DELETE' ? [twin] : []),
    ])
      server.route({
        ...marking,
        config: ownOrAdmin,
        schema: {
          summary: `${summary} Older form.`,
          params: olderParameters,
          querystring: markQuery,
        },
        handler: (request) =>
          mark(request.params.id, request.access, timeOf(request.query.datePlayed)),
      })
  }

  for (const { url, params } of [
    { url: '/UserItems/:id/Rating', params: itemParameters },
    { url: '/Users/:userId/Items/:id/Rating', params: olderParameters },
  ])
    for (const method of ['POST', 'DELETE'] as const)
      server.route({
        method,
        url,
        config: ownOrAdmin,
        schema: {
          summary:
            method === 'POST' ? 'Rates an item up or down.' : 'Takes the rating of an item back.',
          params,
          querystring: ratingQuery,
        },
        handler: ({ params: { id }, query, access }) => {
          const likes = method === 'POST' ? query.likes : undefined
          return change(id, access, likes === undefined ? forgetRating : { likes })
        },
      })

  for (const { url, params } of [
    { url: '/UserItems/:id/UserData', params: itemParameters },
    { url: '/Users/:userId/Items/:id/UserData', params: olderParameters },
  ]) {
    server.get(
      url,
      {
        config: ownOrAdmin,
        schema: {
          summary: 'Returns the playback state of an item.',
          params,
          querystring: Type.Object({ userId: dtoQuery.userId }),
        },
      },
      async (request) => {
        const { userId, id } = await requireTarget(request.params.id, request.access)
        return await stateOf(userId, id)
      },
    )
    server.post(
      url,
      {
        config: ownOrAdmin,
        schema: {
          summary:
            'Updates the playback state of an item. Properties that are left out do not change.',
          params,
          querystring: Type.Object({ userId: dtoQuery.userId }),
          body: changeBody,
        },
      },
      async ({ params: { id }, access, body }) => {
        const { playbackPositionTicks: positionTicks, lastPlayedDate, ...rest } = body
        const isBegun = (positionTicks ?? 0) > 0 || lastPlayedDate !== undefined
        return await change(id, access, {
          ...rest,
          ...(positionTicks === undefined ? {} : { positionTicks }),
          ...(isBegun ? { lastPlayedAt: timeOf(lastPlayedDate) } : {}),
        })
      },
    )
  }
}

/** Takes the time away; the member must be there for that. */
const forgetTime = { lastPlayedAt: undefined } as unknown as { readonly lastPlayedAt?: number }

/** The same for the rating. */
const forgetRating = { likes: undefined } as unknown as { readonly likes?: boolean }

/**
 * jellyfin-apiclient writes times as `20240102030405`.
 * @throws KeyartError QUERY_INVALID
 */
function timeOf(text: string | undefined): number {
  if (text === undefined) return Date.now()
  const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text)
  const [, year, month, day, hour, minute, second] = digits ?? []
  const iso = digits === null ? text : `${year}-${month}-${day}T${hour}:${minute}:${second}Z`
  const time = Date.parse(iso)
  if (!Number.isNaN(time)) return time
  throw new KeyartError('QUERY_INVALID', 'Expected an ISO time for datePlayed', {
    parameter: 'datePlayed',
  })
}
