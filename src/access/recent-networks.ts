import { LRUCache } from 'lru-cache'

/** Milliseconds that a network is remembered after a request with a token. */
const lifetime = 7 * 24 * 60 * 60 * 1000

const maxNetworks = 4096

/**
 * Networks that signed-in users and API keys used recently. Clients put the URLs of images into
 * pages without a token: requests from these networks are probably theirs.
 */
export class RecentNetworks {
  readonly #recent = new LRUCache<string, true>({ max: maxNetworks, ttl: lifetime })

  /** A request with a token has just come from it. */
  add(network: string): void {
    this.#recent.set(network, true)
  }

  has(network: string): boolean {
    return this.#recent.has(network)
  }
}
