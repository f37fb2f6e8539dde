import type { FastifyRequest } from 'fastify'
import type { RecentNetworks } from '../../access/recent-networks.ts'
import { type Card, ownersOf } from '../../library/card-owners.ts'
import { networkOf } from '../../networks.ts'
import type { Prefetcher, Viewer } from '../../prerender/prefetcher.ts'
import { clientOf } from '../access/client-of.ts'
import type { Server } from '../server/server.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Ids of the items that follow those of the answer, if there may be some. */
    nextPage: (() => Promise<readonly string[]>) | undefined
    /** Tells the prefetcher what was listed; called for answers that are objects by themselves. */
    listed: (ownerIds: readonly string[]) => void
  }
}

export interface FollowListsDeps {
  readonly networks: RecentNetworks
  readonly prefetcher: Pick<Prefetcher, 'listed'>
}

/** Tells the prefetcher of each list that a route answers with. To be called before any route is added. */
export function followLists(server: Server, { networks, prefetcher }: FollowListsDeps): void {
  server.decorateRequest('nextPage', undefined)
  server.decorateRequest('listed', function (this: FastifyRequest, ownerIds: readonly string[]) {
    prefetcher.listed(viewerOf(this, networks), ownerIds, this.nextPage)
  })
  server.addHook('preSerialization', async (request, _, payload: unknown) => {
    const items = listIn(payload)
    if (items !== undefined) request.listed(ownersOf(items))
    return payload
  })
}

export function viewerOf(request: FastifyRequest, networks: RecentNetworks): Viewer {
  return {
    client: clientOf(request, networks).key,
    isAnonymous: request.access.caller.kind === 'anonymous',
    network: networkOf(request.ip),
  }
}

/** `undefined`: it is no list of items. One item alone is none. */
function listIn(payload: unknown): readonly Card[] | undefined {
  const page = isRecord(payload) && 'Items' in payload ? payload['Items'] : payload
  if (!Array.isArray(page)) return undefined
  const first: unknown = page[0]
  return isRecord(first) && 'Id' in first && 'ImageTags' in first ? (page as Card[]) : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
