import type { UpstreamCatalog } from '../../catalog/upstream/upstream-catalog.ts'
import type { UpstreamImages } from './upstream-images.ts'

const stateName = 'server'

/** Forgets what was stored of an origin when another server stands in its place. */
export async function forgetOtherServer(
  catalog: Pick<UpstreamCatalog, 'state' | 'setState'>,
  images: Pick<UpstreamImages, 'clear'>,
  serverId: string,
): Promise<void> {
  const stored = await catalog.state(stateName)
  if (stored === serverId) return
  if (stored !== undefined) await images.clear()
  await catalog.setState(stateName, serverId)
}
