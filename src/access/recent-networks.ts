import { LRUCache } from 'lru-cache'

/** Milliseconds that a network is known after somebody with a token came from it. */
const lifetime = 7 * 24 * 60 * 60 * 1000

const maxNetworks = 4096

/**
 * Networks that users and API keys came from lately. Clients put the URLs of images into pages
 * without a token: what comes from there is likely theirs.
 */
export class RecentNetworks {
  readonly #recent = new LRUCache<string, true>({ max: maxNetworks, ttl: lifetime })

  /** Somebody with a token came from it just now. */
  add(network: string): void {
    this.#recent.set(network, true)
  }

  has(network: string): boolean {
    return this.#recent.has(network)
  }
}
