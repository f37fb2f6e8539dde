import type { AccessWatch } from '../access/access-watch.ts'
import type { ItemDeps } from './item-dtos.ts'
import type { News } from '../access/news.ts'
import { clientStartRoutes } from './client-start.ts'
import { collectionRoutes } from './collections.ts'
import { discoverRoutes } from './discover.ts'
import { displayPreferenceRoutes } from './display-preferences.ts'
import { nameRoutes } from './names.ts'
import { emptyAnswerRoutes } from './empty-answers.ts'
import { extraRoutes } from './extras.ts'
import { filterRoutes } from './filters.ts'
import { latestRoutes } from './latest-routes.ts'
import { localizationRoutes } from './localization.ts'
import { playbackRoutes } from './playback.ts'
import { suggestionRoutes } from './suggestions.ts'
import { userConfigurationRoutes } from './user-configuration.ts'
import type { ScanFeed } from '../operations/scan.ts'
import { continueWatchingRoutes } from './continue-watching.ts'
import { showRoutes } from './shows.ts'
import { socketRoutes } from './socket.ts'
import { userItemRoutes } from './user-items.ts'
import type { Server } from '../server/server.ts'
import type { Streams } from '../connection/streams.ts'

export interface ClientRoutesDeps extends ItemDeps {
  readonly serverName: string
  readonly jellyfinVersion: string
  readonly scanFeed: ScanFeed
  readonly streams: Streams
  readonly watch: AccessWatch
  readonly news: News
}

/** What the apps of Emby and Jellyfin ask for beside items and their images. */
export async function clientRoutes(server: Server, deps: ClientRoutesDeps): Promise<void> {
  const { news } = deps
  tellOfScans(server, deps.scanFeed, news)
  await socketRoutes(server, { ...deps, news })
  clientStartRoutes(server, deps)
  displayPreferenceRoutes(server, deps)
  nameRoutes(server, deps)
  showRoutes(server, deps)
  continueWatchingRoutes(server, deps)
  discoverRoutes(server, deps)
  collectionRoutes(server, deps)
  userItemRoutes(server, { ...deps, news })
  userConfigurationRoutes(server, { ...deps, news })
  playbackRoutes(server, { ...deps, news })
  suggestionRoutes(server, deps)
  latestRoutes(server, deps)
  filterRoutes(server, deps)
  localizationRoutes(server)
  emptyAnswerRoutes(server, deps)
  extraRoutes(server, deps)
}

/** A scan that found anything else than before is news. */
function tellOfScans(server: Server, feed: ScanFeed, news: News): void {
  const found = () => {
    const { items, images, imagesProbed } = feed.report()
    return { items, images, imagesProbed }
  }
  let unsubscribe: (() => void) | undefined
  server.addHook('onReady', async () => {
    let before = found()
    unsubscribe = feed.subscribe(() => {
      if (feed.report().state === 'running') return
      const now = found()
      const isSame = now.items === before.items && now.images === before.images
      before = now
      if (!isSame || now.imagesProbed > 0) news.tell({ kind: 'libraries-changed' })
    })
  })
  server.addHook('onClose', async () => unsubscribe?.())
}
