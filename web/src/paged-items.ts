import type { ItemDto } from './wire.ts'

export interface LoadedPage {
  readonly items: readonly ItemDto[]
  readonly total: number
}

export type LoadPage = (start: number, limit: number, signal: AbortSignal) => Promise<LoadedPage>

/**
 * A long list of items of which pages are fetched when they are needed. Pages that scroll out of
 * sight before they arrive are given up.
 */
export class PagedItems {
  readonly #load: LoadPage
  readonly #pageSize: number
  readonly #pages = new Map<number, readonly ItemDto[]>()
  readonly #stale = new Set<number>()
  readonly #flights = new Map<number, AbortController>()
  readonly #listeners = new Set<() => void>()
  #total: number | undefined
  #error: unknown
  #wishes = 0

  constructor(load: LoadPage, pageSize = 100) {
    this.#load = load
    this.#pageSize = pageSize
  }

  /** `undefined` until the first page has come. */
  get total(): number | undefined {
    return this.#total
  }

  /** Why the last fetch failed; `undefined` after one that did not. */
  get error(): unknown {
    return this.#error
  }

  /** Grows when what was needed before has to be asked for again. */
  get wishes(): number {
    return this.#wishes
  }

  at(index: number): ItemDto | undefined {
    return this.#pages.get(Math.floor(index / this.#pageSize))?.[index % this.#pageSize]
  }

  /** Fetches what is missing or stale of the items from `first` to `last`. */
  need(first: number, last: number): void {
    const from = Math.floor(Math.max(0, first) / this.#pageSize)
    const to = Math.floor(Math.max(0, last) / this.#pageSize)
    for (const [page, flight] of this.#flights) {
      if (page >= from && page <= to) continue
      this.#flights.delete(page)
      flight.abort()
    }
    for (let page = from; page <= to; page++) {
      if (this.#flights.has(page)) continue
      if (this.#pages.has(page) && !this.#stale.has(page)) continue
      void this.#fetch(page)
    }
  }

  /** What is there stays to be seen, and is fetched anew as soon as it is needed. */
  markStale(): void {
    for (const page of this.#pages.keys()) this.#stale.add(page)
    this.retry()
  }

  /** Has whoever shows the list ask anew for what it lacks. */
  retry(): void {
    this.#wishes += 1
    this.#tell()
  }

  /** Calls `listener` after each change; returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async #fetch(page: number): Promise<void> {
    const flight = new AbortController()
    this.#flights.set(page, flight)
    try {
      const loaded = await this.#load(page * this.#pageSize, this.#pageSize, flight.signal)
      if (flight.signal.aborted) return
      this.#pages.set(page, loaded.items)
      this.#stale.delete(page)
      this.#total = loaded.total
      this.#error = undefined
    } catch (error) {
      if (flight.signal.aborted) return
      this.#error = error
    } finally {
      if (this.#flights.get(page) === flight) this.#flights.delete(page)
    }
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
