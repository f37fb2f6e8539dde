/** What a benchmark is busy with, as it says itself. */
export type Part = 'preparing' | 'warming up' | 'rounds' | 'comparing' | 'profiling'

/** Adds up how long the parts of a benchmark take. */
export class Stopwatch {
  readonly #spent = new Map<Part, number>()
  #part: Part = 'preparing'
  #since = performance.now()

  /** What comes from now on belongs to `part`, which may have been begun before. */
  begin(part: Part): void {
    const now = performance.now()
    this.#spent.set(this.#part, (this.#spent.get(this.#part) ?? 0) + now - this.#since)
    this.#part = part
    this.#since = now
  }

  /** `31 s (preparing 12, warming up 4, rounds 15)`. */
  describe(): string {
    this.begin(this.#part)
    const parts = [...this.#spent].map(([part, spent]) => [part, spent / 1000] as const)
    const all = parts.reduce((sum, [, seconds]) => sum + seconds, 0)
    const each = parts.map(([part, seconds]) => `${part} ${seconds.toFixed(1)}`)
    return `${all.toFixed(1)} s (${each.join(', ')})`
  }
}
