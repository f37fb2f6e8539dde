import { setTimeout as sleep } from 'node:timers/promises'
import type { Catalog } from '../../catalog/catalog.ts'
import type { OriginalState } from '../../catalog/images/image-catalog.ts'
import type { OriginalRef } from '../../library/image.ts'

interface Entry {
  readonly ref: OriginalRef
  readonly state: OriginalState
}

/** Each write costs about the same, however much is in it: milliseconds to wait for more. */
const batchDelay = 50

/**
 * Writes what was learnt of originals in batches: whatever comes in for a moment, and while one
 * batch is being written, makes up the next.
 */
export class OriginalsWriter {
  readonly #catalog: Catalog
  #entries: Entry[] = []
  #next: Promise<void> | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(catalog: Catalog) {
    this.#catalog = catalog
  }

  /** Resolves once the entry is stored. */
  put(entry: Entry): Promise<void> {
    this.#entries.push(entry)
    this.#next ??= Promise.all([this.#writing, sleep(batchDelay)]).then(() => this.#write())
    return this.#next
  }

  #write(): Promise<void> {
    const entries = this.#entries
    this.#entries = []
    this.#next = undefined
    const written = this.#catalog.putOriginals(entries, Date.now())
    // One batch that fails fails those who wait for it, not the batches after it.
    this.#writing = written.catch(() => undefined)
    return written
  }
}
