import type { App } from '../../app.ts'
import type { OriginApi } from '../../upstream/api/origin-api.ts'
import { keyFields } from '../../upstream/api/origin-api.ts'
import type { UpstreamImages } from '../../upstream/images/upstream-images.ts'
import { FetchAhead } from '../../upstream/sync/fetch-ahead.ts'
import { type SyncEvent, Synchroniser } from '../../upstream/sync/synchroniser.ts'

export interface SynchroniseDeps {
  readonly app: Pick<App, 'catalog' | 'config' | 'derivatives' | 'log' | 'upstreamOriginals'>
  readonly api: OriginApi
  readonly images: UpstreamImages
  readonly basePath: string
}

export interface Synchronising extends AsyncDisposable {
  readonly synchroniser: Pick<Synchroniser, 'status'>
  readonly fetchAhead: Pick<FetchAhead, 'status'>
}

/** Of the space for originals, what may be used in advance. */
const shareAhead = 0.95

/** Begins to read which images the upstream has, and to fetch them in advance. */
export function synchronise({ app, api, images, basePath }: SynchroniseDeps): Synchronising {
  const { catalog, config, derivatives, log, upstreamOriginals: originals } = app
  if (originals === undefined) throw new TypeError('Expected a store of originals')
  const fetchAhead = new FetchAhead({
    catalog: catalog.upstream,
    images,
    asker: {
      address: '127.0.0.1',
      fields: keyFields(config.upstream.apiKey),
      query: '',
      identity: 'keyart',
    },
    basePath,
    isBusy: () => derivatives.hasInteractiveWaiters,
    hasRoom: () => originals.bytes < shareAhead * config.upstream.maxBytes,
    onError: (err) => log.warn({ err }, 'The images of the upstream cannot be fetched now'),
  })
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
    onListed: (changed) => {
      if (config.prerender.enabled) fetchAhead.wake(changed)
    },
    onEvent,
  })
  const began = originals.loaded.then(() => {
    synchroniser.start()
    if (config.prerender.enabled) fetchAhead.wake()
  })
  return {
    synchroniser,
    fetchAhead,
    [Symbol.asyncDispose]: async () => {
      await began
      await synchroniser[Symbol.asyncDispose]()
      await fetchAhead[Symbol.asyncDispose]()
    },
  }
}
