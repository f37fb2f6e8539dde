import type { FastifyRequest } from 'fastify'
import type { RecentNetworks } from '../../access/recent-networks.ts'
import type { ImageRecord } from '../../library/image.ts'
import { networkOf } from '../../networks.ts'
import type { PresetStats } from '../../prerender/preset-stats.ts'
import type { Client } from '../../render/budget/client.ts'
import type { RenderRequest } from '../../render/plan/plan.ts'

export interface CountPresetsDeps {
  readonly networks: RecentNetworks
  readonly presetStats: Pick<PresetStats, 'counter'>
}

/**
 * Whether what a client asks for may decide what is made ahead. Where there are accounts, strangers
 * have no say in that.
 */
export function countsForPrerender(
  { access }: Pick<FastifyRequest, 'access'>,
  { trustLevel }: Client,
): boolean {
  return trustLevel !== 'stranger' || !access.isStranger
}

/**
 * Counts what the response cache answers: for the client that had it answered, and once for another
 * that has no token either, for several have to ask for a preset until it counts.
 */
export function countHits(
  deps: CountPresetsDeps,
  { socket, access }: FastifyRequest,
  image: ImageRecord,
  requested: RenderRequest,
  count: () => void,
): (peer: string | undefined) => void {
  const own = socket.remoteAddress
  let isCountedForOther = access.caller.kind !== 'anonymous'
  return (peer) => {
    if (isCountedForOther || peer === own || peer === undefined) return count()
    const network = networkOf(peer)
    if (access.isStranger && !deps.networks.has(network)) return
    isCountedForOther = true
    deps.presetStats.counter(image, requested, network)()
  }
}
