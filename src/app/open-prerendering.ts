import type { Logger } from 'pino'
import type { Catalog } from '../catalog/catalog.ts'
import type { Config } from '../config/schema.ts'
import { isKeyartError } from '../errors.ts'
import type { ImageRecord } from '../library/image.ts'
import type { ImageLists } from '../prerender/image-lists.ts'
import { Prefetcher } from '../prerender/prefetcher.ts'
import { Prerenderer } from '../prerender/prerenderer.ts'
import type { PresetStats } from '../prerender/preset-stats.ts'
import { Refiner } from '../prerender/refiner.ts'
import type { Derivatives } from '../render/derivatives/derivatives.ts'
import type { SharpRenderer } from '../render/sharp/sharp-renderer.ts'
import type { Scanner } from '../scan/scan.ts'
import type { BudgetedStorage } from '../storage/budget.ts'

export interface PrerenderingDeps {
  readonly catalog: Pick<Catalog, 'putOriginals'>
  readonly config: Config
  readonly derivatives: Derivatives
  readonly lists: ImageLists
  /** Whether its original may be there to be read. */
  readonly isReadable: (image: ImageRecord) => boolean
  readonly log: Logger
  readonly presetStats: PresetStats
  readonly renderer: SharpRenderer
  readonly scanner: Pick<Scanner, 'status'>
  readonly storage: BudgetedStorage
}

/** What is made before it is requested, in this order: for one client, better formats, for all. */
export function openPrerendering(
  stack: AsyncDisposableStack,
  deps: PrerenderingDeps,
): {
  readonly prefetcher: Prefetcher
  readonly refiner: Refiner
  readonly prerenderer: Prerenderer
} {
  const { catalog, config, derivatives, isReadable, lists, log } = deps
  const { presetStats, renderer, scanner, storage } = deps
  const ahead = {
    derivatives,
    onFailure: ({ ownerId, type }: ImageRecord, err: unknown) =>
      // Of a library that is not mounted, no original is there: the scan says that once.
      log[isKeyartError(err, 'SOURCE_CHANGED') ? 'debug' : 'warn'](
        { ownerId, type, err },
        'An image could not be created in advance',
      ),
  }
  const prefetcher = stack.use(
    new Prefetcher({
      ...ahead,
      catalog: lists,
      limits: config.limits,
      policy: config.formats,
      warmUp: () => renderer.warmUp(),
      isReadable,
      clientSecondsPerMinute: config.prefetch.clientSecondsPerMinute,
      concurrency: Math.max(1, Math.floor(renderer.slots / 2)),
      onError: (err) => log.error({ err }, 'Creating what a client is about to request failed'),
    }),
  )
  const isBusy = () =>
    derivatives.hasInteractiveWaiters ||
    prefetcher.isWorking ||
    prefetcher.hasViewers ||
    scanner.status.state === 'running'
  const refiner = stack.use(new Refiner({ ...ahead, isBusy }))
  const { maxBytes } = config.cache
  const prerenderer = stack.use(
    new Prerenderer({
      ...ahead,
      isBusy,
      catalog,
      lists,
      presetStats,
      useIntermediates: config.cache.intermediates,
      limits: config.limits,
      avif: config.formats.avif,
      openCapacity: async () => {
        await storage.loaded
        return {
          // Intermediates are stored there, too, and come with what is made.
          free: () => 0.98 * maxBytes - storage.bytes,
          sizeOf: (key) => storage.sizeOf(key),
          expect: (key) => storage.expect(key),
        }
      },
      isReadable,
      maxBytes: config.prerender.maxBytes === 0 ? maxBytes / 2 : config.prerender.maxBytes,
      maxSecondsPerDay: 60 * config.prerender.processorMinutesPerDay,
      concurrency: Math.max(1, Math.floor(renderer.slots / 2)),
      onError: (err) => log.error({ err }, 'Creating images in advance was interrupted'),
    }),
  )
  return { prefetcher, refiner, prerenderer }
}
