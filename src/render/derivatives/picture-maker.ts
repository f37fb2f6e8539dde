import { isKeyartError, KeyartError, type ProblemCode } from '../../errors.ts'
import type { ImageRecord } from '../../library/image.ts'
import type { FindSource } from '../../sources/image-source.ts'
import type { SourceFacts } from '../plan/cost.ts'
import type { RenderContext } from './flight.ts'
import type { DerivativeCache } from './derivative-cache.ts'
import { intermediateKey } from '../plan/key.ts'
import type { DerivePlan } from '../plan/plan.ts'
import type { Renderer, RenderOptions } from '../renderer.ts'
import {
  chooseIntermediates,
  type PicturePlan,
  planIntermediates,
  type IntermediatePlan,
} from '../plan/intermediates.ts'

export interface Made {
  /** In the order of the plans. */
  readonly outputs: readonly Buffer[]
  readonly from: 'original' | 'intermediate'
}

export type MakeOptions = RenderContext & Pick<RenderOptions, 'seconds' | 'onTimed'>

/** What an intermediate may fail with that the original need not. */
const intermediateFailures: readonly ProblemCode[] = [
  'SOURCE_UNREADABLE',
  'SOURCE_CHANGED',
  'SOURCE_DAMAGED',
  'RENDER_FAILED',
]

export interface PictureMakerOptions {
  readonly renderer: Renderer
  readonly findSource: FindSource
  /** Whether intermediates are made and used. */
  readonly useIntermediates: boolean
}

/** Makes pictures of an image from the cheapest source that will do: an intermediate, else the original. */
export class PictureMaker {
  readonly #renderer: Renderer
  readonly #findSource: FindSource
  readonly #cache: DerivativeCache
  readonly #useIntermediates: boolean

  constructor(
    { renderer, findSource, useIntermediates }: PictureMakerOptions,
    cache: DerivativeCache,
  ) {
    this.#renderer = renderer
    this.#findSource = findSource
    this.#useIntermediates = useIntermediates
    this.#cache = cache
  }

  /** @throws KeyartError as `Renderer.render` does */
  async make(
    image: ImageRecord,
    plans: readonly PicturePlan[],
    context: MakeOptions,
  ): Promise<Made> {
    const options = { ...context, tag: image.tag }
    for (const intermediate of this.#useIntermediates ? intermediatesFor(image, plans) : []) {
      const key = intermediateKey(image.tag, intermediate)
      const path = await this.#cache.findFile(key)
      if (path === undefined) continue
      try {
        const outputs = await this.#renderer.renderAll({ path, isIntermediate: true }, plans, {
          ...options,
          source: factsOf(intermediate),
        })
        return { outputs, from: 'intermediate' }
      } catch (error) {
        if (!intermediateFailures.some((code) => isKeyartError(error, code))) throw error
        await this.#cache.forget(key)
      }
    }
    const { source, key } = image.original
    const file = await this.#findSource(source)?.find(key)
    if (file === undefined)
      throw new KeyartError('SOURCE_CHANGED', 'The original is no longer there')
    const facts = { ...options, source: image }
    return { outputs: await this.#renderer.renderAll(file, plans, facts), from: 'original' }
  }

  /** What it would be made from at present: the facts of an intermediate, or those of the original. */
  async sourceOf(image: ImageRecord, plans: readonly PicturePlan[]): Promise<SourceFacts> {
    for (const intermediate of this.#useIntermediates ? intermediatesFor(image, plans) : [])
      if (await this.#cache.has(intermediateKey(image.tag, intermediate)))
        return factsOf(intermediate)
    return image
  }

  /** The intermediates of `image` that are worthwhile and not stored yet. */
  async missingIntermediates(image: ImageRecord): Promise<IntermediatePlan[]> {
    const missing: IntermediatePlan[] = []
    if (!this.#useIntermediates) return missing
    for (const intermediate of planIntermediates(image))
      if (!(await this.#cache.has(intermediateKey(image.tag, intermediate))))
        missing.push(intermediate)
    return missing
  }
}

function factsOf(intermediate: IntermediatePlan): SourceFacts {
  // About a byte for each of its pixels is more than it ever has.
  return { ...intermediate, frames: 1, bytes: intermediate.width * intermediate.height }
}

/** Intermediates that will do for all of `plans`, the best first. */
function intermediatesFor(
  image: ImageRecord,
  plans: readonly PicturePlan[],
): readonly IntermediatePlan[] {
  const isDerivative = (plan: PicturePlan): plan is DerivePlan => plan.kind === 'derive'
  // Intermediates are made of the original itself.
  if (!plans.every(isDerivative)) return []
  const choices = plans.map((plan) => chooseIntermediates(image, plan).map(({ width }) => width))
  return planIntermediates(image).filter(({ width }) =>
    choices.every((widths) => widths.includes(width)),
  )
}
