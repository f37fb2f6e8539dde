/** What connected clients are told as it happens. */
export type NewsItem =
  | { readonly kind: 'libraries-changed' }
  | { readonly kind: 'user-changed'; readonly userId: string }
  | { readonly kind: 'user-data'; readonly userId: string; readonly itemIds: readonly string[] }

/** Carries news from the routes that make it to the connections that tell it. */
export class News {
  readonly #listeners = new Set<(item: NewsItem) => void>()

  /** Returns what ends the subscription. */
  subscribe(listener: (item: NewsItem) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  tell(item: NewsItem): void {
    for (const listener of this.#listeners) listener(item)
  }
}
