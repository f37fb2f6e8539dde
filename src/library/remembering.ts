import { LRUCache } from 'lru-cache'

/** `make`, with what it made of the last `most` texts at hand. For what is asked over and over. */
export function remembering(
  most: number,
  make: (text: string) => string,
): (text: string) => string {
  const made = new LRUCache<string, string>({ max: most })
  return (text) => {
    const known = made.get(text)
    if (known !== undefined) return known
    const fresh = make(text)
    made.set(text, fresh)
    return fresh
  }
}
