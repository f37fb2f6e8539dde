import { isKeyartError, KeyartError, type ProblemCode } from '../../errors.ts'
import type { ImageRecord } from '../../library/image.ts'
import type { FindSource } from '../../sources/image-source.ts'
import type { SourceFacts } from '../plan/cost.ts'
import type { Asking } from './flight.ts'
import type { KeptBytes } from './kept-bytes.ts'
import { rungKey } from '../plan/key.ts'
import type { DerivePlan } from '../plan/plan.ts'
import type { Renderer, RenderOptions } from '../renderer.ts'
import { chooseRungs, type PicturePlan, planRungs, type RungPlan } from '../plan/rungs.ts'

export interface Made {
  /** In the order of the plans. */
  readonly outputs: readonly Buffer[]
  readonly from: 'original' | 'rung'
}

export type MakeOptions = Asking & Pick<RenderOptions, 'seconds' | 'onTimed'>

/** What a rung may fail with that the original need not. */
const rungFailures: readonly ProblemCode[] = [
  'SOURCE_UNREADABLE',
  'SOURCE_CHANGED',
  'SOURCE_DAMAGED',
  'RENDER_FAILED',
]

export interface PictureMakerOptions {
  readonly renderer: Renderer
  readonly findSource: FindSource
  /** Whether rungs are made and used. */
  readonly hasRungs: boolean
}

/** Makes pictures of an image from the cheapest source that will do: a rung, else the original. */
export class PictureMaker {
  readonly #renderer: Renderer
  readonly #findSource: FindSource
  readonly #kept: KeptBytes
  readonly #hasRungs: boolean

  constructor({ renderer, findSource, hasRungs }: PictureMakerOptions, kept: KeptBytes) {
    this.#renderer = renderer
    this.#findSource = findSource
    this.#hasRungs = hasRungs
    this.#kept = kept
  }

  /** @throws KeyartError as `Renderer.render` does */
  async make(
    image: ImageRecord,
    plans: readonly PicturePlan[],
    asking: MakeOptions,
  ): Promise<Made> {
    const options = { ...asking, tag: image.tag }
    for (const rung of this.#hasRungs ? rungsFor(image, plans) : []) {
      const key = rungKey(image.tag, rung)
      const path = await this.#kept.findFile(key)
      if (path === undefined) continue
      try {
        const outputs = await this.#renderer.renderAll({ path, isRung: true }, plans, {
          ...options,
          source: factsOf(rung),
        })
        return { outputs, from: 'rung' }
      } catch (error) {
        if (!rungFailures.some((code) => isKeyartError(error, code))) throw error
        await this.#kept.forget(key)
      }
    }
    const { source, key } = image.original
    const file = await this.#findSource(source)?.find(key)
    if (file === undefined)
      throw new KeyartError('SOURCE_CHANGED', 'The original is no longer there')
    const facts = { ...options, source: image }
    return { outputs: await this.#renderer.renderAll(file, plans, facts), from: 'original' }
  }

  /** What it would be made from at present: the facts of a rung, or those of the original. */
  async sourceOf(image: ImageRecord, plans: readonly PicturePlan[]): Promise<SourceFacts> {
    for (const rung of this.#hasRungs ? rungsFor(image, plans) : [])
      if (await this.#kept.has(rungKey(image.tag, rung))) return factsOf(rung)
    return image
  }

  /** The rungs of `image` that pay and are not kept. */
  async missingRungs(image: ImageRecord): Promise<RungPlan[]> {
    const missing: RungPlan[] = []
    if (!this.#hasRungs) return missing
    for (const rung of planRungs(image))
      if (!(await this.#kept.has(rungKey(image.tag, rung)))) missing.push(rung)
    return missing
  }
}

function factsOf(rung: RungPlan): SourceFacts {
  // About a byte for each of its pixels is more than it ever has.
  return { ...rung, frames: 1, bytes: rung.width * rung.height }
}

/** Rungs that will do for all of `plans`, the best first. */
function rungsFor(image: ImageRecord, plans: readonly PicturePlan[]): readonly RungPlan[] {
  const isDerivative = (plan: PicturePlan): plan is DerivePlan => plan.kind === 'derive'
  // Rungs are made of the original itself.
  if (!plans.every(isDerivative)) return []
  const choices = plans.map((plan) => chooseRungs(image, plan).map(({ width }) => width))
  return planRungs(image).filter(({ width }) => choices.every((widths) => widths.includes(width)))
}
