import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CatalogState } from '../../catalog/database/catalog-state.ts'
import type { OriginalCatalog } from '../../catalog/images/image-catalog.ts'
import { isKeyartError, KeyartError } from '../../errors.ts'
import type { ImageRecord, OriginalRef } from '../../library/image.ts'
import { isWithinReason } from '../../prerender/size-preset.ts'
import type { Prefetcher } from '../../prerender/prefetcher.ts'
import type { Refiner } from '../../prerender/refiner.ts'
import type { PresetStats } from '../../prerender/preset-stats.ts'
import type { Derivatives } from '../../render/derivatives/derivatives.ts'
import { outputFormats, servableAs } from '../../render/plan/formats.ts'
import { isNegotiated, type RenderPlan, type RenderRequest } from '../../render/plan/plan.ts'
import type { FindSource } from '../../sources/image-source.ts'
import type { Collages } from './collages.ts'
import {
  cacheControl,
  entityTag,
  evaluatePreconditions,
  ifRangeHolds,
  lastModified,
  notModifiedFields,
  type Validators,
} from '../protocol/caching.ts'
import { chooseDerivative, type ChoiceDeps } from './choose-derivative.ts'
import { clientOf } from '../access/client-of.ts'
import { countHits, type CountPresetsDeps, countsForPrerender } from './count-presets.ts'
import { type Body, openDerivative, openServedOriginal } from './image-body.ts'
import { type ImageQuery, toRenderRequest } from './image-query.ts'
import { type ImageAddress, selectImage, type Selection } from './image-selection.ts'
import { viewerOf } from './follow-lists.ts'
import { cacheStatus } from './image-tier.ts'
import type { ResponseCache } from './response-cache.ts'
import { inPieces } from '../connection/pieces.ts'
import { planRange } from '../protocol/range.ts'
import { serverTiming } from './server-timing.ts'
import { findShownImages, type ShownImagesDeps } from './shown-images.ts'
import { replyWithSubstitute } from './substitute.ts'

/** What answering images needs of the rest. */
export interface ImageDeps extends ChoiceDeps, CountPresetsDeps {
  readonly catalog: ShownImagesDeps['catalog'] &
    Pick<CatalogState, 'generation'> &
    Pick<OriginalCatalog, 'putOriginals'>
  readonly collages: Collages
  readonly derivatives: Derivatives
  readonly refiner: Pick<Refiner, 'refine'>
  readonly prefetcher: Pick<Prefetcher, 'listed' | 'requested'>
  readonly presetStats: Pick<PresetStats, 'counter' | 'likely'>
  readonly findSource: FindSource
  readonly responseCache: ResponseCache
  /** Looks at one original again, because it is not what the catalog says. */
  readonly rescanOriginal: (ref: OriginalRef) => Promise<void>
}

/**
 * Answers GET and HEAD of an image. When the original turns out to be another one than the catalog
 * knows, it is looked at again, and the request is answered by what is true then.
 */
export async function replyWithImage(
  deps: ImageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  address: ImageAddress,
  query: ImageQuery,
): Promise<FastifyReply> {
  for (let attempt = 1; ; attempt++) {
    const images = await findShownImages(deps, request.access, address, query.tag)
    const selection = selectImage(images, address.index, query.tag)
    if (selection === undefined)
      throw new KeyartError(
        'IMAGE_NOT_FOUND',
        `There is no image of type ${address.type} with index ${address.index}`,
      )
    try {
      return await replyWithSelection(deps, request, reply, selection, query)
    } catch (error) {
      const { original, format } = selection.image
      // Which picture of a collage it is shows when each is looked at again.
      if (isKeyartError(error, 'SOURCE_DAMAGED') && format !== 'collage') {
        // It ends the renderer process: no longer announced, until its bytes change.
        const state = {
          kind: 'problem',
          reason: error.message,
          stamp: selection.image.stamp,
        } as const
        await deps.catalog.putOriginals([{ ref: original, state }], Date.now())
        throw error
      }
      const isAnother =
        isKeyartError(error, 'SOURCE_CHANGED') || isKeyartError(error, 'SOURCE_DAMAGED')
      if (!isAnother || attempt > 1) throw error
      await deps.rescanOriginal(original)
    }
  }
}

/**
 * Answers with this image, or with another size of it when the client's budget is spent.
 *
 * @throws KeyartError what planning, rendering and preconditions throw
 */
export async function replyWithSelection(
  deps: ImageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  selection: Selection,
  query: ImageQuery,
): Promise<FastifyReply> {
  const requested = toRenderRequest(query, request.headers.accept)
  try {
    return await replyAsRequested(deps, request, reply, selection, requested)
  } catch (error) {
    if (!isKeyartError(error, 'RENDER_BUDGET')) throw error
    return await replyWithSubstitute(deps, request, reply, selection.image, requested, error)
  }
}

async function replyAsRequested(
  deps: ImageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { image, tagMatch, isTagListed = tagMatch === 'current' }: Selection,
  requested: RenderRequest,
): Promise<FastifyReply> {
  const began = performance.now() - reply.elapsedTime
  const client = clientOf(request, deps.networks)
  const { plan, key, better } = await chooseDerivative(
    deps,
    image,
    requested,
    request.headers,
    client,
  )
  const isWithinLimits = plan.kind === 'original' || isWithinReason(image, plan)
  const isCounted = isWithinLimits && countsForPrerender(request, client)
  const count = isCounted ? deps.presetStats.counter(image, requested, client.key) : undefined
  count?.()
  const viewer = viewerOf(request, deps.networks)
  // Without a token, the tag shows that it was given the list.
  if (isWithinLimits && (!viewer.isAnonymous || isTagListed))
    deps.prefetcher.requested(viewer, image, requested)
  const { modifiedAt } = image
  const validators: Validators = { key, isWeak: plan.kind === 'derive', modifiedAt }
  const etag = entityTag(validators)
  void reply.headers({
    'cache-control': cacheControl(tagMatch, request.access.sharing),
    etag,
    'last-modified': lastModified(validators, Date.now()),
    ...(isNegotiated(image, requested, plan) ? { vary: 'Accept' } : {}),
  })
  const { generation, reuse } = request.access
  const reusable = {
    generation,
    etag,
    ...(count === undefined ? {} : { onAnswer: countHits(deps, request, image, requested, count) }),
    ...(reuse === 'everyone' || reuse === 'nobody' ? {} : { mayReuse: reuse }),
  }
  const precondition = evaluatePreconditions(request.headers, validators)
  if (precondition === 'not-modified') {
    for (const name in reply.getHeaders())
      if (!notModifiedFields.has(name)) void reply.removeHeader(name)
    if (reuse !== 'nobody' && request.headers['if-none-match'] === etag)
      deps.responseCache.remember(request.originalUrl, request.raw.rawHeaders, {
        ...reusable,
        headers: reply.getHeaders(),
      })
    return await reply.code(304).send()
  }
  if (precondition === 'failed')
    throw new KeyartError(
      'PRECONDITION_FAILED',
      'The image does not match If-Match or If-Unmodified-Since',
    )
  const found = performance.now()
  const body =
    plan.kind === 'original'
      ? await requireOriginal(deps, image)
      : await openDerivative(deps.derivatives, key, image, plan, {
          signal: request.signal,
          client,
        })
  // Behind an answer alone, and what is drawn on a picture is another thing the next time.
  const isRefined =
    better !== undefined &&
    body.tier !== 'uncached' &&
    better.plan.effects === undefined &&
    deps.refiner.refine(better.key, image, better.plan, client, () =>
      deps.responseCache.forget(key),
    )
  const times = { began, found, opened: performance.now() }
  const range = ifRangeHolds(request.headers, validators)
    ? planRange(request.headers.range, body.length)
    : 'whole'
  if (range === 'unsatisfiable') {
    await body.close()
    void reply.header('content-range', `bytes */${body.length}`)
    throw new KeyartError(
      'RANGE_NOT_SATISFIABLE',
      `Expected a range within the ${body.length} bytes of the image`,
    )
  }
  const { start, end } = range === 'whole' ? { start: 0, end: body.length - 1 } : range
  const { mime, extension } = outputFormats[formatOf(image, plan)]
  reply.imageTier = body.tier
  void reply.code(range === 'whole' ? 200 : 206).headers({
    'accept-ranges': 'bytes',
    'cache-status': cacheStatus[body.tier],
    'content-disposition': `inline; filename="${image.type.toLowerCase()}-${image.tag.slice(0, 8)}.${extension}"`,
    'content-length': end - start + 1,
    'content-type': mime,
    ...(range === 'whole' ? {} : { 'content-range': `bytes ${start}-${end}/${body.length}` }),
  })
  const timing = serverTiming(times, body.tier, body.timing)
  if (timing !== undefined) void reply.header('server-timing', timing)
  // Until the better one is there, this one is as good.
  const isCached = body.tier !== 'uncached' && (better === undefined || isRefined)
  if (range === 'whole' && isCached && reuse !== 'nobody')
    deps.responseCache.remember(request.originalUrl, request.raw.rawHeaders, {
      ...reusable,
      ...(plan.kind === 'original' ? {} : { key }),
      length: body.length,
      headers: reply.getHeaders(),
    })
  if (request.method === 'HEAD') {
    await body.close()
    return await reply.send()
  }
  const opened = await body.open(start, end)
  return await reply.send(Buffer.isBuffer(opened) ? inPieces(reply.raw, opened) : opened)
}

/** @throws KeyartError PRECONDITION_FAILED for an entity tag that was never given out */
async function requireOriginal(deps: ImageDeps, image: ImageRecord): Promise<Body> {
  const body = await openServedOriginal(deps, image)
  if (body === undefined)
    throw new KeyartError('PRECONDITION_FAILED', 'No image matches the ETag in If-Match')
  return body
}

function formatOf(image: ImageRecord, plan: RenderPlan) {
  if (plan.kind === 'derive') return plan.format
  const format = servableAs(image.format)
  if (format === undefined)
    throw new TypeError(`An original of format ${image.format} is never served as it is`)
  return format
}
