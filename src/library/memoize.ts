import { LRUCache } from 'lru-cache'

/** Longer texts are made anew each time: no name is as long. */
const maxLength = 1000

/** `make`, with what it made of the last `most` texts at hand. For what is asked over and over. */
export function memoize(
  maxEntries: number,
  make: (text: string) => string,
): (text: string) => string {
  const made = new LRUCache<string, string>({ max: maxEntries })
  return (text) => {
    const cached = made.get(text)
    if (cached !== undefined) return cached
    const fresh = make(text)
    if (text.length <= maxLength) made.set(text, fresh)
    return fresh
  }
}
