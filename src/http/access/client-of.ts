import type { FastifyRequest } from 'fastify'
import type { RecentNetworks } from '../../access/recent-networks.ts'
import { networkOf } from '../../networks.ts'
import type { Client } from '../../render/budget/client.ts'
import { isAdmin } from './caller.ts'
import type { Server } from '../server/server.ts'

/** Remembers the networks that those who are signed in come from. To be called after the guard. */
export function rememberNetworks(server: Server, networks: Pick<RecentNetworks, 'add'>): void {
  server.addHook('onRequest', async (request) => {
    // There is no `access` where there is no such route.
    const kind = (request.access as FastifyRequest['access'] | null)?.caller.kind
    if (kind === undefined || kind === 'anonymous' || isBehindUnnamedProxy(request)) return
    networks.add(networkOf(request.ip))
  })
}

/** For whom a request asks, to budgets and caches. */
export function clientOf(request: FastifyRequest, networks: Pick<RecentNetworks, 'has'>): Client {
  const { caller, upstreamToken } = request.access
  if (upstreamToken !== undefined) return { key: `upstream ${upstreamToken}`, trustLevel: 'user' }
  if (caller.kind === 'key') return { key: `key ${caller.token.id}`, trustLevel: 'admin' }
  if (caller.kind === 'user')
    return { key: `user ${caller.user.id}`, trustLevel: isAdmin(caller) ? 'admin' : 'user' }
  const network = networkOf(request.ip)
  const isGuest = !isBehindUnnamedProxy(request) && networks.has(network)
  return { key: network, trustLevel: isGuest ? 'guest' : 'stranger' }
}

/** Then its address is that of everyone. */
function isBehindUnnamedProxy({ headers, ip, socket }: FastifyRequest): boolean {
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined
  return isForwarded && ip === socket.remoteAddress
}
