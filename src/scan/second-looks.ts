import type { ScanTarget } from './status/scan-status.ts'

/** In milliseconds. */
const firstPause = 5_000
const longestPause = 10 * 60_000

/**
 * Has libraries and units looked at again that were not to be read, or a file of them was not: a
 * disk that works again, or descriptors that are free again, change nothing that is watched.
 */
export class SecondLooks implements Disposable {
  readonly #request: (target: ScanTarget) => void
  readonly #first: number
  readonly #units = new Map<string, 'all' | Set<string>>()
  #pause: number
  #timer: NodeJS.Timeout | undefined
  #ended = false

  /** `first`: milliseconds to the first second look; to each one after it twice as long. */
  constructor(request: (target: ScanTarget) => void, first = firstPause) {
    this.#request = request
    this.#first = this.#pause = first
  }

  add({ libraryId, units }: Exclude<ScanTarget, 'all'>): void {
    const known = this.#units.get(libraryId) ?? new Set()
    const isAll = units === 'all' || known === 'all'
    this.#units.set(libraryId, isAll ? 'all' : known.union(units))
  }

  /** To be called when a scan has ended. */
  settle(): void {
    if (this.#ended || this.#timer !== undefined) return
    if (this.#units.size === 0) this.#pause = this.#first
    else this.#timer = setTimeout(() => this.#look(), this.#pause).unref()
  }

  [Symbol.dispose](): void {
    this.#ended = true
    clearTimeout(this.#timer)
  }

  #look(): void {
    const looks = [...this.#units]
    this.#units.clear()
    this.#timer = undefined
    this.#pause = Math.min(2 * this.#pause, longestPause)
    for (const [libraryId, units] of looks) this.#request({ libraryId, units })
  }
}
