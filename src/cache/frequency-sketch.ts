/** Rows of counters; a key has one in each, and the least of them is the nearest to the truth. */
const rows = 4

/** Odd, so that each row spreads keys in another way (Knuth, Caffeine). */
const seeds = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const

/** Counters end here: more often is not worth more. */
const maxCount = 15

/** Counters of a row an entry of the cache: what passes through it is more than what it holds. */
const countersEach = 8

/** Uses an entry of the cache until all counters are halved. */
const usesEach = 10

/**
 * How often keys were used lately, by estimate and never too low, in a fixed number of bytes: a
 * count-min sketch whose counters are halved from time to time (Einziger, Friedman, Manes,
 * "TinyLFU: A Highly Efficient Cache Admission Policy", ACM Transactions on Storage 13, 2017).
 */
export class FrequencySketch {
  readonly #counters: Uint8Array
  readonly #width: number
  readonly #maxUses: number
  #uses = 0

  /** `entries`: how many the cache holds, roughly. 32 to 64 bytes are taken for each. */
  constructor(entries: number) {
    this.#width = 2 ** Math.ceil(Math.log2(countersEach * Math.max(16, entries)))
    this.#counters = new Uint8Array(rows * this.#width)
    this.#maxUses = usesEach * Math.max(16, entries)
  }

  /** Counts one more use. */
  add(key: string): void {
    const hash = hashOf(key)
    const count = this.of(key)
    if (count < maxCount)
      for (let row = 0; row < rows; row++) {
        const at = this.#at(row, hash)
        // Those that are above it already are so by other keys ("conservative update").
        if (this.#counters[at] === count) this.#counters[at]!++
      }
    if (++this.#uses >= this.#maxUses) this.#age()
  }

  /** 0 to 15. */
  of(key: string): number {
    const hash = hashOf(key)
    let smallest = maxCount
    for (let row = 0; row < rows; row++)
      smallest = Math.min(smallest, this.#counters[this.#at(row, hash)]!)
    return smallest
  }

  #at(row: number, hash: number): number {
    const mixed = Math.imul(hash ^ (hash >>> 15), seeds[row]!)
    return row * this.#width + ((mixed ^ (mixed >>> 16)) & (this.#width - 1))
  }

  #age(): void {
    for (let at = 0; at < this.#counters.length; at++) this.#counters[at]! >>= 1
    this.#uses >>= 1
  }
}

/** FNV-1a. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
