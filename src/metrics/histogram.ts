/** A histogram as it stands: `counts[i]` observations were above bound `i - 1` and up to bound `i`. */
export interface HistogramReading {
  /** Upper bounds, ascending; what is above the last is in one more of `counts`. */
  readonly bounds: readonly number[]
  readonly counts: readonly number[]
  readonly sum: number
}

/** Observations counted by size. */
export class Histogram implements HistogramReading {
  readonly bounds: readonly number[]
  readonly counts: number[]
  sum = 0

  /** `bounds`: finite and ascending. */
  constructor(bounds: readonly number[]) {
    this.bounds = bounds
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0)
  }

  observe(value: number): void {
    const at = this.bounds.findIndex((bound) => value <= bound)
    this.counts[at === -1 ? this.bounds.length : at]!++
    this.sum += value
  }
}
