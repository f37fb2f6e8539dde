import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import type { SetUp } from '../access/set-up.ts'
import type { Readiness } from '../health/readiness.ts'
import { guardRoutes } from './access.ts'
import { clientRoutes } from './client-routes.ts'
import { collectRoutes } from './collect-routes.ts'
import type { ImageHouse } from './image-reply.ts'
import type { ItemHouse } from './item-dtos.ts'
import { apiRoutes } from './routes/api.ts'
import { type EditHouse, imageWriteRoutes } from './routes/image-writes.ts'
import { healthRoutes } from './routes/health.ts'
import { imageRoutes } from './routes/images.ts'
import { itemRoutes } from './routes/items.ts'
import { type MetricsHouse, metricsRoutes } from './routes/metrics.ts'
import { namedImageRoutes } from './routes/named-images.ts'
import { ownPictureRoutes } from './routes/own-picture.ts'
import { pageRoutes } from './routes/page.ts'
import { type PrerenderReport, prerenderRoutes } from './routes/prerender.ts'
import { problemRoutes } from './routes/problems.ts'
import { remoteImageRoutes } from './routes/remote-images.ts'
import { type ScanFeed, scanRoutes } from './routes/scan.ts'
import { setUpRoutes } from './routes/set-up.ts'
import { signInRoutes, type SignInRoutesHouse } from './routes/sign-in.ts'
import { splashscreenRoutes } from './routes/splashscreen.ts'
import { systemRoutes } from './routes/system.ts'
import { userRoutes } from './routes/users.ts'
import { logSlowRequests } from './slow-requests.ts'
import { createServer, goFirst, type Server } from './server.ts'
import { countTraffic, type Traffic } from './traffic.ts'

/** All that the routes need of the rest. */
export interface House extends ImageHouse, ItemHouse, SignInRoutesHouse, EditHouse, MetricsHouse {
  readonly catalog: ItemHouse['catalog']
  readonly log: Logger
  readonly serverName: string
  readonly scanFeed: ScanFeed
  readonly reportPrerender: () => PrerenderReport
  readonly setUp: SetUp
  readonly traffic: Traffic
  readonly readiness: Pick<Readiness, 'findFailures'>
  /** The setting `logSlowMilliseconds`. */
  readonly logSlowMilliseconds: number
  /** Folder of the built page. */
  readonly pageFolder: string
}

export interface Listening extends AsyncDisposable {
  /** Where it listens, such as `http://127.0.0.1:8097`. */
  readonly url: string
}

/** How long a stop waits for answers under way, in milliseconds. */
const stopPatience = 10_000

/** Adds every route there is to a server that has none yet, each guarded as it declares. */
export async function addRoutes(server: Server, house: House): Promise<void> {
  countTraffic(server, house.traffic)
  logSlowRequests(server, house.logSlowMilliseconds)
  guardRoutes(server, house)
  const routes = collectRoutes(server)
  imageRoutes(server, house)
  namedImageRoutes(server, house)
  await imageWriteRoutes(server, house)
  await ownPictureRoutes(server, house)
  await splashscreenRoutes(server, house)
  remoteImageRoutes(server, house)
  itemRoutes(server, house)
  await clientRoutes(server, house)
  userRoutes(server, house)
  signInRoutes(server, house)
  setUpRoutes(server, house.setUp)
  systemRoutes(server, house)
  healthRoutes(server, house.readiness)
  metricsRoutes(server, house)
  scanRoutes(server, house.scanFeed)
  prerenderRoutes(server, house.reportPrerender)
  problemRoutes(server)
  apiRoutes(server, routes)
  await pageRoutes(server, house.pageFolder)
}

/**
 * Serves every route on an address. Disposing of it stops accepting, finishes what is under way
 * (for ten seconds at most) and frees the port.
 */
export async function listen(
  house: House,
  address: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const server = createServer(house.log)
  goFirst(server, (request, response) => house.knownAnswers.answer(request, response))
  // On a connection that is kept open the routes must say that it ends.
  server.addHook('preClose', async () => house.knownAnswers.stop())
  await addRoutes(server, house)
  await server.listen({
    ...address,
    listenTextResolver: (url) => `Keyart listens on ${url}; the gallery is at ${url}/keyart/`,
  })
  const { port } = server.server.address() as AddressInfo
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  return {
    url: `http://${host}:${port}`,
    [Symbol.asyncDispose]: async () => {
      const patience = setTimeout(() => server.server.closeAllConnections(), stopPatience)
      await server.close()
      clearTimeout(patience)
    },
  }
}
