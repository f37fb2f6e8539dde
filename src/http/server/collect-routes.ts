import type { RouteOptions } from 'fastify'
import type { Server } from './server.ts'

/** A list that every route which is added from now on joins, as it is declared. */
export function collectRoutes(server: Server): readonly RouteOptions[] {
  const routes: RouteOptions[] = []
  server.addHook('onRoute', (route) => void routes.push(route))
  return routes
}
