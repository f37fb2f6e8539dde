import type { NodeSqliteDatabase } from './sqlite-database.ts'

/**
 * Writes whose finish changes no answer about images, items, users and access. A write that is not
 * here changes the generation: forgetting one costs a cache its entries, never the truth.
 */
const quiet = new Set([
  // When a token was last used; tokens that come and go do change answers.
  'update tokens',
  ...['insert', 'update', 'delete'].flatMap((verb) =>
    [
      'user_items',
      'user_settings',
      'sidecars',
      'units',
      'problems',
      'shapes',
      'upstream_images',
      'upstream_state',
    ].map((table) => `${verb} ${table}`),
  ),
])

/** How soon what another process wrote is noticed, in milliseconds. */
const NOTICED_MS = 20

/**
 * `Catalog.generation` over the one connection that writes: counts its commits, and those of other
 * processes, of which SQLite tells no more than that there were some.
 */
export class SqliteGeneration {
  /** Hears of each commit of this process that changes one of the numbers. */
  onChange: () => void = () => {}

  readonly #write: NodeSqliteDatabase
  #count = 0
  #plays = 0
  #othersVersion: number
  #checkedAt = performance.now()

  constructor(write: NodeSqliteDatabase) {
    this.#write = write
    this.#othersVersion = write.dataVersion()
    write.onCommit = (writes) => {
      const isPlay = [...writes].some((written) => written.endsWith(' user_items'))
      const isLoud = [...writes].some((written) => !quiet.has(written))
      if (isPlay) this.#plays++
      if (isLoud) this.#count++
      if (isPlay || isLoud) this.onChange()
    }
  }

  /** Changes also with what users did with items. */
  get withPlays(): number {
    return this.current + this.#plays
  }

  get current(): number {
    const now = performance.now()
    if (now - this.#checkedAt > NOTICED_MS) {
      this.#checkedAt = now
      const version = this.#write.dataVersion()
      if (version !== this.#othersVersion) this.#count++
      this.#othersVersion = version
    }
    return this.#count
  }
}
