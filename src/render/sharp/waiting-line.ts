import { type RenderClass, renderClasses } from '../renderer.ts'

/** Calls that wait for a slot: class by class, and first come, first served within each. */
export class WaitingLine<T> {
  readonly #lines: Record<RenderClass, T[]> = { person: [], scan: [], prerender: [], refine: [] }

  lengthOf(renderClass: RenderClass): number {
    return this.#lines[renderClass].length
  }

  add(call: T, renderClass: RenderClass): void {
    this.#lines[renderClass].push(call)
  }

  /** The next call of the first of `classes` in which one waits. */
  take(classes: readonly RenderClass[]): T | undefined {
    for (const renderClass of classes) {
      const next = this.#lines[renderClass].shift()
      if (next !== undefined) return next
    }
    return undefined
  }

  /** Whether it was still waiting. */
  remove(call: T, renderClass: RenderClass): boolean {
    const line = this.#lines[renderClass]
    const at = line.indexOf(call)
    if (at !== -1) line.splice(at, 1)
    return at !== -1
  }

  /** Empties all lines. */
  drain(): T[] {
    return renderClasses.flatMap((renderClass) => this.#lines[renderClass].splice(0))
  }
}
