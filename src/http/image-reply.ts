import { open } from 'node:fs/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Catalog } from '../catalog/catalog.ts'
import { isKeyartError, KeyartError } from '../errors.ts'
import type { ImageRecord, OriginalRef } from '../library/image.ts'
import type { ImageType } from '../library/image-type.ts'
import type { Shapes } from '../prerender/shapes.ts'
import type { Derivatives, Origin } from '../render/derivatives.ts'
import { outputFormats, servableAs } from '../render/formats.ts'
import { type DerivePlan, isNegotiated, type RenderPlan } from '../render/plan.ts'
import type { FindSource } from '../sources/image-source.ts'
import {
  cacheControl,
  entityTag,
  evaluatePreconditions,
  ifRangeHolds,
  lastModified,
  type TagMatch,
  type Validators,
} from './caching.ts'
import { chooseDerivative, type ChoosingHouse } from './choose-derivative.ts'
import { type ImageQuery, toRenderRequest } from './image-query.ts'
import { planRange } from './range.ts'
import { maySeeImagesOf } from './visible.ts'

/** What answering images needs of the rest. */
export interface ImageHouse extends ChoosingHouse {
  readonly catalog: Pick<Catalog, 'findImages' | 'findItem' | 'putOriginals'>
  readonly derivatives: Derivatives
  readonly shapes: Pick<Shapes, 'asked'>
  readonly findSource: FindSource
  /** Looks at one original again, because it is not what the catalog says. */
  readonly rescanOriginal: (ref: OriginalRef) => Promise<void>
}

export interface ImageAddress {
  readonly ownerId: string
  readonly type: ImageType
  readonly index: number
}

interface Selection {
  readonly image: ImageRecord
  readonly tagMatch: TagMatch
}

/**
 * The image meant by an index and a tag: a tag that names one of `images` picks it, whatever the
 * index; a tag that names none leaves it to the index and is stale.
 */
export function selectImage(
  images: readonly ImageRecord[],
  index: number,
  tag: string | undefined,
): Selection | undefined {
  if (tag !== undefined) {
    const current = images[index]?.tag === tag ? images[index] : undefined
    const tagged = current ?? images.find((image) => image.tag === tag)
    if (tagged !== undefined) return { image: tagged, tagMatch: 'current' }
  }
  const image = images[index]
  return image && { image, tagMatch: tag === undefined ? 'none' : 'stale' }
}

/**
 * Answers GET and HEAD of an image. When the original turns out to be another one than the catalog
 * knows, it is looked at again, and the request is answered by what is true then.
 */
export async function replyWithImage(
  house: ImageHouse,
  request: FastifyRequest,
  reply: FastifyReply,
  address: ImageAddress,
  query: ImageQuery,
): Promise<FastifyReply> {
  for (let attempt = 1; ; attempt++) {
    // Hidden is answered as if it were not there.
    const images = (await maySeeImagesOf(house.catalog, request.access, address.ownerId))
      ? await house.catalog.findImages(address.ownerId, address.type)
      : []
    const selection = selectImage(images, address.index, query.tag)
    if (selection === undefined)
      throw new KeyartError(
        'IMAGE_NOT_FOUND',
        `There is no image of type ${address.type} with index ${address.index}`,
      )
    try {
      return await replyWithSelection(house, request, reply, selection, query)
    } catch (error) {
      const { original } = selection.image
      if (isKeyartError(error, 'SOURCE_DAMAGED')) {
        // It ends the renderer process: no longer announced, until its bytes change.
        const state = {
          kind: 'problem',
          reason: error.message,
          stamp: selection.image.stamp,
        } as const
        await house.catalog.putOriginals([{ ref: original, state }], Date.now())
        throw error
      }
      if (!isKeyartError(error, 'SOURCE_CHANGED') || attempt > 1) throw error
      await house.rescanOriginal(original)
    }
  }
}

async function replyWithSelection(
  house: ImageHouse,
  request: FastifyRequest,
  reply: FastifyReply,
  { image, tagMatch }: Selection,
  query: ImageQuery,
): Promise<FastifyReply> {
  const asked = toRenderRequest(query, request.headers.accept)
  const { plan, key } = await chooseDerivative(house, image, asked, request.headers)
  house.shapes.asked(image, asked)
  const { modifiedAt } = image
  const validators: Validators = { key, isWeak: plan.kind === 'derive', modifiedAt }
  // These stand on a 304, too (RFC 9110 15.4.5).
  void reply.headers({
    'cache-control': cacheControl(tagMatch),
    etag: entityTag(validators),
    'last-modified': lastModified(validators, Date.now()),
    ...(isNegotiated(image, asked, plan) ? { vary: 'Accept' } : {}),
  })
  const precondition = evaluatePreconditions(request.headers, validators)
  if (precondition === 'not-modified') return await reply.code(304).send()
  if (precondition === 'failed')
    throw new KeyartError(
      'PRECONDITION_FAILED',
      'The image is not, or no longer, the one that If-Match or If-Unmodified-Since names',
    )
  const body =
    plan.kind === 'original'
      ? await openOriginal(house, image)
      : await openDerivative(house, key, image, plan, request.signal)
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
  void reply.code(range === 'whole' ? 200 : 206).headers({
    'accept-ranges': 'bytes',
    'cache-status': body.cacheStatus,
    'content-disposition': `inline; filename="${image.type.toLowerCase()}-${image.tag.slice(0, 8)}.${extension}"`,
    'content-length': end - start + 1,
    'content-type': mime,
    ...(range === 'whole' ? {} : { 'content-range': `bytes ${start}-${end}/${body.length}` }),
  })
  if (request.method === 'HEAD') {
    await body.close()
    return await reply.send()
  }
  return await reply.send(body.open(start, end))
}

interface Body {
  readonly length: number
  readonly cacheStatus: string
  open(start: number, end: number): Buffer | NodeJS.ReadableStream
  /** For a body that is not opened. */
  close(): Promise<void>
}

/** The original's file, if it still is the one that the catalog knows. */
async function openOriginal(house: ImageHouse, image: ImageRecord): Promise<Body> {
  const { original, stamp } = image
  const located = await house.findSource(original.source)?.find(original.key)
  const file = located && (await open(located.path, 'r').catch(() => undefined))
  if (file === undefined) throw new KeyartError('SOURCE_CHANGED', 'The original is no longer there')
  const stats = await file.stat()
  if (
    stats.size !== stamp.bytes ||
    stats.mtimeMs !== stamp.mtimeMs ||
    stats.ctimeMs !== stamp.ctimeMs
  ) {
    await file.close()
    throw new KeyartError('SOURCE_CHANGED', 'The original is not the one that was scanned')
  }
  return {
    length: stats.size,
    cacheStatus: 'Keyart; fwd=bypass; detail=original',
    open: (start, end) => file.createReadStream({ start, end, autoClose: true }),
    close: () => file.close(),
  }
}

/** RFC 9211. */
const cacheStatus = {
  memory: 'Keyart; hit; detail=memory',
  storage: 'Keyart; hit; detail=storage',
  rendered: 'Keyart; fwd=uri-miss; stored',
  collapsed: 'Keyart; fwd=uri-miss; collapsed',
} as const satisfies Record<Origin, string>

async function openDerivative(
  house: ImageHouse,
  key: string,
  image: ImageRecord,
  plan: DerivePlan,
  signal: AbortSignal,
): Promise<Body> {
  const { bytes, origin } = await house.derivatives.open(key, image, plan, { signal })
  return {
    length: bytes.length,
    cacheStatus: cacheStatus[origin],
    open: (start, end) => bytes.subarray(start, end + 1),
    close: async () => {},
  }
}

function formatOf(image: ImageRecord, plan: RenderPlan) {
  if (plan.kind === 'derive') return plan.format
  const format = servableAs(image.format)
  if (format === undefined)
    throw new TypeError(`An original of format ${image.format} is never served as it is`)
  return format
}
