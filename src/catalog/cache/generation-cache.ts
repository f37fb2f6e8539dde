import { LRUCache } from 'lru-cache'

/**
 * Caches values by id until the catalog changes: for what many requests need, such as the parents
 * of items.
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

  clear(): void {
    this.#values.clear()
  }

  get(id: string): Value | undefined {
    const generation = this.#generation()
    if (generation !== this.#at) this.#values.clear()
    this.#at = generation
    return this.#values.get(id)
  }

  /** The cached values of `ids`, and what `ask` finds for the others. */
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
      // Unless the catalog has changed meanwhile.
      if (this.#at === at) this.#values.set(id, value)
    }
    return found
  }
}
