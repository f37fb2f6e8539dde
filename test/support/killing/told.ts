/** A state that requests change one after the other: the last answered, or the one under way. */
export class Told<T> {
  readonly #may: T[]

  constructor(first: T) {
    this.#may = [first]
  }

  get last(): T {
    return this.#may[0]!
  }

  /** Sends what makes the state `next`. False: it was not answered, and nobody knows. */
  async become(next: T, send: () => Promise<boolean>): Promise<boolean> {
    this.#may.push(next)
    const isAnswered = await send()
    if (isAnswered) this.#may.splice(0, Infinity, next)
    return isAnswered
  }

  /** From now on it is what was found. Resolves to a text when it may not be. */
  settle(found: T): string | undefined {
    const texts = this.#may.map((one) => JSON.stringify(one))
    this.#may.splice(0, Infinity, found)
    const text = JSON.stringify(found)
    return texts.includes(text) ? undefined : `found ${text} but expected ${texts.join(' or ')}`
  }
}
