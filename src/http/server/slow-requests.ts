import type { Server } from './server.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer goes on for as long as the client stays. */
    isStream?: boolean
  }
}

/**
 * Logs each request that took longer than `milliseconds` (0: none), by its route: what stands in a
 * URL may be a token.
 */
export function logSlowRequests(server: Server, milliseconds: number): void {
  if (milliseconds === 0) return
  server.addHook('onResponse', async (request, reply) => {
    const took = Math.round(reply.elapsedTime)
    const { url: route, config } = request.routeOptions
    if (took <= milliseconds || config.isStream === true) return
    const { method, refusal } = request
    request.log.warn(
      { method, route, status: reply.statusCode, milliseconds: took, refusal },
      'Slow request',
    )
  })
}
