import { LRUCache } from 'lru-cache'
import type { DerivePlan } from '../plan/plan.ts'

/** Originals remembered, and derivatives of each; some 300 bytes for one: 10 MB in all at most. */
const maxOriginals = 2_000
const maxOfOne = 16

/** Which derivatives of an original were made or served lately: storage knows their keys alone. */
export class RecentSizes {
  readonly #byTag = new LRUCache<string, Map<string, DerivePlan>>({ max: maxOriginals })

  add(tag: string, key: string, plan: DerivePlan): void {
    const plans = this.#byTag.get(tag) ?? new Map<string, DerivePlan>()
    plans.delete(key)
    plans.set(key, plan)
    for (const oldest of plans.keys())
      if (plans.size > maxOfOne) plans.delete(oldest)
      else break
    this.#byTag.set(tag, plans)
  }

  /** Plans by key; some may have left memory and storage since. */
  of(tag: string): ReadonlyMap<string, DerivePlan> {
    return this.#byTag.get(tag) ?? new Map<string, DerivePlan>()
  }
}
