import { type RenderClass, renderClasses } from '../renderer.ts'

interface Place<T> {
  readonly call: T
  /** Bytes of memory that it will take. */
  readonly cost: number
  /** How many went before it that were behind it, for want of memory. */
  passed: number
  /** When it came, in milliseconds of the line's clock. */
  readonly since: number
}

/** So many cheap calls may pass a dear one that does not fit yet; then all wait until it does. */
export const mostPassing = 8

/**
 * Once a person waits for so long, in milliseconds, there is more to do than can be done, and the
 * line would end up serving only those who have left. From then on the latest comes first.
 */
export const patience = 2_000

/**
 * Calls that wait: class by class, and first come, first served within each, as far as there is
 * memory for them and persons need not wait for too long. A class waits as long as one before it
 * has calls.
 */
export class WaitingLine<T> {
  readonly #now: () => number
  readonly #lines: Record<RenderClass, Place<T>[]> = {
    person: [],
    scan: [],
    prerender: [],
    refine: [],
  }

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  lengthOf(renderClass: RenderClass): number {
    return this.#lines[renderClass].length
  }

  add(call: T, renderClass: RenderClass, cost: number): void {
    this.#lines[renderClass].push({ call, cost, passed: 0, since: this.#now() })
  }

  /** For a call that was taken before, and had no chance. */
  addFirst(call: T, renderClass: RenderClass, cost: number): void {
    this.#lines[renderClass].unshift({ call, cost, passed: 0, since: this.#now() })
  }

  /**
   * The next call, of those of `classes`, that fits into `room` (bytes; Infinity when nothing is
   * in flight, so that the dearest call gets its turn).
   */
  take(classes: readonly RenderClass[], room: number): { call: T; cost: number } | undefined {
    const name = classes.find((some) => this.#lines[some].length > 0)
    if (name === undefined) return undefined
    const line = this.#lines[name]
    const isEligible = ({ cost, passed }: Place<T>) => cost <= room || passed >= mostPassing
    const isLate = this.#isLate(name)
    const at = isLate ? line.findLastIndex(isEligible) : line.findIndex(isEligible)
    const next = line[at]
    // What was passed often enough holds up those behind it.
    if (next === undefined || next.cost > room) return undefined
    for (const place of isLate ? line.slice(at + 1) : line.slice(0, at)) place.passed++
    line.splice(at, 1)
    return next
  }

  /** Takes out the person who has waited the longest, if that is too long; for a line that is full. */
  shed(): T | undefined {
    return this.#isLate('person') ? this.#lines.person.shift()?.call : undefined
  }

  #isLate(renderClass: RenderClass): boolean {
    const [oldest] = this.#lines[renderClass]
    return (
      renderClass === 'person' && oldest !== undefined && this.#now() - oldest.since >= patience
    )
  }

  /** Whether it was still waiting. */
  remove(call: T, renderClass: RenderClass): boolean {
    const line = this.#lines[renderClass]
    const at = line.findIndex((place) => place.call === call)
    if (at !== -1) line.splice(at, 1)
    return at !== -1
  }

  /** Empties all lines. */
  drain(): T[] {
    return renderClasses.flatMap((name) => this.#lines[name].splice(0).map(({ call }) => call))
  }
}
