import { KeyartError } from '../../errors.ts'
import { expose, expositionMime, type Readings } from '../../metrics/exposition.ts'
import { metrics } from '../../metrics/table.ts'
import { nearnessOf } from '../nearness.ts'
import type { Server } from '../server.ts'

export interface MetricsHouse {
  /** The setting `metrics.access`. */
  readonly metricsAccess: 'local' | 'open' | 'admin' | 'off'
  readonly readMetrics: () => Promise<Readings>
}

/** `GET /metrics` for Prometheus. */
export function metricsRoutes(server: Server, { metricsAccess, readMetrics }: MetricsHouse): void {
  const access = metricsAccess === 'admin' ? 'admin' : 'open'
  server.get('/metrics', { config: { access } }, async (request, reply) => {
    if (metricsAccess === 'off')
      throw new KeyartError('ROUTE_NOT_FOUND', 'There is no such route: metrics.access is off')
    if (metricsAccess === 'local' && nearnessOf(request) !== 'machine')
      throw new KeyartError(
        'FORBIDDEN',
        'Expected a program on this machine, without a proxy: metrics.access is local',
      )
    // No page of another origin has business here, though a browser of this machine may show it.
    for (const name of ['access-control-allow-origin', 'cross-origin-resource-policy'])
      void reply.removeHeader(name)
    void reply.header('cache-control', 'no-store').type(expositionMime)
    return expose(metrics, await readMetrics())
  })
}
