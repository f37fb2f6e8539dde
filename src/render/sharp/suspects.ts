/**
 * The search for the call that ends the process: those that were in flight when it died are tried
 * again one by one, each alone in a new process, and the one that kills its process then is the
 * culprit.
 */
export class Suspects<T> {
  readonly #line: T[] = []

  /** The one to be tried next, alone, so that a death has one culprit. */
  get next(): T | undefined {
    return this.#line[0]
  }

  has(call: T): boolean {
    return this.#line.includes(call)
  }

  /** It was answered, or ended for a known reason: the turn is the next one's. */
  dismiss(call: T): void {
    if (this.#line[0] === call) this.#line.shift()
  }

  /**
   * What to make of the death of a process while `victims` were in flight: the culprit, if it is
   * known now; else all of them are to be tried alone. A process that was not ready yet died of
   * something else.
   */
  judge(victims: readonly T[], wasReady: boolean): T | undefined {
    const tried = this.#line[0]
    if (wasReady && tried !== undefined && victims.includes(tried)) return this.#line.shift()
    for (const victim of victims) if (!this.has(victim)) this.#line.push(victim)
    return undefined
  }

  /** Ends the search; gives all that were suspected. */
  drain(): T[] {
    return this.#line.splice(0)
  }
}
