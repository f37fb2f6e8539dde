import { LRUCache } from 'lru-cache'
import { FrequencySketch } from './frequency-sketch.ts'

export interface AdmissionCacheOptions<V extends object> {
  /** Of all that is held; `resize` changes it. */
  readonly maxBytes: number
  readonly sizeOf: (value: V) => number
  /** Hears of what is no longer held because other entries are worth more. */
  readonly onEvict: (key: string) => void
}

/** Part of the bytes that new entries have for themselves, whether they prove useful or not. */
const windowShare = 0.1

/** An entry that was requested only once never evicts another. */
const minFrequency = 2

/** What is held and not used counts for this much, so that many small ones outweigh a large one. */
const minWorth = 0.5

/** Until so little of it is used again, a cache that was full counts as full: gaps are no free room. */
const emptyShare = 0.75

/** What an entry is taken to have, to tell how many there will be. */
const meanBytes = 16_384
const maxCounted = 2 ** 17

/**
 * A cache bounded in bytes that weighs size against use: W-TinyLFU with aggregated victims
 * (Einziger, Eytan, Friedman, Manes, "Lightweight Robust Size Aware Cache Management", ACM
 * Transactions on Storage 18, 2022). New entries stand in a small window; one that falls out of it
 * takes the place of the least recently used others only if it was used more often than all of
 * those together that would have to leave for it. So what is asked for once, however much it is,
 * pushes out little.
 */
export class AdmissionCache<V extends object> {
  readonly #options: AdmissionCacheOptions<V>
  readonly #sketch: FrequencySketch
  readonly #window: LRUCache<string, V>
  readonly #main: LRUCache<string, V>
  #maxBytes: number
  #wasFull = false

  constructor(options: AdmissionCacheOptions<V>) {
    this.#options = options
    this.#maxBytes = options.maxBytes
    this.#sketch = new FrequencySketch(Math.min(maxCounted, options.maxBytes / meanBytes))
    // Bounded here, not there.
    const lru = () =>
      new LRUCache<string, V>({
        maxSize: Number.MAX_SAFE_INTEGER,
        sizeCalculation: (value) => this.#sizeOf(value),
      })
    this.#window = lru()
    this.#main = lru()
  }

  get bytes(): number {
    return this.#window.calculatedSize + this.#main.calculatedSize
  }

  /** From now on so many bytes are held at most. */
  resize(maxBytes: number): void {
    this.#maxBytes = maxBytes
    while (this.bytes > maxBytes) this.evictOne()
  }

  /** Entries held. */
  get size(): number {
    return this.#window.size + this.#main.size
  }

  has(key: string): boolean {
    return this.#main.has(key) || this.#window.has(key)
  }

  /** No use of it. */
  peek(key: string): V | undefined {
    return this.#main.peek(key) ?? this.#window.peek(key)
  }

  get(key: string): V | undefined {
    const value = this.#main.get(key) ?? this.#window.get(key)
    if (value !== undefined) this.#sketch.add(key)
    return value
  }

  /** Counts as a use of what may be held or not. */
  expect(key: string): void {
    this.#sketch.add(key)
  }

  /** Whether `set` would hold so many bytes under a new `key`, for a while at least. */
  admits(key: string, bytes: number): boolean {
    const maxBytes = this.#maxBytes
    if (bytes > maxBytes) return false
    if (bytes <= windowShare * maxBytes || this.bytes + bytes <= maxBytes) return true
    return this.#findVictims(key, this.bytes + bytes - maxBytes, 1) !== undefined
  }

  /** A use; holds it if it is worth it. */
  set(key: string, value: V): void {
    this.#sketch.add(key)
    if (this.#sizeOf(value) > this.#maxBytes) {
      if (this.delete(key)) this.#options.onEvict(key)
      return
    }
    if (this.#main.has(key)) this.#main.set(key, value)
    else this.#window.set(key, value)
    this.#shrink()
  }

  /** Holds what an earlier run did, as less recently used than all that is held, if it fits. */
  restore(entries: Iterable<readonly [key: string, value: V]>): void {
    const held = [...this.#main.entries()].toReversed()
    this.#main.clear()
    let free = this.#maxBytes - this.bytes
    for (const [, value] of held) free -= this.#sizeOf(value)
    const restored: (readonly [string, V])[] = []
    let isFull = false
    for (const [key, value] of entries) {
      isFull ||= this.#sizeOf(value) > free
      if (isFull) {
        this.#options.onEvict(key)
        continue
      }
      free -= this.#sizeOf(value)
      restored.push([key, value])
    }
    for (const [key, value] of [...restored.toReversed(), ...held]) this.#main.set(key, value)
  }

  /** Whether there was one. */
  delete(key: string): boolean {
    const wasInMain = this.#main.delete(key)
    return this.#window.delete(key) || wasInMain
  }

  /** Has what was least recently used leave. */
  evictOne(): void {
    for (const entries of [this.#main, this.#window])
      for (const key of entries.rkeys()) {
        entries.delete(key)
        this.#options.onEvict(key)
        return
      }
  }

  #sizeOf(value: V): number {
    return Math.max(1, this.#options.sizeOf(value))
  }

  #shrink(): void {
    const maxBytes = this.#maxBytes
    while (this.#window.calculatedSize > windowShare * maxBytes) {
      const [key, value] = this.#window.rentries().next().value as [string, V]
      this.#window.delete(key)
      const excess = this.bytes + this.#sizeOf(value) - maxBytes
      const victims = this.#findVictims(key, excess)
      if (victims === undefined) {
        this.#options.onEvict(key)
        continue
      }
      for (const victim of victims) {
        this.#main.delete(victim)
        this.#options.onEvict(victim)
      }
      this.#main.set(key, value)
    }
    // The window has grown to its share, or an entry of the rest has.
    while (this.bytes > maxBytes) this.evictOne()
  }

  /** Who would leave for `key`; `undefined` where they are worth more than it. */
  #findVictims(key: string, excess: number, moreUses = 0): readonly string[] | undefined {
    this.#wasFull &&= this.bytes > emptyShare * this.#maxBytes
    this.#wasFull ||= excess > 0
    if (!this.#wasFull) return []
    const frequency = this.#sketch.of(key) + moreUses
    if (frequency < minFrequency) return undefined
    if (excess <= 0) return []
    const victims: string[] = []
    let [freed, theirs] = [0, 0]
    for (const victim of this.#main.rkeys()) {
      theirs += Math.max(minWorth, this.#sketch.of(victim))
      if (theirs >= frequency) return undefined
      victims.push(victim)
      freed += this.#sizeOf(this.#main.peek(victim)!)
      if (freed >= excess) return victims
    }
    return undefined
  }
}
