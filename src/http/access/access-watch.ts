import type { CatalogState } from '../../catalog/database/catalog-state.ts'
import type { Access } from './access.ts'

/** How soon who may look no longer is noticed, in milliseconds. */
const interval = 1_000
/** Sign-ins end by time as well, without anything being written: looked at each so many times. */
const turnsBetweenChecks = 60

/**
 * Ends what stays open (sockets, streams of events) once its token is revoked or has ended, its user
 * is gone, or may see something else than when it was opened.
 */
export class AccessWatch implements Disposable {
  readonly #catalog: Pick<CatalogState, 'generation'>
  readonly #open = new Map<Access, () => void>()
  readonly #timer: NodeJS.Timeout
  #generation: number
  #turn = 0
  #isChecking = false

  constructor(catalog: Pick<CatalogState, 'generation'>) {
    this.#catalog = catalog
    this.#generation = catalog.generation
    this.#timer = setInterval(() => void this.#check(), interval).unref()
  }

  /** Calls `end` when `access` holds no longer. Returns what ends the watch. */
  watch(access: Access, end: () => void): () => void {
    this.#open.set(access, end)
    // Written between the guard and here.
    if (access.generation !== this.#catalog.generation) this.#generation = access.generation
    return () => void this.#open.delete(access)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  async #check(): Promise<void> {
    const { generation } = this.#catalog
    this.#turn++
    if (this.#isChecking || this.#open.size === 0) return
    if (generation === this.#generation && this.#turn % turnsBetweenChecks !== 0) return
    this.#isChecking = true
    this.#generation = generation
    try {
      for (const [access, end] of this.#open)
        if (!(await access.isStillValid())) {
          this.#open.delete(access)
          end()
        }
    } finally {
      this.#isChecking = false
    }
  }
}
