import { setImmediate } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import { IdList } from '../database/id-lists.ts'

/** Characters that are kept in all, one byte each: some ten lists of 100,000 items. */
const MAX_CHARACTERS = 48 * 1024 * 1024

/** What people keep asking for is found anew once nothing has changed for so many milliseconds. */
const QUIET_MS = 500

/** After finding anew it rests for so many times as long, for players tell of changes all the time. */
const REST = 9

/** So much of each kind, the last asked for. */
const MAX_REFRESHED = 32

/** What an answer depends on: a number that changes with it. */
export type Version = () => number

/**
 * Lists, pages and counts as they were last found, each as long as its version stands. What is
 * asked for again while it is being found is found once; what was asked for more than once is found
 * anew after a change, before anyone waits for it.
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
  /** Whether it was asked for more than once. */
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

  /** For each that people keep asking for and that is out of date, what finds it anew. */
  hotAndStale(): readonly (() => Promise<unknown>)[] {
    const entries = [...this.#found].filter(([, { isHot }]) => isHot).slice(0, MAX_REFRESHED)
    return (
      entries
        .filter(([, { version, versionOf }]) => version !== versionOf())
        // The last asked for at the end, so that it stays the last to leave.
        .toReversed()
        // A failure is told to whoever asks next.
        .map(
          ([key, { versionOf, ask }]) =>
            () =>
              this.find(key, versionOf, ask).catch(() => {}),
        )
    )
  }
}
