import type { ScanTarget } from './status/scan-status.ts'

export interface ScanTask {
  readonly libraryId: string
  readonly units: 'all' | ReadonlySet<string>
}

/** What is still to be scanned: at most one task a library, the one asked for first in front. */
export class ScanQueue {
  readonly #libraryIds: readonly string[]
  readonly #tasks = new Map<string, 'all' | Set<string>>()

  constructor(libraryIds: readonly string[]) {
    this.#libraryIds = libraryIds
  }

  get isEmpty(): boolean {
    return this.#tasks.size === 0
  }

  add(target: ScanTarget): void {
    if (target === 'all') for (const id of this.#libraryIds) this.#tasks.set(id, 'all')
    else if (this.#libraryIds.includes(target.libraryId)) this.#addUnits(target)
  }

  take(): ScanTask | undefined {
    const [next] = this.#tasks
    if (next === undefined) return undefined
    const [libraryId, units] = next
    this.#tasks.delete(libraryId)
    return { libraryId, units }
  }

  #addUnits({ libraryId, units }: ScanTask): void {
    const waiting = this.#tasks.get(libraryId)
    if (waiting === 'all') return
    this.#tasks.set(libraryId, units === 'all' ? 'all' : new Set([...(waiting ?? []), ...units]))
  }
}
