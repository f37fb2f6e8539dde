import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isKeyartError, KeyartError, type ProblemCode } from '../../errors.ts'
import { clientAddress } from '../../upstream/client-address.ts'
import { askerOf } from '../../upstream/images/asker.ts'
import type { ImageTarget } from '../../upstream/images/image-target.ts'
import type { FoundImage, UpstreamImages } from '../../upstream/images/upstream-images.ts'
import { pass, type PassDeps, replyAway } from '../../upstream/pass.ts'
import type { TagReader } from '../../upstream/tags/tag-reader.ts'
import { imageQuery, type ImageQuery } from '../images/image-query.ts'
import { type ImageDeps, replyWithSelection } from '../images/image-reply.ts'
import type { Reuse } from '../access/without-accounts.ts'
import { readParameters } from '../protocol/query-keys.ts'
import { isDeparture } from '../server/departure.ts'
import type { Server } from '../server/server.ts'
import type { UpstreamRouteDeps } from './upstream-route.ts'

export interface FrontImageDeps extends ImageDeps, UpstreamRouteDeps {
  readonly pass: PassDeps
  readonly upstreamImages: UpstreamImages
  readonly tagReader: Pick<TagReader, 'isReading' | 'settled'>
}

/** Where images are answered within the server; what is asked for stands in `imageRequests`. */
export const imagePath = '/keyart/image'

/** What a request that was led to `imagePath` asks for. */
export const imageRequests = new WeakMap<
  IncomingMessage,
  { readonly url: string; readonly target: ImageTarget }
>()

/** Milliseconds that a tag in an answer which has just passed has to be read. */
const maxTagWait = 100

/**
 * What a client is told by Keyart: the origin would say yes, and take long. What is too much for
 * Keyart must not become too much for the origin.
 */
const ownAnswers: ReadonlySet<ProblemCode> = new Set([
  'BUSY',
  'OUTPUT_TOO_LARGE',
  'PRECONDITION_FAILED',
  'RANGE_NOT_SATISFIABLE',
  'RENDER_BUDGET',
])

/** Answers reads of the origin's images. Whatever fails, the origin has its own answer. */
export function imageRoute(server: Server, deps: FrontImageDeps): void {
  server.route({
    method: ['GET', 'HEAD'],
    url: imagePath,
    config: { access: 'images', requestClass: 'image', answer: 'undocumented' },
    handler: async (request, reply) => {
      const asked = imageRequests.get(request.raw)
      if (asked === undefined) throw new KeyartError('ROUTE_NOT_FOUND', 'There is no such route')
      try {
        // For the response cache: what the client asked for.
        Object.assign(request.raw, { originalUrl: asked.url })
        return await replyWithUpstreamImage(deps, request, reply, asked.target)
      } catch (error) {
        const isOwn = isKeyartError(error) && ownAnswers.has(error.code)
        if (isOwn || isDeparture(error, request.raw) || reply.sent) throw error
        if (!isKeyartError(error))
          request.log.error({ err: error }, 'An image was left to the upstream')
        if (isKeyartError(error, 'UPSTREAM_AWAY') && !isLate(error)) {
          void reply.hijack()
          replyAway(reply.raw)
          return reply
        }
        return passOn(deps, request, reply, isKeyartError(error) ? error.code : 'error')
      }
    },
  })
}

/** An origin that makes something of the original first may have the answer itself sooner. */
function isLate({ cause }: KeyartError): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ETIMEDOUT'
}

/** `detail`: why it is the origin that answers. */
function passOn(
  deps: FrontImageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  detail: string,
): FastifyReply {
  void reply.hijack()
  request.raw.url = imageRequests.get(request.raw)?.url ?? request.raw.url!
  pass(deps.pass, request.raw, reply.raw, `Keyart; fwd=bypass; detail=${detail}`)
  return reply
}

/** @throws KeyartError IMAGE_NOT_FOUND: the origin refuses it to this client; and much else */
async function replyWithUpstreamImage(
  deps: FrontImageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  target: ImageTarget,
): Promise<FastifyReply> {
  const query = readParameters(imageQuery, target.query) as ImageQuery
  const address = clientAddress(request.raw, deps.pass.isTrusted)
  const asker = askerOf(request.raw, target.query, address)
  if (target.tag !== undefined) await deps.tagReader.settled(maxTagWait)
  for (let attempt = 1; ; attempt++) {
    const found = await deps.upstreamImages.find(target, asker)
    if (found.kind === 'photo') return passOn(deps, request, reply, 'photo')
    if (found.kind === 'refused')
      throw new KeyartError('IMAGE_NOT_FOUND', 'The server behind Keyart does not give this image')
    const { image, isTagCurrent } = found
    const isTagListed = deps.upstreamImages.isListed(target)
    request.access = {
      ...request.access,
      ...(asker.identity === '' ? {} : { sharing: 'private' }),
      reuse: whileTrue(deps, target, asker.identity, found),
    }
    const tagMatch = isTagCurrent ? 'current' : target.tag === undefined ? 'none' : 'stale'
    try {
      return await replyWithSelection(deps, request, reply, { image, tagMatch, isTagListed }, query)
    } catch (error) {
      const isGone =
        isKeyartError(error, 'SOURCE_CHANGED') || isKeyartError(error, 'SOURCE_UNREADABLE')
      if (!isGone || attempt > 1) throw error
      deps.upstreamImages.drop(target)
    }
  }
}

/**
 * Who may get the same answer to the same URL: whoever has these credentials and may read the image,
 * for as long as the origin need not be asked and the same is true of image and tag.
 */
function whileTrue(
  { pass: { isTrusted }, tagReader, upstreamImages }: FrontImageDeps,
  target: ImageTarget,
  identity: string,
  { image, isTagCurrent }: FoundImage,
): Reuse {
  return (request) => {
    // An answer that has just passed may name another tag.
    if (target.tag !== undefined && tagReader.isReading) return false
    const asker = { identity, address: clientAddress(request, isTrusted) }
    const found = upstreamImages.findNow(target, asker)
    return found !== undefined && found.image === image && found.isTagCurrent === isTagCurrent
  }
}
