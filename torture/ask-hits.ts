import type { LoadAnswer, LoadCall } from '../bench/load/load.ts'
import type { Peer } from '../bench/peer.ts'

/** Asks a server for what it has in memory, 50 times a second on four connections. */
export async function askHits(
  load: Peer<LoadCall, LoadAnswer>,
  server: { readonly url: string },
  path: string,
  seconds: number,
): Promise<LoadAnswer> {
  return await load.call({
    port: Number(new URL(server.url).port),
    connections: 4,
    requests: [{ path }],
    until: { kind: 'time', seconds },
    pace: 50,
  })
}
