import { Readable } from 'node:stream'
import { Type } from 'typebox'
import type { SessionToken } from '../../catalog/catalog.ts'
import { toSessionInfo } from '../../dto/session.ts'
import { toSystemInfo } from '../../dto/system-info.ts'
import { isAdmin } from '../access.ts'
import type { ItemHouse } from '../item-dtos.ts'
import { isLoopback, isPrivate } from '../nearness.ts'
import type { Server } from '../server.ts'

/** As many bytes as a client may ask for to measure its line. */
const mostTestBytes = 10_000_000

const open = { access: 'open' } as const
const signedIn = { access: 'signed-in' } as const

/** What clients ask between their first page and their first picture. */
export function clientStartRoutes(
  server: Server,
  house: ItemHouse & { readonly serverName: string },
): void {
  const { catalog, serverId, serverName } = house

  server.get(
    '/System/Info',
    { config: signedIn, schema: { summary: 'Who this server is, for who has signed in.' } },
    async (request) =>
      toSystemInfo({
        id: serverId,
        name: serverName,
        address: `${request.protocol}://${request.host}`,
      }),
  )
  server.get(
    '/System/Endpoint',
    { config: signedIn, schema: { summary: 'Whether the client is on the same network.' } },
    async (request) => ({
      IsLocal: isLoopback(request.ip),
      IsInNetwork: isLoopback(request.ip) || isPrivate(request.ip),
    }),
  )
  server.get(
    '/QuickConnect/Enabled',
    { config: open, schema: { summary: 'Whether one may sign in by a code: never.' } },
    async (_request, reply) => await reply.type('application/json; charset=utf-8').send('false'),
  )
  server.get(
    '/Branding/Configuration',
    { config: open, schema: { summary: 'What a page to sign in says of the server.' } },
    async () => ({ LoginDisclaimer: '', CustomCss: '', SplashscreenEnabled: true }),
  )
  server.get(
    '/SyncPlay/List',
    { config: signedIn, schema: { summary: 'Groups that play together: there are none.' } },
    async () => [],
  )

  for (const url of ['/Sessions/Capabilities', '/Sessions/Capabilities/Full'])
    server.post(
      url,
      { config: signedIn, schema: { summary: 'What a client can do. Nothing here needs it.' } },
      async (_request, reply) => await reply.code(204).send(),
    )

  server.get(
    '/Sessions',
    {
      config: signedIn,
      schema: {
        summary: 'Who has signed in where: oneself, or everyone for an admin.',
        querystring: Type.Object({
          deviceId: Type.Optional(
            Type.String({ maxLength: 200, description: 'Only those of this device.' }),
          ),
          activeWithinSeconds: Type.Optional(
            Type.Integer({ minimum: 0, description: 'Only those used so lately.' }),
          ),
        }),
      },
    },
    async ({ access: { caller }, query: { deviceId, activeWithinSeconds } }) => {
      if (caller.kind === 'anonymous') return []
      const since = activeWithinSeconds === undefined ? 0 : Date.now() - activeWithinSeconds * 1000
      const isShown = (token: SessionToken) =>
        (isAdmin(caller) || (caller.kind === 'user' && token.userId === caller.user.id)) &&
        (deviceId === undefined || token.deviceId === deviceId) &&
        (token.lastUsedAt ?? token.createdAt) >= since
      const users = new Map((await catalog.users()).map((user) => [user.id, user]))
      return (await catalog.tokens()).flatMap((token) => {
        if (token.kind !== 'session' || !isShown(token)) return []
        const user = users.get(token.userId)
        return user === undefined ? [] : [toSessionInfo(token, user, serverId)]
      })
    },
  )

  server.get(
    '/Playback/BitrateTest',
    {
      config: signedIn,
      schema: {
        summary: 'So many bytes, for a client to measure its line.',
        querystring: Type.Object({
          size: Type.Integer({
            minimum: 1,
            maximum: mostTestBytes,
            default: 102_400,
            description: 'Bytes to send.',
          }),
        }),
      },
    },
    async ({ query: { size } }, reply) =>
      await reply
        .type('application/octet-stream')
        .headers({ 'content-length': String(size), 'cache-control': 'no-store' })
        .send(Readable.from(bytes(size))),
  )
}

const block = Buffer.alloc(64 * 1024)

function* bytes(size: number): Generator<Buffer> {
  for (let left = size; left > 0; left -= block.length) yield block.subarray(0, left)
}
