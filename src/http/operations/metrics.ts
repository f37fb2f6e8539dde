import { KeyartError } from '../../errors.ts'
import { expose, expositionMime, type Readings } from '../../metrics/exposition.ts'
import { metrics } from '../../metrics/table.ts'
import { type Caller, isAdmin } from '../access/caller.ts'
import { nearnessOf } from '../access/nearness.ts'
import type { Server } from '../server/server.ts'

export interface MetricsDeps {
  /** The setting `metrics.access`. */
  readonly metricsAccess: 'key' | 'local' | 'open' | 'admin' | 'off'
  readonly readMetrics: () => Promise<Readings>
}

/** They tell of all libraries. */
function requireSight(caller: Caller): void {
  const isKeyToAll = caller.kind === 'key' && caller.token.libraryIds === undefined
  if (!isKeyToAll && !isAdmin(caller))
    throw new KeyartError('FORBIDDEN', 'Expected an admin, or an API key for all libraries')
}

/** `GET /metrics` for Prometheus. */
export function metricsRoutes(server: Server, { metricsAccess, readMetrics }: MetricsDeps): void {
  const access =
    metricsAccess === 'admin' ? 'admin' : metricsAccess === 'key' ? 'signed-in' : 'open'
  const summary =
    'Returns metrics in the Prometheus text format. The setting `metrics.access` says who may read them.'
  server.get(
    '/metrics',
    { config: { access, requestClass: 'operation', answer: 'text' }, schema: { summary } },
    async (request, reply) => {
      if (metricsAccess === 'off')
        throw new KeyartError('ROUTE_NOT_FOUND', 'There is no such route: metrics.access is off')
      const { caller } = request.access
      if (metricsAccess === 'key' && caller.kind !== 'anonymous') requireSight(caller)
      else if (
        (metricsAccess === 'local' || metricsAccess === 'key') &&
        nearnessOf(request) !== 'machine'
      )
        throw new KeyartError(
          'FORBIDDEN',
          'Expected a program on this machine, without a proxy (metrics.access)',
        )
      // No page of another origin has business here, though a browser of this machine may show it.
      for (const name of ['access-control-allow-origin', 'cross-origin-resource-policy'])
        void reply.removeHeader(name)
      void reply.header('cache-control', 'no-store').type(expositionMime)
      return expose(metrics, await readMetrics())
    },
  )
}
