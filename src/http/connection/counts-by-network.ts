import { networkOf } from '../../networks.ts'

/** How much of something is open at present, by the network of the client. */
export class CountsByNetwork {
  readonly #open = new Map<string, number>()
  readonly #max: number

  /** `max`: of one network; 0: no bound. */
  constructor(max: number) {
    this.#max = max
  }

  /** Counts one more, and returns what ends it; `undefined` when there are as many as may be. */
  open(address: string): (() => void) | undefined {
    const network = networkOf(address)
    const count = this.#open.get(network) ?? 0
    if (this.#max > 0 && count >= this.#max) return undefined
    this.#open.set(network, count + 1)
    return () => {
      const left = this.#open.get(network)! - 1
      if (left > 0) this.#open.set(network, left)
      else this.#open.delete(network)
    }
  }
}
