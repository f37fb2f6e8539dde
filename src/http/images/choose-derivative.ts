import type { IncomingHttpHeaders } from 'node:http'
import type { ImageRecord } from '../../library/image.ts'
import type { Client } from '../../render/budget/client.ts'
import type { Derivatives } from '../../render/derivatives/derivatives.ts'
import { planKey, strippedKey } from '../../render/plan/key.ts'
import { needsMeasurement } from '../../render/plan/measurement.ts'
import type { Measurements } from '../../render/derivatives/measurements.ts'
import type { StrippedOriginals } from '../../render/derivatives/stripped-originals.ts'
import {
  type AnswerPolicy,
  type DerivePlan,
  type OutputLimits,
  planChoices,
  rankAnswers,
  type RenderPlan,
  type RenderRequest,
} from '../../render/plan/plan.ts'
import { isNamed } from '../protocol/caching.ts'

export interface ChoiceDeps extends AnswerPolicy {
  readonly derivatives: Pick<Derivatives, 'has'>
  readonly measurements: Pick<Measurements, 'of'>
  /** Absent where originals go out as they are. */
  readonly stripped?: Pick<StrippedOriginals, 'partsOf'>
  readonly limits: OutputLimits
}

export interface Choice {
  readonly plan: RenderPlan
  /** The `planKey` of image and plan. */
  readonly key: string
  /** What would be better and is not there yet: the next to ask may get it. */
  readonly better?: { readonly plan: DerivePlan; readonly key: string }
}

/**
 * What answers a request: the best that is there. Where nothing is, or something better could be,
 * the answer is what is there or quickly made, and the caller has the best rendered in the
 * background.
 *
 * A client that names the JPEG or WebP it has (`If-None-Match`, `If-Range`, …) is answered by that
 * one also when there is a better by now: it is as good as it was, and nothing need be sent.
 *
 * An original whose metadata cannot be left out with certainty is drawn in its size.
 *
 * `client`: on whose budget an original is measured; absent: no budget is charged.
 *
 * @throws KeyartError as `planRender` does, and as measuring the original does
 */
export async function chooseDerivative(
  deps: ChoiceDeps,
  image: ImageRecord,
  request: RenderRequest,
  headers: IncomingHttpHeaders,
  client?: Client,
): Promise<Choice> {
  const measurement = needsMeasurement(image, request)
    ? await deps.measurements.of(image, request, client)
    : undefined
  const choices = planChoices(image, request, deps.limits, measurement)
  const { plan } = choices
  if (plan.kind === 'original' && deps.stripped !== undefined) {
    const key = strippedKey(image.tag)
    // A client that names this tag has received this answer before.
    if (isNamed(headers, key) || (await deps.stripped.partsOf(image)) !== undefined)
      return { plan, key }
    // As one that its viewers would not show right.
    return await chooseDerivative(deps, { ...image, servableAsIs: false }, request, headers, client)
  }
  const answers = rankAnswers(choices, deps).map((answer) => ({
    plan: answer,
    key: planKey(image.tag, answer),
  }))
  const [best] = answers
  const usual: Choice = { plan, key: planKey(image.tag, plan) }
  if (best === undefined) return usual
  const named = [...answers, usual].find(({ key }) => isNamed(headers, key))
  if (named !== undefined) return named
  let answer = answers.at(-1)!
  for (const one of answers.slice(0, -1))
    if (await deps.derivatives.has(one.key)) {
      answer = one
      break
    }
  return answer === best ? best : { ...answer, better: best }
}
