import { Counts } from '../../metrics/counts.ts'
import type { RequestClass } from '../server/route-config.ts'
import type { Server } from '../server/server.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Why it was answered with a problem document: its code, or `HTTP_` and the status. */
    refusal: string | undefined
  }
}

/**
 * What was answered through the routes. What never gets that far is counted by `ResponseCache`, in
 * plain fields.
 */
export class Traffic {
  readonly requests = new Counts<[requestClass: RequestClass, status: string]>()
  readonly images = new Counts<[tier: string]>()
  readonly refusals = new Counts<[code: string]>()
  /** Method and route of the request that came last, without what stood for its parameters. */
  latest: { readonly method: string; readonly route: string } | undefined
  readonly uploads = new Counts<[outcome: 'stored' | 'refused']>()
}

/** Counts every answer of the server. To be called before any route is added. */
export function countTraffic(server: Server, traffic: Traffic): void {
  server.decorateRequest('refusal', undefined)
  server.addHook('onRequest', ({ method, routeOptions }, _reply, done) => {
    traffic.latest = { method, route: routeOptions.url ?? 'unknown' }
    done()
  })
  server.addHook('onResponse', async (request, reply) => {
    const { statusCode } = reply
    const { url, config } = request.routeOptions
    const found = url === undefined ? 'unknown' : (config.requestClass ?? 'browse')
    traffic.requests.add(found, String(statusCode))
    if (request.refusal !== undefined) traffic.refusals.add(request.refusal)
    if (found === 'upload') traffic.uploads.add(statusCode < 300 ? 'stored' : 'refused')
    if (found !== 'image') return
    const tier = statusCode === 304 ? 'not-modified' : reply.imageTier
    if (tier !== undefined && statusCode < 400) traffic.images.add(tier)
  })
}
