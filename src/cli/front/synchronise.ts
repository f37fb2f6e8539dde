import type { App } from '../../app.ts'
import type { OriginApi } from '../../upstream/api/origin-api.ts'
import type { UpstreamImages } from '../../upstream/images/upstream-images.ts'
import { type SyncEvent, Synchroniser } from '../../upstream/sync/synchroniser.ts'

/** Begins to read which images the upstream has. */
export function synchronise(
  { catalog, log }: Pick<App, 'catalog' | 'log'>,
  api: OriginApi,
  images: UpstreamImages,
): Synchroniser {
  const onEvent = (event: SyncEvent) => {
    if (event.kind === 'finished') {
      const { items, removed } = event
      log.info({ items, removed }, 'The lists of the upstream were read')
    } else log.warn({ reason: event.reason }, 'The lists of the upstream cannot be read now')
  }
  const synchroniser = new Synchroniser({
    api,
    catalog: catalog.upstream,
    images,
    onListed: () => undefined,
    onEvent,
  })
  synchroniser.start()
  return synchroniser
}
