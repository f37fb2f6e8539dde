import { Type } from 'typebox'
import { leafKinds } from '../../library/item.ts'
import type { Access } from '../access/access.ts'
import { requireItem } from '../access/find-items.ts'
import { idText } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import type { ItemDeps } from './item-dtos.ts'
import type { News } from '../access/news.ts'
import { component } from '../../dto/component.ts'

const PlaybackInfoSchema = component('PlaybackInfoResponse', {
  MediaSources: Type.Array(Type.Unknown()),
  ErrorCode: Type.String({ description: 'Always NotAllowed: Keyart plays nothing.' }),
})

const reportBody = Type.Object({
  itemId: Type.Optional(idText('Item')),
  positionTicks: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 1e15, description: 'In units of 100 ns.' }),
  ),
})

/**
 * Nothing is played here. Clients that play the files themselves (Kodi) report how far they are,
 * which is where to go on.
 */
export function playbackRoutes(
  server: Server,
  { catalog, news }: ItemDeps & { readonly news: News },
): void {
  for (const method of ['GET', 'POST'] as const)
    server.route({
      method,
      url: '/Items/:id/PlaybackInfo',
      config: { access: 'signed-in', answer: { json: PlaybackInfoSchema } },
      schema: {
        summary: 'Says that the item cannot be played.',
        params: Type.Object({ id: idText('Item') }),
      },
      handler: async ({ params, access }) => {
        await requireItem(catalog, params.id, access)
        return { MediaSources: [], ErrorCode: 'NotAllowed' }
      },
    })

  async function report(
    { itemId, positionTicks }: { readonly itemId?: string; readonly positionTicks?: number },
    access: Access,
  ): Promise<void> {
    const { userId } = access
    if (userId === undefined || itemId === undefined || positionTicks === undefined) return
    const { id, kind } = await requireItem(catalog, itemId, access)
    if (!leafKinds.some((leaf) => leaf === kind)) return
    await catalog.changeUserItems(userId, [id], { positionTicks, lastPlayedAt: Date.now() })
    news.tell({ kind: 'user-data', userId, itemIds: [id] })
  }

  for (const [what, isReport, summary] of [
    ['', false, 'Accepts that a client begins to play.'],
    ['/Ping', false, 'Accepts that a client still plays.'],
    ['/Progress', true, 'Stores how far the user is.'],
    ['/Stopped', true, 'Stores where the user has stopped.'],
  ] as const)
    server.post(
      `/Sessions/Playing${what}`,
      {
        config: { access: 'signed-in', answer: 'nothing' },
        schema: isReport ? { summary, body: reportBody } : { summary },
      },
      async ({ body, access }, reply) => {
        if (isReport) await report(body as { itemId?: string; positionTicks?: number }, access)
        return await reply.code(204).send()
      },
    )

  // There is none: what a client ends when it leaves a player that began nothing.
  for (const [method, url, what] of [
    ['DELETE', '/Videos/ActiveEncodings', 'an encoding'],
    ['POST', '/LiveStreams/Close', 'a live stream'],
  ] as const)
    server.route({
      method,
      url,
      config: { access: 'signed-in', answer: 'nothing' },
      schema: { summary: `Accepts that a client ends ${what}: there is never one.` },
      handler: async (_request, reply) => await reply.code(204).send(),
    })
}
