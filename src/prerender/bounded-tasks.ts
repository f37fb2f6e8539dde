/** Tasks of which a bounded number runs at a time. They must not reject. */
export class BoundedTasks {
  readonly #limit: number
  readonly #running = new Set<Promise<void>>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Resolves when the next may be begun. */
  async add(task: Promise<void>): Promise<void> {
    const running = task.finally(() => this.#running.delete(running))
    this.#running.add(running)
    if (this.#running.size >= this.#limit) await Promise.race(this.#running)
  }

  /** Resolves when none runs any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#running)
  }
}
