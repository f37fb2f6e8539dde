import { setImmediate } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import { IdList } from '../database/id-lists.ts'

/** Characters cached in all, one byte each: some ten lists of 100,000 items. */
const MAX_CHARACTERS = 48 * 1024 * 1024

/** Hot queries are refreshed once nothing has changed for this many milliseconds. */
const QUIET_MS = 500

/** A refresh is followed by a pause this many times as long: players report changes all the time. */
const REST = 9

/** Queries of each kind that are refreshed: the most recently used. */
const MAX_REFRESHED = 32

/** What an answer depends on: a number that changes with it. */
export type Version = () => number

/**
 * Caches lists, pages and counts, each as long as its version is current. Concurrent requests for
 * the same query share one run. Queries that were used more than once are refreshed in the
 * background after a change, before the next request needs them.
 */
export class QueryCache {
  readonly #lists = new VersionedCache<IdList>(({ text }) => text.length)
  readonly #counts = new VersionedCache<number>(() => 8)
  readonly #rows = new VersionedCache<readonly unknown[]>(({ length }) => 200 * length)
  readonly #quiet: number
  #pausedUntil = 0
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(quiet = QUIET_MS) {
    this.#quiet = quiet
  }

  list(key: string, version: Version, ask: () => Promise<string>): Promise<IdList> {
    return this.#lists.find(key, version, async () => new IdList(await ask()))
  }

  async rows<Row>(
    key: string,
    version: Version,
    ask: () => Promise<readonly Row[]>,
  ): Promise<readonly Row[]> {
    return (await this.#rows.find(key, version, ask)) as readonly Row[]
  }

  count(key: string, version: Version, ask: () => Promise<number>): Promise<number> {
    return this.#counts.find(key, version, ask)
  }

  /** Something has changed. */
  changed(): void {
    if (this.#isClosed) return
    clearTimeout(this.#timer)
    const delay = Math.max(this.#quiet, this.#pausedUntil - performance.now())
    this.#timer = setTimeout(() => void this.#refresh(), delay).unref()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  async #refresh(): Promise<void> {
    const timer = this.#timer
    const from = performance.now()
    for (const cache of [this.#lists, this.#counts, this.#rows])
      for (const refreshOne of cache.hotAndStale()) {
        // With the next change all begins again.
        if (this.#isClosed || timer !== this.#timer) return
        await refreshOne()
        this.#pausedUntil = performance.now() + REST * (performance.now() - from)
        await setImmediate()
      }
  }
}

interface Versioned<T> {
  readonly version: number
  readonly value: T
}

interface Found<T> extends Versioned<T> {
  readonly versionOf: Version
  readonly ask: () => Promise<T>
  /** Whether it was used more than once. */
  isHot: boolean
}

class VersionedCache<T> {
  readonly #found: LRUCache<string, Found<T>>
  readonly #pending = new Map<string, Versioned<Promise<T>>>()

  constructor(sizeOf: (value: T) => number) {
    this.#found = new LRUCache({
      maxSize: MAX_CHARACTERS,
      sizeCalculation: ({ value }, key) => sizeOf(value) + key.length + 100,
    })
  }

  async find(key: string, versionOf: Version, ask: () => Promise<T>): Promise<T> {
    const version = versionOf()
    const found = this.#found.get(key)
    if (found !== undefined) found.isHot = true
    if (found?.version === version) return found.value
    const pending = this.#pending.get(key)
    if (pending?.version === version) return await pending.value
    const mine = { version, value: ask() }
    this.#pending.set(key, mine)
    try {
      const value = await mine.value
      const isHot = found !== undefined
      this.#found.set(key, { version, value, versionOf, ask, isHot })
      return value
    } finally {
      if (this.#pending.get(key) === mine) this.#pending.delete(key)
    }
  }

  /** For each hot and stale entry, the function that refreshes it. */
  hotAndStale(): readonly (() => Promise<unknown>)[] {
    const entries = [...this.#found].filter(([, { isHot }]) => isHot).slice(0, MAX_REFRESHED)
    return (
      entries
        .filter(([, { version, versionOf }]) => version !== versionOf())
        // The most recently used comes last, so that it stays the last to be evicted.
        .toReversed()
        // The next request runs the query again and gets the failure.
        .map(
          ([key, { versionOf, ask }]) =>
            () =>
              this.find(key, versionOf, ask).catch(() => {}),
        )
    )
  }
}
