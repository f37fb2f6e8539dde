import { LRUCache } from 'lru-cache'
import { KeyartError } from '../../errors.ts'
import type { ImageRecord } from '../../library/image.ts'
import { measureSeconds } from '../plan/cost.ts'
import type { FindSource } from '../../sources/image-source.ts'
import type { Measurement, Orienting } from '../plan/measurement.ts'
import type { Client } from '../budget/client.ts'
import type { RenderBudget } from '../budget/render-budget.ts'
import type { Renderer, RenderOptions } from '../renderer.ts'

/** An entry is a few numbers; this is more than the logos of a large library. */
const maxEntries = 20_000

/** Measures originals when asked, and remembers by content: one measuring a tag at a time. */
export class Measurements {
  readonly #cache = new LRUCache<string, Promise<Measurement>>({ max: maxEntries })
  readonly #renderer: Renderer
  readonly #findSource: FindSource
  readonly #budget: Pick<RenderBudget, 'charge'>

  constructor(renderer: Renderer, findSource: FindSource, budget: Pick<RenderBudget, 'charge'>) {
    this.#renderer = renderer
    this.#findSource = findSource
    this.#budget = budget
  }

  /**
   * `client`: on whose budget; absent: no budget is charged.
   *
   * @throws KeyartError as `Renderer.measure` does, and RENDER_BUDGET; a failure is not remembered.
   */
  async of(
    image: ImageRecord,
    request: { readonly asStored?: true },
    client?: Client,
  ): Promise<Measurement> {
    // The two ways up of a plain picture are one.
    const upright = request.asStored !== true || image.servableAsIs
    const key = `${image.tag} ${upright ? 'upright' : 'stored'}`
    const cached = this.#cache.get(key)
    if (cached !== undefined) return await cached
    const cost = { tag: image.tag, seconds: measureSeconds(image) }
    const charge = this.#budget.charge([client], cost)
    let used = 0
    const onUsed = (seconds: number) => void (used += seconds)
    const who = { onUsed, ...(client !== undefined && { client }) }
    const measuring = this.#measure(image, { upright }, who).finally(() => charge.settle(used))
    this.#cache.set(key, measuring)
    try {
      return await measuring
    } catch (error) {
      if (this.#cache.peek(key) === measuring) this.#cache.delete(key)
      throw error
    }
  }

  async #measure(
    image: ImageRecord,
    orienting: Orienting,
    who: Pick<RenderOptions, 'client' | 'onUsed'>,
  ): Promise<Measurement> {
    const { source, key } = image.original
    const file = await this.#findSource(source)?.find(key)
    if (file === undefined)
      throw new KeyartError('SOURCE_CHANGED', 'The original is no longer there')
    const options = { tag: image.tag, priority: 'interactive', source: image, ...who } as const
    return await this.#renderer.measure(file, orienting, options)
  }
}
