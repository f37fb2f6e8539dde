import { LRUCache } from 'lru-cache'
import { renderSeconds, type SourceFacts } from '../plan/cost.ts'
import type { PicturePlan } from '../plan/intermediates.ts'

/** An entry takes some 150 bytes. */
const maxLearned = 10_000

/** What an original may cost more or less than others of its size. */
const bounds = { min: 1 / 4, max: 200 } as const

/** How much what was used last counts beside all that was before. */
const weight = 0.5

/**
 * Estimates of processor time that learn: some originals cost many times what their size says (the
 * pictures that a collage is put together of, those inside a drawing).
 */
export class LearnedCosts {
  readonly #factors = new LRUCache<string, number>({ max: maxLearned })

  /** Seconds that making `plans` of an original takes, by estimate. */
  estimate(tag: string, source: SourceFacts, plans: readonly PicturePlan[]): number {
    return renderSeconds(source, plans) * (this.#factors.get(nameOf(tag, source)) ?? 1)
  }

  /** That it took `used` seconds. */
  learn(tag: string, source: SourceFacts, plans: readonly PicturePlan[], used: number): void {
    const name = nameOf(tag, source)
    const before = this.#factors.get(name)
    const last = Math.min(bounds.max, Math.max(bounds.min, used / renderSeconds(source, plans)))
    this.#factors.set(name, before === undefined ? last : before ** (1 - weight) * last ** weight)
  }
}

/** An intermediate of an original costs what its own size says. */
function nameOf(tag: string, { width, height }: SourceFacts): string {
  return `${tag} ${width} ${height}`
}
