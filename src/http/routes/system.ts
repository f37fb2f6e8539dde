import { toPublicSystemInfo } from '../../dto/system-info.ts'
import type { Server } from '../server.ts'

/** Who this server is, for the clients' first question, and whether it is up. */
export function systemRoutes(
  server: Server,
  identity: { readonly serverId: string; readonly serverName: string },
): void {
  server.get('/System/Info/Public', { config: { access: 'open' } }, async (request) =>
    toPublicSystemInfo({
      id: identity.serverId,
      name: identity.serverName,
      address: `${request.protocol}://${request.host}`,
    }),
  )

  server.get('/health', { config: { access: 'open' } }, async (_request, reply) => {
    void reply.header('cache-control', 'no-store')
    return { status: 'ok' }
  })
}
