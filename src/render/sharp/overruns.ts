import { LRUCache } from 'lru-cache'

const maxEntries = 1000
/** Of the pixels that were too many: more than these are not tried either. */
const share = 0.5

/**
 * Originals that took too much time or memory to make a picture of, and how large that was. One of
 * at most half the pixels may well be made.
 */
export class Overruns {
  /** For so long they are not tried again. */
  static readonly seconds = 600
  readonly #pixels = new LRUCache<string, number>({ max: maxEntries, ttl: 1000 * Overruns.seconds })

  add(tag: string, pixels: number): void {
    this.#pixels.set(tag, Math.min(pixels, this.#pixels.get(tag) ?? Infinity))
  }

  /** Whether a picture of so many pixels is not to be tried now. */
  forbid(tag: string, pixels: number): boolean {
    return pixels > share * (this.#pixels.get(tag) ?? Infinity)
  }
}
