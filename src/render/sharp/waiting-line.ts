import { type RenderClass, renderClasses } from '../renderer.ts'

interface Place<T> {
  readonly call: T
  /** Bytes of memory that it will take. */
  readonly cost: number
  /** How many that came later went before it, for want of memory. */
  passed: number
}

/** So many cheap calls may pass a dear one that does not fit yet; then all wait until it does. */
export const mostPassing = 8

/**
 * Calls that wait: class by class, and first come, first served within each, as far as there is
 * memory for them. A class waits as long as one before it has calls.
 */
export class WaitingLine<T> {
  readonly #lines: Record<RenderClass, Place<T>[]> = {
    person: [],
    scan: [],
    prerender: [],
    refine: [],
  }

  lengthOf(renderClass: RenderClass): number {
    return this.#lines[renderClass].length
  }

  add(call: T, renderClass: RenderClass, cost: number): void {
    this.#lines[renderClass].push({ call, cost, passed: 0 })
  }

  /** For a call that was taken before, and had no chance. */
  addFirst(call: T, renderClass: RenderClass, cost: number): void {
    this.#lines[renderClass].unshift({ call, cost, passed: 0 })
  }

  /**
   * The next call, of those of `classes`, that fits into `room` (bytes; Infinity when nothing is
   * in flight, so that the dearest call gets its turn).
   */
  take(classes: readonly RenderClass[], room: number): { call: T; cost: number } | undefined {
    const line = classes.map((name) => this.#lines[name]).find(({ length }) => length > 0)
    if (line === undefined) return undefined
    const at = line.findIndex(({ cost, passed }) => cost <= room || passed >= mostPassing)
    const next = line[at]
    // What was passed often enough holds up those behind it.
    if (next === undefined || next.cost > room) return undefined
    for (const place of line.slice(0, at)) place.passed++
    line.splice(at, 1)
    return next
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
