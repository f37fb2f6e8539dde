import { Readable } from 'node:stream'
import { Type } from 'typebox'
import type { SessionToken } from '../../catalog/accounts/token-catalog.ts'
import { SessionInfoSchema } from '../../dto/schemas.ts'
import { toSessionInfo } from '../../dto/session.ts'
import { toSystemInfo, SystemInfoSchema } from '../../dto/system-info.ts'
import { isAdmin } from '../access/caller.ts'
import type { ItemDeps } from './item-dtos.ts'
import { isLoopback, isPrivate } from '../access/nearness.ts'
import { ownAddress } from '../protocol/own-address.ts'
import type { Server } from '../server/server.ts'
import { component } from '../../dto/component.ts'

/** As many bytes as a client may ask for to measure its line. */
const maxTestBytes = 10_000_000

const signedIn = { access: 'signed-in' } as const

const BrandingSchema = component('BrandingOptionsDto', {
  LoginDisclaimer: Type.String(),
  CustomCss: Type.String(),
  SplashscreenEnabled: Type.Boolean(),
})

/** What clients ask between their first page and their first picture. */
export function clientStartRoutes(
  server: Server,
  deps: ItemDeps & { readonly serverName: string; readonly jellyfinVersion: string },
): void {
  const { catalog, serverId, serverName, jellyfinVersion } = deps

  server.get(
    '/System/Info',
    {
      config: { ...signedIn, answer: { json: SystemInfoSchema } },
      schema: { summary: 'Returns information about the server.' },
    },
    async (request) =>
      toSystemInfo({
        id: serverId,
        name: serverName,
        version: jellyfinVersion,
        address: ownAddress(request),
      }),
  )
  server.get(
    '/System/Endpoint',
    {
      config: {
        ...signedIn,
        answer: { json: Type.Object({ IsLocal: Type.Boolean(), IsInNetwork: Type.Boolean() }) },
      },
      schema: { summary: 'Returns whether the client is on the local network.' },
    },
    async (request) => ({
      IsLocal: isLoopback(request.ip),
      IsInNetwork: isLoopback(request.ip) || isPrivate(request.ip),
    }),
  )
  server.get(
    '/QuickConnect/Enabled',
    {
      config: { access: 'open', answer: { json: Type.Boolean() } },
      schema: { summary: 'Returns whether Quick Connect is enabled: always false.' },
    },
    async (_request, reply) => await reply.type('application/json; charset=utf-8').send('false'),
  )
  server.get(
    '/Branding/Configuration',
    {
      config: { access: 'open', answer: { json: BrandingSchema } },
      schema: { summary: 'Returns the branding for the sign-in page.' },
    },
    async () => {
      const splashscreen = await catalog.findImages(catalog.ids.server(serverId), 'Primary')
      const SplashscreenEnabled = splashscreen.length > 0
      return { LoginDisclaimer: '', CustomCss: '', SplashscreenEnabled }
    },
  )
  server.get(
    '/SyncPlay/List',
    {
      config: { ...signedIn, answer: { json: Type.Array(Type.Unknown()) } },
      schema: { summary: 'Returns an empty list: Keyart has no SyncPlay groups.' },
    },
    async () => [],
  )

  for (const url of ['/Sessions/Capabilities', '/Sessions/Capabilities/Full'])
    server.post(
      url,
      {
        config: { ...signedIn, answer: 'nothing' },
        schema: { summary: 'Accepts the capabilities of a client. They have no effect.' },
      },
      async (_request, reply) => await reply.code(204).send(),
    )

  server.get(
    '/Sessions',
    {
      config: { ...signedIn, answer: { json: Type.Array(SessionInfoSchema) } },
      schema: {
        summary: 'Returns the sessions of the user, or of all users for an admin.',
        querystring: Type.Object({
          deviceId: Type.Optional(
            Type.String({ maxLength: 200, description: 'Only sessions of this device.' }),
          ),
          activeWithinSeconds: Type.Optional(
            Type.Integer({
              minimum: 0,
              description: 'Only sessions used within this many seconds.',
            }),
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
      config: { ...signedIn, answer: 'bytes' },
      schema: {
        summary: 'Returns this many bytes, for measuring the bandwidth.',
        querystring: Type.Object({
          size: Type.Integer({
            minimum: 1,
            maximum: maxTestBytes,
            default: 102_400,
            description: 'Number of bytes.',
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
