/** Collects changes until there is a pause. */
export class Burst {
  readonly #quiet: number
  readonly #maxDelay: number
  readonly #tell: (units: 'all' | ReadonlySet<string>) => void
  #units: 'all' | Set<string> = new Set()
  #timer: NodeJS.Timeout | undefined
  #since: number | undefined

  constructor(quiet: number, maxDelay: number, tell: (units: 'all' | ReadonlySet<string>) => void) {
    this.#quiet = quiet
    this.#maxDelay = maxDelay
    this.#tell = tell
  }

  add(units: 'all' | readonly string[]): void {
    if (units.length === 0) return
    if (units === 'all' || this.#units === 'all') this.#units = 'all'
    else for (const unit of units) this.#units.add(unit)
    const now = performance.now()
    this.#since ??= now
    clearTimeout(this.#timer)
    const left = this.#since + this.#maxDelay - now
    this.#timer = setTimeout(() => this.#flush(), Math.max(0, Math.min(this.#quiet, left)))
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #flush(): void {
    const units = this.#units
    this.#units = new Set()
    this.#since = undefined
    this.#tell(units)
  }
}
