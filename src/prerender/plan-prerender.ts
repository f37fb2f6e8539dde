import { isKeyartError } from '../errors.ts'
import type { ImageRecord } from '../library/image.ts'
import { planIntermediates } from '../render/plan/intermediates.ts'
import { intermediateKey, planKey } from '../render/plan/key.ts'
import {
  type AnswerPolicy,
  type AvifPolicy,
  type DerivePlan,
  type OutputLimits,
  planChoices,
  rankAnswers,
  type RenderChoices,
} from '../render/plan/plan.ts'
import {
  orientationOf,
  isWithinReason,
  kindOf,
  type SizePreset,
  toPresetRequest,
} from './size-preset.ts'

/** Shapes by kind (type and form). */
export type PresetsByKind = ReadonlyMap<string, readonly SizePreset[]>

/** Plans by the `planKey` of what they make. */
export type KeyedPlans = ReadonlyMap<string, DerivePlan>

export interface PrerenderPlans {
  /** What answers at once. */
  readonly first: KeyedPlans
  /** What is better and costs more: for shapes that clients who accept AVIF ask for. */
  readonly avif: KeyedPlans
  /** Keys of what clients get who ask for the likeliest shapes, once all of it is made. */
  readonly likeliest: ReadonlySet<string>
}

/** Shapes of a kind, the best first, that are likely enough to take room in memory. */
const maxLikelyPresets = 3

/** Types that lists show. */
const wallTypes: ReadonlySet<string> = new Set(['Primary', 'Thumb', 'Backdrop', 'Banner'])

/** Keys of the intermediates of an image that lists show: with them every size is made faster. */
export function planWallIntermediates(image: ImageRecord): readonly string[] {
  if (image.index > 0 || !wallTypes.has(image.type)) return []
  return planIntermediates(image).map((plan) => intermediateKey(image.tag, plan))
}

/** What is to be rendered of an image ahead of time. */
export function planPrerender(
  image: ImageRecord,
  presets: PresetsByKind,
  limits: OutputLimits,
  policy: AvifPolicy,
): PrerenderPlans {
  const first = new Map<string, DerivePlan>()
  const avifs = new Map<string, DerivePlan>()
  const likeliest = new Set<string>()
  const put = (plans: Map<string, DerivePlan>, plan: DerivePlan) => {
    const key = planKey(image.tag, plan)
    plans.set(key, plan)
    return key
  }
  const kind = kindOf({ type: image.type, orientation: orientationOf(image) })
  for (const [rank, preset] of (presets.get(kind) ?? []).entries()) {
    const choices = findChoices(image, preset, limits)
    if (choices === undefined) continue
    const { plan, avif } = choices
    let answer: string | undefined
    if (avif !== undefined && policy === 'always') answer = put(first, avif)
    else if (plan.kind === 'derive') answer = put(first, plan)
    if (avif !== undefined && policy === 'prerendered') answer = put(avifs, avif)
    if (answer !== undefined && rank < maxLikelyPresets) likeliest.add(answer)
  }
  return { first, avif: avifs, likeliest }
}

/** Of each preset what may answer it, the best first. */
export function planAnswers(
  image: ImageRecord,
  presets: PresetsByKind,
  limits: OutputLimits,
  policy: AnswerPolicy,
): readonly (readonly DerivePlan[])[] {
  const kind = kindOf({ type: image.type, orientation: orientationOf(image) })
  return (presets.get(kind) ?? []).flatMap((preset) => {
    const choices = findChoices(image, preset, limits)
    const answers = choices === undefined ? [] : rankAnswers(choices, policy)
    return answers.length === 0 ? [] : [answers]
  })
}

/** `undefined` where the size is above the limits for this image, or above what it has to show. */
function findChoices(
  image: ImageRecord,
  preset: SizePreset,
  limits: OutputLimits,
): RenderChoices | undefined {
  try {
    const choices = planChoices(image, toPresetRequest(preset, image), limits)
    const { plan } = choices
    return plan.kind === 'original' || isWithinReason(image, plan) ? choices : undefined
  } catch (error) {
    if (isKeyartError(error, 'OUTPUT_TOO_LARGE')) return undefined
    throw error
  }
}
