import { availableParallelism } from 'node:os'
import type { LoadAnswer, LoadCall } from './load/load.ts'
import { Peer, type PeerOptions } from './peer.ts'
import type { BareAnswer, BareCall } from './sides/bare-sharp.ts'

/** What the renderer process has in flight by default, and so both sides here. */
export const slots = 2 * availableParallelism()

/** The load generator asks for more than any one address may. */
export const withoutBudgets: readonly string[] = [
  '--limits-render-seconds-per-minute=0',
  '--limits-derivatives-per-hour=0',
]

/** Settings with which every picture is made from its original, when it is asked for. */
export const fromOriginals: readonly string[] = [
  '--no-prerender-enabled',
  '--no-cache-rungs',
  ...withoutBudgets,
]

/** The bare sharp loop in a process with the renderer process's settings. */
export async function startBareSharp(): Promise<Peer<BareCall, BareAnswer>> {
  const environment = { UV_THREADPOOL_SIZE: String(slots + 2), MALLOC_ARENA_MAX: '2' }
  return await Peer.start('sides/bare-sharp.ts', { environment })
}

/** A process of its own that sends requests. */
export async function loadGenerator(
  options: PeerOptions = {},
): Promise<Peer<LoadCall, LoadAnswer>> {
  return await Peer.start('load/load.ts', options)
}
