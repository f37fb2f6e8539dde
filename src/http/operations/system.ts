import { Type } from 'typebox'
import { toPublicSystemInfo, PublicSystemInfoSchema } from '../../dto/system-info.ts'
import { ownAddress } from '../protocol/own-address.ts'
import type { Server } from '../server/server.ts'

/** Who this server is, for the clients' first question. */
export function systemRoutes(
  server: Server,
  identity: {
    readonly serverId: string
    readonly serverName: string
    readonly jellyfinVersion: string
  },
): void {
  server.get(
    '/System/Info/Public',
    {
      config: { access: 'open', answer: { json: PublicSystemInfoSchema } },
      schema: { summary: 'Returns the name, id and API version of the server.' },
    },
    async (request) =>
      toPublicSystemInfo({
        id: identity.serverId,
        name: identity.serverName,
        version: identity.jellyfinVersion,
        address: ownAddress(request),
      }),
  )

  // Health checks of clients and proxies; a JSON string, as in Jellyfin.
  for (const method of ['GET', 'POST'] as const)
    server.route({
      method,
      url: '/System/Ping',
      config: { access: 'open', answer: { json: Type.String() } },
      schema: { summary: 'Returns the name of the product.' },
      handler: async (_request, reply) =>
        await reply
          .type('application/json; charset=utf-8')
          .header('cache-control', 'no-store')
          .send('"Jellyfin Server"'),
    })
}
