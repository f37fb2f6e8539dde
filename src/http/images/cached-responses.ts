import { LRUCache } from 'lru-cache'
import type { Accepted } from '../../render/plan/accept.ts'
import type { RawRequest } from '../access/without-accounts.ts'
import type { Fields, Heading } from './heading.ts'

/** The answer of the routes to one URL, which later requests of the same kind may get as well. */
export interface CacheableResponse {
  /** `catalog.generation`, read before anything was asked of the catalog. */
  readonly generation: number
  /** Of the derivative; absent for an original, whose file must be looked at each time. */
  readonly key?: string
  /**
   * Of the body, in bytes; absent for a 304, which answers only who names `etag`: a client may have
   * a representation that others no longer get.
   */
  readonly length?: number
  /** As sent, with its quotes. */
  readonly etag: string
  /** Of the answer. */
  readonly headers: Readonly<Record<string, unknown>>
  /** Whether a request may have the same answer; absent: any. */
  readonly mayReuse?: (request: RawRequest) => boolean
  /** Called for each answer given, with where it goes. */
  readonly onAnswer?: (peer: string | undefined) => void
}

export interface CachedResponse extends Omit<CacheableResponse, 'headers'> {
  readonly accepted: Accepted
  /** What the request said of who sends it, as `identityHash` has it. */
  readonly identity: string
  readonly fields: Fields
  /** What it takes in memory, with the headings that it may get. */
  readonly bytes: number
  /** As `performance.now()` has it: the clock may be set back. */
  readonly cachedAt: number
  /** Made with the second request for the URL, which most URLs never get. */
  whole?: Heading
  notModified?: Heading
  stored?: Heading
}

/** All that is remembered, by `bytesOf`: some 12,000 URLs as clients send them. */
export const maxCachedBytes = 32 * 1024 * 1024
/** Variants of one URL: with and without WebP, for several users. */
const maxVariants = 8

/** Answers by URL, the least used of which leave, and by the derivative that they are made of. */
export class CachedResponses {
  readonly #byUrl = new LRUCache<string, readonly CachedResponse[]>({
    maxSize: maxCachedBytes,
    sizeCalculation: (variants, url) =>
      variants.reduce((sum, { bytes }) => sum + bytes, url.length),
    // However an entry leaves, the index by derivative is brought in step.
    dispose: (variants, url) => {
      for (const { key } of variants) if (key !== undefined) this.#dropUrl(key, url)
    },
  })
  /** By the derivative that they are answered with. */
  readonly #urls = new Map<string, Set<string>>()

  /** Bytes that are remembered at present, `maxCachedBytes` at most. */
  get bytes(): number {
    return this.#byUrl.calculatedSize
  }

  has(url: string): boolean {
    return this.#byUrl.has(url)
  }

  /**
   * Its answers, one with a body for each `accepted` and `identity`, and a 304 for each `etag`
   * besides. The URL is in use.
   */
  get(url: string): readonly CachedResponse[] | undefined {
    return this.#byUrl.get(url)
  }

  /** In the place of the one for the same. */
  add(url: string, cached: CachedResponse): void {
    const others = (this.#byUrl.peek(url) ?? []).filter((variant) => !isSame(variant, cached))
    this.#set(url, [cached, ...others.slice(0, maxVariants - 1)])
  }

  /** All that are answered with this derivative. */
  forget(key: string): void {
    for (const url of this.#urls.get(key) ?? []) {
      const others = this.#byUrl.peek(url)?.filter((variant) => variant.key !== key) ?? []
      if (others.length > 0) this.#set(url, others)
      else this.#byUrl.delete(url)
    }
    this.#urls.delete(key)
  }

  clear(): void {
    this.#byUrl.clear()
    this.#urls.clear()
  }

  #set(url: string, variants: readonly CachedResponse[]): void {
    this.#byUrl.set(url, variants)
    for (const { key } of variants) {
      if (key === undefined) continue
      const urls = this.#urls.get(key) ?? new Set()
      this.#urls.set(key, urls.add(url))
    }
  }

  #dropUrl(key: string, url: string): void {
    const urls = this.#urls.get(key)
    if (urls?.delete(url) === true && urls.size === 0) this.#urls.delete(key)
  }
}

/** Whether they answer the same requests. */
function isSame(one: CachedResponse, other: CachedResponse): boolean {
  if (one.accepted !== other.accepted || one.identity !== other.identity) return false
  const [hasBody, hasOtherBody] = [one.length !== undefined, other.length !== undefined]
  return hasBody === hasOtherBody && (hasBody || one.etag === other.etag)
}
