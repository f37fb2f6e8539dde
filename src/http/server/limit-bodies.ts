import { KeyartError } from '../../errors.ts'
import { InFlightBodies, type BodyLimits } from './in-flight-bodies.ts'
import { senderOf } from './sender.ts'
import type { Server } from './server.ts'

/** What a body of pictures takes in memory while it goes through to its file. */
const throughBytes = 256 * 1024

/** In memory: 256 bodies of the largest kind, and a quarter of that for one sender. */
export const memoryLimits: BodyLimits = { perSender: 16 * 1024 * 1024, total: 64 * 1024 * 1024 }

/**
 * Bounds what bodies under way take in memory. A request beyond it is refused before anything is
 * read. To be called after the routes are guarded: a known user is not counted with the network.
 */
export function limitBodies(server: Server, bounds: BodyLimits = memoryLimits): void {
  const underWay = new InFlightBodies(bounds)
  server.addHook('preParsing', async (request, reply) => {
    const { headers, routeOptions } = request
    const declared = headers['content-length']
    if (declared === undefined && headers['transfer-encoding'] === undefined) return
    // No such route: Node throws away what comes.
    if (request.access === null) return
    const length = declared === undefined ? Infinity : Number(declared)
    const limit = routeOptions.bodyLimit
    if (declared !== undefined && length > limit)
      throw new KeyartError('BODY_TOO_LARGE', `Expected at most ${limit} bytes in the body`)
    const reservation = underWay.reserve(senderOf(request), Math.min(length, limit, throughBytes))
    reply.raw.once('close', () => reservation[Symbol.dispose]())
  })
}
