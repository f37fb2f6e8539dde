/** A value and the values of its metric's labels, in the order of the table. */
export type Sample = readonly [labels: readonly string[], value: number]

/** Counts that only grow, one for each combination of labels that came. */
export class Counts<Labels extends readonly string[]> implements Iterable<Sample> {
  readonly #samples = new Map<string, { readonly labels: Labels; value: number }>()

  /** One more. */
  add(...labels: Labels): void {
    const key = labels.join('\n')
    const existing = this.#samples.get(key)
    if (existing === undefined) this.#samples.set(key, { labels, value: 1 })
    else existing.value++
  }

  *[Symbol.iterator](): IterableIterator<Sample> {
    for (const { labels, value } of this.#samples.values()) yield [labels, value]
  }
}
