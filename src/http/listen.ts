import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { SetUp } from '../access/set-up.ts'
import type { InstallationKind } from '../installation.ts'
import type { Readiness } from '../health/readiness.ts'
import { guardRoutes } from './access/access.ts'
import { AccessWatch } from './access/access-watch.ts'
import { rememberNetworks } from './access/client-of.ts'
import { limitBodies } from './server/limit-bodies.ts'
import { clientRoutes } from './items/client-routes.ts'
import { News } from './access/news.ts'
import { apiKeyRoutes } from './access/api-keys.ts'
import { passwordRoutes } from './access/change-password.ts'
import { scanProblemRoutes } from './items/scan-problems.ts'
import { installationRoutes } from './operations/installation.ts'
import { toolRoutes } from './items/tools.ts'
import { collectRoutes } from './server/route-config.ts'
import { ConnectionLimit } from './connection/connection-limit.ts'
import { Connections } from './connection/connections.ts'
import { FastPath } from './connection/fast-path.ts'
import type { ImageDeps } from './images/image-reply.ts'
import type { ItemDeps } from './items/item-dtos.ts'
import { apiRoutes } from './operations/api.ts'
import { type EditDeps, imageWriteRoutes } from './uploads/image-writes.ts'
import { healthRoutes } from './operations/health.ts'
import { imageRoutes } from './images/images.ts'
import { itemRoutes } from './items/items.ts'
import { type MetricsDeps, metricsRoutes } from './operations/metrics.ts'
import { namedImageRoutes } from './images/named-images.ts'
import { ownPictureRoutes } from './uploads/own-picture.ts'
import { type BuiltFiles, pageRoutes } from './operations/page.ts'
import { type PrerenderReport, prerenderRoutes } from './operations/prerender.ts'
import { problemRoutes } from './operations/problems.ts'
import { remoteImageRoutes } from './uploads/remote-images.ts'
import { type ScanFeed, scanRoutes } from './operations/scan.ts'
import { setUpRoutes } from './access/set-up.ts'
import { signInRoutes, type SignInRoutesDeps } from './access/sign-in.ts'
import { splashscreenRoutes } from './uploads/splashscreen.ts'
import { systemRoutes } from './operations/system.ts'
import { userRoutes } from './items/users.ts'
import { logSlowRequests } from './server/slow-requests.ts'
import {
  createServer,
  goFirst,
  keepAliveTimeout,
  headTimeout,
  type Server,
} from './server/server.ts'
import type { Streams } from './connection/streams.ts'
import { followLists } from './images/follow-lists.ts'
import { countTraffic, type Traffic } from './operations/traffic.ts'
import type { OpenTo } from './access/without-accounts.ts'

/** All that the routes need of the rest. */
export interface Dependencies extends ImageDeps, ItemDeps, SignInRoutesDeps, EditDeps, MetricsDeps {
  readonly catalog: ItemDeps['catalog']
  readonly log: Logger
  readonly serverName: string
  readonly installation: InstallationKind
  readonly jellyfinVersion: string
  readonly openTo: OpenTo
  readonly servedIds?: readonly string[]
  readonly tokenDays: number
  readonly scanFeed: ScanFeed
  readonly reportPrerender: () => PrerenderReport
  readonly setUp: SetUp
  readonly traffic: Traffic
  readonly streams: Streams
  readonly readiness: Pick<Readiness, 'findFailures'>
  /** The setting `logSlowMilliseconds`. */
  readonly logSlowMilliseconds: number
  readonly builtFiles: BuiltFiles
}

export interface Listening extends AsyncDisposable {
  /** Where it listens, such as `http://127.0.0.1:8097`. */
  readonly url: string
}

/** How long a stop waits for answers under way, in milliseconds. */
const stopTimeout = 10_000
/**
 * For so long, in milliseconds, answers say that they are the last on their connection before any
 * is closed: a client must not send a request into one that is closing.
 */
const closeDelay = 300

export interface ListenSettings {
  readonly host: string
  readonly port: number
  readonly http: {
    readonly trustedProxies: readonly string[]
    readonly basePath?: string
    /** 0: no bound. */
    readonly maxConnections: number
    /** Absent or 0: no bound. */
    readonly maxConnectionsPerAddress?: number
  }
}

/** Adds every route there is to a server that has none yet, each guarded as it declares. */
export async function addRoutes(server: Server, deps: Dependencies): Promise<void> {
  countTraffic(server, deps.traffic)
  logSlowRequests(server, deps.logSlowMilliseconds)
  guardRoutes(server, deps)
  rememberNetworks(server, deps.networks)
  limitBodies(server)
  followLists(server, deps)
  const routes = collectRoutes(server)
  imageRoutes(server, deps)
  namedImageRoutes(server, deps)
  await imageWriteRoutes(server, deps)
  const news = new News()
  await ownPictureRoutes(server, { ...deps, news })
  await splashscreenRoutes(server, deps)
  remoteImageRoutes(server, deps)
  itemRoutes(server, deps)
  const watch = new AccessWatch(deps.catalog)
  server.addHook('onClose', async () => watch[Symbol.dispose]())
  await clientRoutes(server, { ...deps, watch, news })
  userRoutes(server, deps)
  signInRoutes(server, deps)
  passwordRoutes(server, deps)
  apiKeyRoutes(server, deps)
  toolRoutes(server, deps)
  scanProblemRoutes(server, deps)
  installationRoutes(server, deps)
  setUpRoutes(server, deps.setUp)
  systemRoutes(server, deps)
  healthRoutes(server, deps.readiness)
  metricsRoutes(server, deps)
  scanRoutes(server, deps.scanFeed, deps.streams, watch)
  prerenderRoutes(server, deps.reportPrerender)
  problemRoutes(server)
  apiRoutes(server, routes)
  await pageRoutes(server, deps.builtFiles)
}

/**
 * Serves every route on an address. Disposing of it stops accepting, finishes what is under way
 * (for ten seconds at most) and frees the port.
 */
export async function listen(deps: Dependencies, settings: ListenSettings): Promise<Listening> {
  const { host, http } = settings
  const server = createServer(deps.log, http)
  if (http.maxConnections > 0) server.server.maxConnections = http.maxConnections
  const limit = new ConnectionLimit(http.maxConnectionsPerAddress ?? 0, http.trustedProxies)
  const fastPath = new FastPath(
    server.server,
    (request, socket) => deps.responseCache.findHeld(request, socket),
    {
      firstTimeout: headTimeout,
      keepAliveTimeout,
      admit: (socket) => limit.admit(socket),
    },
  )
  const connections = new Connections(server.server)
  goFirst(server, (request, response) => {
    if (connections.isLeaving) response.setHeader('connection', 'close')
    return deps.responseCache.answer(request, response)
  })
  server.addHook('preClose', async () => {
    // Of the routes alone answers say that their connection ends.
    deps.responseCache.stop()
    connections.leave()
    if (connections.size > 0) await sleep(closeDelay)
    // Node knows nothing of answers that are not its own.
    while (connections.isSending) await sleep(20)
    fastPath.closeIdle()
  })
  await addRoutes(server, deps)
  await server.listen({
    host,
    port: settings.port,
    listenTextResolver: (url) => `Keyart listens on ${url}; the gallery is at ${url}/keyart/`,
  })
  const { port } = server.server.address() as AddressInfo
  const close = async () => {
    // Also those that became sockets of messages.
    const timer = setTimeout(() => connections.closeAll(), stopTimeout)
    await server.close()
    clearTimeout(timer)
    connections[Symbol.dispose]()
  }
  let closing: Promise<void> | undefined
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    [Symbol.asyncDispose]: () => (closing ??= close()),
  }
}
