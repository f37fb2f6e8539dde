import { LRUCache } from 'lru-cache'

/** Longer texts are made anew each time: no name is as long. */
const maxLength = 1000

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
    if (text.length <= maxLength) made.set(text, fresh)
    return fresh
  }
}
