import type { FastifyReply, FastifyRequest } from 'fastify'
import type { KeyartError } from '../../errors.ts'
import type { ImageRecord } from '../../library/image.ts'
import { planPrerender } from '../../prerender/plan-prerender.ts'
import { kindOf } from '../../prerender/size-preset.ts'
import type { PresetStats } from '../../prerender/preset-stats.ts'
import type { Derivatives } from '../../render/derivatives/derivatives.ts'
import { type OutputFormat, outputFormats, servableAs } from '../../render/plan/formats.ts'
import { intermediateKey } from '../../render/plan/key.ts'
import { planChoices, type RenderRequest } from '../../render/plan/plan.ts'
import { planIntermediates } from '../../render/plan/intermediates.ts'
import { rankSubstitutes, type Substitute } from '../../render/plan/substitutes.ts'
import type { ChoiceDeps } from './choose-derivative.ts'
import { type Body, openServedOriginal, type OriginalsDeps } from './image-body.ts'
import { cacheStatus } from './image-tier.ts'
import { inPieces } from '../connection/pieces.ts'

export interface SubstituteDeps extends Pick<ChoiceDeps, 'avif' | 'limits'>, OriginalsDeps {
  readonly derivatives: Pick<Derivatives, 'openCached' | 'sizesOf'>
  readonly presetStats: Pick<PresetStats, 'likely'>
}

/** An original of at most so many bytes is sent in place of a size that is not made. */
const maxOriginalBytes = 2_000_000

type Candidate = Substitute & ({ readonly key: string } | { readonly original: true })

/**
 * Answers a client whose budget is spent with the existing picture that comes nearest to what it
 * requested: another size, prerendered or rendered for another client, an intermediate, or the
 * original where it is small. The answer has no entity tag, and is not to be cached.
 *
 * @throws `refusal`, where there is nothing
 */
export async function replyWithSubstitute(
  deps: SubstituteDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  image: ImageRecord,
  requested: RenderRequest,
  refusal: KeyartError,
): Promise<FastifyReply> {
  const found = await openSubstitute(deps, image, requested)
  if (found === undefined) throw refusal
  const { body, format } = found
  for (const name of ['etag', 'last-modified', 'vary']) void reply.removeHeader(name)
  reply.imageTier = body.tier
  void reply.code(200).headers({
    'cache-control': 'no-store',
    'cache-status': cacheStatus[body.tier],
    'content-length': body.length,
    'content-type': outputFormats[format].mime,
    'retry-after': String(refusal.retryAfter ?? 1),
  })
  if (request.method === 'HEAD') {
    await body.close()
    return await reply.send()
  }
  const opened = await body.open(0, body.length - 1)
  return await reply.send(Buffer.isBuffer(opened) ? inPieces(reply.raw, opened) : opened)
}

async function openSubstitute(
  deps: SubstituteDeps,
  image: ImageRecord,
  request: RenderRequest,
): Promise<{ readonly body: Body; readonly format: OutputFormat } | undefined> {
  // What would have to be measured first is left out.
  const { crop: _, asStored: __, ...plain } = request
  const { plan } = planChoices(image, plain, deps.limits)
  const requested = plan.kind === 'derive' ? plan : wholeOf(image)
  for (const candidate of rankSubstitutes(requested, request, candidatesOf(deps, image))) {
    const body = await openCandidate(deps, image, candidate).catch(() => undefined)
    if (body !== undefined) return { body, format: candidate.format }
  }
  return undefined
}

function wholeOf({ width, height }: ImageRecord) {
  return { kind: 'derive', width, height, format: 'jpeg', animated: false } as const
}

function* candidatesOf(deps: SubstituteDeps, image: ImageRecord): Iterable<Candidate> {
  for (const [key, plan] of deps.derivatives.sizesOf(image.tag)) yield { ...sized(plan), key }
  const presets = Map.groupBy(deps.presetStats.likely(), kindOf)
  const { first, avif } = planPrerender(image, presets, deps.limits, deps.avif)
  for (const [key, plan] of [...first, ...avif]) yield { ...sized(plan), key }
  for (const intermediate of planIntermediates(image)) {
    const { width, height, format } = intermediate
    yield { width, height, format, key: intermediateKey(image.tag, intermediate) }
  }
  const format = servableAs(image.format)
  const { width, height } = image
  if (format !== undefined && image.servableAsIs && image.bytes <= maxOriginalBytes)
    yield { width, height, format, original: true }
}

function sized(plan: NonNullable<Substitute['plan']>): Substitute {
  const { width, height, format } = plan
  return { width, height, format, plan }
}

async function openCandidate(
  deps: SubstituteDeps,
  image: ImageRecord,
  candidate: Candidate,
): Promise<Body | undefined> {
  if ('original' in candidate) {
    const body = await openServedOriginal(deps, image)
    return body === undefined ? undefined : { ...body, tier: 'substitute' }
  }
  const bytes = await deps.derivatives.openCached(candidate.key)
  if (bytes === undefined) return undefined
  return {
    length: bytes.length,
    tier: 'substitute',
    open: async (start, end) => bytes.subarray(start, end + 1),
    close: async () => {},
  }
}
