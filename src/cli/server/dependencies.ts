import { fileURLToPath } from 'node:url'
import { RecentNetworks } from '../../access/recent-networks.ts'
import { Passwords } from '../../access/passwords.ts'
import { SetUp } from '../../access/set-up.ts'
import { LoginRateLimiter } from '../../access/login-rate-limiter.ts'
import type { App } from '../../app.ts'
import { Collages } from '../../http/images/collages.ts'
import { ResponseCache } from '../../http/images/response-cache.ts'
import type { Dependencies } from '../../http/listen.ts'
import { PictureUploads } from '../../http/uploads/picture-uploads.ts'
import type { PrerenderReport } from '../../http/operations/prerender.ts'
import type { ScanFeed, ScanReport } from '../../http/operations/scan.ts'
import { Streams } from '../../http/connection/streams.ts'
import { Traffic } from '../../http/operations/traffic.ts'
import { installationKind, root } from '../../installation.ts'
import { fileOriginals } from '../../library/collage.ts'
import type { Scanner } from '../../scan/scan.ts'
import type { Stalls } from '../../metrics/watchdog.ts'
import { readMetrics } from './read-metrics.ts'
import { openReadiness } from './readiness.ts'

const builtFiles = {
  pageFolder: fileURLToPath(new URL('dist/web', root)),
  clientFile: fileURLToPath(new URL('dist/client/index.js', root)),
}

/** How far the demo library is drawn. */
export interface Drawing {
  /** Absent when it is whole. */
  readonly progress: ScanReport['drawing']
  /** Returns what ends the subscription. */
  subscribe(listener: () => void): () => void
}

export interface DependencyOptions {
  readonly stalls?: Stalls
  readonly servedIds?: readonly string[]
  readonly passwords?: Passwords
  readonly loginRateLimiter?: LoginRateLimiter
  /** Of the demo library. */
  readonly drawing?: Drawing
}

/** What the routes need, out of the application. */
export function toDependencies(
  app: App,
  {
    passwords = new Passwords(),
    loginRateLimiter = new LoginRateLimiter(),
    servedIds,
    drawing,
    stalls = { count: 0, maxSeconds: 0 },
  }: DependencyOptions = {},
): Dependencies {
  const { config, scanner, catalog } = app
  const traffic = new Traffic()
  const responseCache = new ResponseCache(catalog, app.derivatives)
  return {
    ...app,
    passwords,
    loginRateLimiter,
    setUp: new SetUp(catalog, passwords),
    responseCache,
    networks: new RecentNetworks(),
    pictureUploads: new PictureUploads(config.limits),
    traffic,
    streams: new Streams(config.http.maxStreamsPerAddress),
    readMetrics: () => readMetrics(app, traffic, responseCache, stalls),
    metricsAccess: config.metrics.access,
    readiness: openReadiness(app),
    logSlowMilliseconds: config.logSlowMilliseconds,
    imageAccess: config.access.images,
    openTo: config.access,
    ...(servedIds === undefined ? {} : { servedIds }),
    withoutPassword: config.access.withoutPassword,
    tokenDays: config.access.tokenDays,
    limits: config.limits,
    avif: config.formats.avif,
    quickFirst: config.formats.quickFirst,
    serverName: config.serverName,
    installation: installationKind(process.env),
    jellyfinVersion: config.jellyfinVersion,
    rescanOriginal: async (ref) => {
      for (const original of fileOriginals(ref)) await scanner.rescanOriginal(original)
    },
    collages: new Collages({ catalog, libraries: app.libraries, isOn: config.artwork.collages }),
    builtFiles,
    scanFeed: scanFeed(scanner, drawing),
    reportPrerender: () => reportPrerender(app),
  }
}

const iso = (time: number | undefined) =>
  time === undefined ? undefined : new Date(time).toISOString()

function reportPrerender({ config, prerenderer, presetStats }: App): PrerenderReport {
  const { state, finishedAt, ...status } = prerenderer.status
  return {
    state: config.prerender.enabled ? state : 'off',
    ...status,
    presets: presetStats.best(),
    finishedAt: iso(finishedAt),
  }
}

function scanFeed(scanner: Scanner, drawing: Drawing | undefined): ScanFeed {
  return {
    report: () => {
      const { startedAt, finishedAt, ...status } = scanner.status
      const progress = drawing?.progress
      return {
        ...status,
        startedAt: iso(startedAt),
        finishedAt: iso(finishedAt),
        ...(progress === undefined ? {} : { drawing: progress }),
      }
    },
    subscribe: (listener) => {
      const ends = [scanner.subscribe(listener), drawing?.subscribe(listener)]
      return () => {
        for (const end of ends) end?.()
      }
    },
    request: () => void scanner.request('all'),
    requestItem: ({ libraryId, path }) => {
      // A file in the library's own folder is of the unit ''.
      const units = new Set(['', path.split('/')[0]!])
      void scanner.request({ libraryId, units })
    },
  }
}
