/** Microseconds, as `process.cpuUsage` has them. */
type ReadUsage = () => { readonly user: number; readonly system: number }

/**
 * How much processor time each call takes. The system tells it of the whole process only, whose
 * threads come and go; so between any two moments at which a call begins or ends, what was used is
 * shared out evenly among those in work. Each has one thread, and threads of one priority get even
 * shares; in sum it is exactly what was used.
 */
export class SharedTime {
  readonly #readUsage: ReadUsage
  /** Microseconds of each call in work. */
  readonly #used = new Map<number, number>()
  #last: number

  constructor(readUsage: ReadUsage) {
    this.#readUsage = readUsage
    this.#last = this.#read()
  }

  begin(id: number): void {
    this.#share()
    this.#used.set(id, 0)
  }

  /** Seconds that the call took. */
  end(id: number): number {
    this.#share()
    const used = this.#used.get(id) ?? 0
    this.#used.delete(id)
    return used / 1e6
  }

  #share(): void {
    const now = this.#read()
    const each = (now - this.#last) / Math.max(1, this.#used.size)
    this.#last = now
    for (const [id, used] of this.#used) this.#used.set(id, used + each)
  }

  #read(): number {
    const { user, system } = this.#readUsage()
    return user + system
  }
}
