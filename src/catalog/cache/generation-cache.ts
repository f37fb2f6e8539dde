import { LRUCache } from 'lru-cache'

/**
 * What was last found by id, for as long as nothing has changed: for what is asked for again and
 * again, and what stands above many items.
 */
export class GenerationCache<Value extends object> {
  readonly #generation: () => number
  readonly #values: LRUCache<string, Value>
  #at: number

  /** @param generation as `Catalog.generation` */
  constructor(max: number, generation: () => number) {
    this.#generation = generation
    this.#values = new LRUCache({ max: max })
    this.#at = generation()
  }

  get(id: string): Value | undefined {
    const generation = this.#generation()
    if (generation !== this.#at) this.#values.clear()
    this.#at = generation
    return this.#values.get(id)
  }

  /** Those of `ids` that are known, and all that `ask` finds for the others. */
  async find(
    ids: Iterable<string>,
    ask: (missing: readonly string[]) => Promise<Iterable<readonly [id: string, value: Value]>>,
  ): Promise<Map<string, Value>> {
    const found = new Map<string, Value>()
    const missing: string[] = []
    for (const id of new Set(ids)) {
      const value = this.get(id)
      if (value === undefined) missing.push(id)
      else found.set(id, value)
    }
    if (missing.length === 0) return found
    const at = this.#at
    for (const [id, value] of await ask(missing)) {
      found.set(id, value)
      // Unless somebody has seen a later state meanwhile.
      if (this.#at === at) this.#values.set(id, value)
    }
    return found
  }
}
