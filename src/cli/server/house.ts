import { fileURLToPath } from 'node:url'
import { KnownNetworks } from '../../access/known-networks.ts'
import { Passwords } from '../../access/passwords.ts'
import { SetUp } from '../../access/set-up.ts'
import { SlowDown } from '../../access/slow-down.ts'
import type { App } from '../../app.ts'
import { Collages } from '../../http/images/collages.ts'
import { KnownAnswers } from '../../http/images/known-answers.ts'
import type { House } from '../../http/listen.ts'
import { PictureUploads } from '../../http/uploads/picture-uploads.ts'
import type { PrerenderReport } from '../../http/operations/prerender.ts'
import type { ScanFeed } from '../../http/operations/scan.ts'
import { Streams } from '../../http/connection/streams.ts'
import { Traffic } from '../../http/operations/traffic.ts'
import { root } from '../../installation.ts'
import { lyingOriginals } from '../../library/collage.ts'
import type { Scanner } from '../../scan/scan.ts'
import type { Stalls } from '../../metrics/watchdog.ts'
import { readMetrics } from './read-metrics.ts'
import { openReadiness } from './readiness.ts'

const builtFiles = {
  pageFolder: fileURLToPath(new URL('dist/web', root)),
  clientFile: fileURLToPath(new URL('dist/client/index.js', root)),
}

export interface HouseOptions {
  readonly stalls?: Stalls
  readonly servedIds?: readonly string[]
  readonly passwords?: Passwords
  readonly slowDown?: SlowDown
}

/** What the routes need, out of the application. */
export function toHouse(
  app: App,
  {
    passwords = new Passwords(),
    slowDown = new SlowDown(),
    servedIds,
    stalls = { count: 0, longestSeconds: 0 },
  }: HouseOptions = {},
): House {
  const { config, scanner, catalog } = app
  const traffic = new Traffic()
  const knownAnswers = new KnownAnswers(catalog, app.derivatives)
  return {
    ...app,
    passwords,
    slowDown,
    setUp: new SetUp(catalog, passwords),
    knownAnswers,
    networks: new KnownNetworks(),
    pictureUploads: new PictureUploads(config.limits),
    traffic,
    streams: new Streams(config.http.maxStreamsPerAddress),
    readMetrics: () => readMetrics(app, traffic, knownAnswers, stalls),
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
    serverName: config.serverName,
    jellyfinVersion: config.jellyfinVersion,
    rescanOriginal: async (ref) => {
      for (const original of lyingOriginals(ref)) await scanner.rescanOriginal(original)
    },
    collages: new Collages({ catalog, libraries: app.libraries, isOn: config.artwork.collages }),
    builtFiles,
    scanFeed: scanFeed(scanner),
    reportPrerender: () => reportPrerender(app),
  }
}

const iso = (time: number | undefined) =>
  time === undefined ? undefined : new Date(time).toISOString()

function reportPrerender({ config, prerenderer, shapes }: App): PrerenderReport {
  const { state, finishedAt, ...status } = prerenderer.status
  return {
    state: config.prerender.enabled ? state : 'off',
    ...status,
    shapes: shapes.best(),
    finishedAt: iso(finishedAt),
  }
}

function scanFeed(scanner: Scanner): ScanFeed {
  return {
    report: () => {
      const { startedAt, finishedAt, ...status } = scanner.status
      return { ...status, startedAt: iso(startedAt), finishedAt: iso(finishedAt) }
    },
    subscribe: (listener) => scanner.subscribe(listener),
    request: () => void scanner.request('all'),
  }
}
