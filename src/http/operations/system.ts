import { PublicSystemInfoSchema } from '../../dto/schemas.ts'
import { toPublicSystemInfo } from '../../dto/system-info.ts'
import type { Server } from '../server/server.ts'

/** Who this server is, for the clients' first question. */
export function systemRoutes(
  server: Server,
  identity: { readonly serverId: string; readonly serverName: string },
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
        address: `${request.protocol}://${request.host}`,
      }),
  )
}
