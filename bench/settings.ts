import { availableParallelism } from 'node:os'
import { type BareAnswer, type BareCall } from './bare-sharp.ts'
import { Peer } from './peer.ts'

/** What the renderer process has in flight by default, and so both sides here. */
export const slots = 2 * availableParallelism()

/** The bare sharp loop in a process with the renderer process's settings. */
export async function startBareSharp(): Promise<Peer<BareCall, BareAnswer>> {
  return await Peer.start('bare-sharp.ts', {
    UV_THREADPOOL_SIZE: String(slots + 2),
    MALLOC_ARENA_MAX: '2',
  })
}
