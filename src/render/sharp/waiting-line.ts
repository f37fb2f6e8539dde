import type { RenderClass } from '../renderer.ts'

/** Calls that wait for a slot: first come, first served, within each class; persons before the rest. */
export class WaitingLine<T> {
  readonly #lines: Record<RenderClass, T[]> = { person: [], background: [] }

  get length(): number {
    return this.#lines.person.length + this.#lines.background.length
  }

  lengthOf(renderClass: RenderClass): number {
    return this.#lines[renderClass].length
  }

  add(call: T, renderClass: RenderClass): void {
    this.#lines[renderClass].push(call)
  }

  /** Back to the head of its line, for a call whose turn came to nothing. */
  addFirst(call: T, renderClass: RenderClass): void {
    this.#lines[renderClass].unshift(call)
  }

  /** The next call; `undefined` when none waits. */
  take(only?: RenderClass): T | undefined {
    if (only !== undefined) return this.#lines[only].shift()
    return this.#lines.person.shift() ?? this.#lines.background.shift()
  }

  /** Empties both lines. */
  drain(): T[] {
    return [...this.#lines.person.splice(0), ...this.#lines.background.splice(0)]
  }
}
