import type { ScanTarget } from './status/scan-status.ts'

/** In milliseconds. */
const minPause = 5_000
const maxPause = 10 * 60_000

/**
 * Has libraries and units looked at again that were not to be read, or a file of them was not: a
 * disk that works again, or descriptors that are free again, change nothing that is watched.
 */
export class RescanBackoff implements Disposable {
  readonly #request: (target: ScanTarget) => void
  readonly #first: number
  readonly #units = new Map<string, 'all' | Set<string>>()
  #pause: number
  #timer: NodeJS.Timeout | undefined
  #ended = false

  /** `first`: milliseconds to the first second look; to each one after it twice as long. */
  constructor(request: (target: ScanTarget) => void, first = minPause) {
    this.#request = request
    this.#first = this.#pause = first
  }

  add({ libraryId, units }: Exclude<ScanTarget, 'all'>): void {
    const pending = this.#units.get(libraryId) ?? new Set()
    const isAll = units === 'all' || pending === 'all'
    this.#units.set(libraryId, isAll ? 'all' : pending.union(units))
  }

  /** To be called when a scan has ended. */
  settle(): void {
    if (this.#ended || this.#timer !== undefined) return
    if (this.#units.size === 0) this.#pause = this.#first
    else this.#timer = setTimeout(() => this.#rescan(), this.#pause).unref()
  }

  [Symbol.dispose](): void {
    this.#ended = true
    clearTimeout(this.#timer)
  }

  #rescan(): void {
    const due = [...this.#units]
    this.#units.clear()
    this.#timer = undefined
    this.#pause = Math.min(2 * this.#pause, maxPause)
    for (const [libraryId, units] of due) this.#request({ libraryId, units })
  }
}
