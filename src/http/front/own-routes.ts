import type { Dependencies } from '../listen.ts'
import { healthRoutes } from '../operations/health.ts'
import { metricsRoutes } from '../operations/metrics.ts'
import { pageRoutes } from '../operations/page.ts'
import { problemRoutes } from '../operations/problems.ts'
import { countTraffic } from '../operations/traffic.ts'
import type { RawQuery } from '../protocol/query-keys.ts'
import { createServer, type Server } from '../server/server.ts'
import { logSlowRequests } from '../server/slow-requests.ts'
import type { AcceptedTokens } from './accepted-tokens.ts'
import { type FrontImageDeps, imageRequests, imageRoute } from './image-route.ts'
import { sessionRoute } from './session-route.ts'
import { upstreamRoute } from './upstream-route.ts'

/**
 * What Keyart answers by itself in front of an origin: its page, health and metrics below `/keyart/`,
 * and images. Accounts are the origin's: whoever calls is nobody here, but for a token that it accepts.
 */
export async function createOwnRoutes(
  deps: Dependencies & FrontImageDeps,
  acceptedTokens: Pick<AcceptedTokens, 'find'>,
  trustedProxies: readonly string[],
): Promise<Server> {
  const server = createServer(deps.log, { trustedProxies })
  countTraffic(server, deps.traffic)
  logSlowRequests(server, deps.logSlowMilliseconds)
  server.decorateRequest('access', null as never)
  server.addHook('onRequest', async (request) => {
    request.access = {
      caller: { kind: 'anonymous' },
      isStranger: true,
      upstreamToken: acceptedTokens.find(
        request.headers,
        imageRequests.get(request.raw)?.target.query ?? (request.query as RawQuery),
      ),
      client: { client: '', device: '', deviceId: '', version: '' },
      libraryIds: undefined,
      sharing: 'public',
      generation: deps.catalog.generation,
      userId: undefined,
      isStillValid: async () => true,
      reuse: 'nobody',
    }
  })
  imageRoute(server, deps)
  sessionRoute(server, deps.pass)
  upstreamRoute(server, deps)
  problemRoutes(server)
  await pageRoutes(server, deps.builtFiles)
  await server.register(
    async (own: Server) => {
      healthRoutes(own, deps.readiness)
      // Keys are the origin's: programs of this machine may look.
      const { metricsAccess, readMetrics } = deps
      const access = metricsAccess === 'open' || metricsAccess === 'off' ? metricsAccess : 'local'
      metricsRoutes(own, { metricsAccess: access, readMetrics })
    },
    { prefix: '/keyart' },
  )
  await server.ready()
  return server
}
