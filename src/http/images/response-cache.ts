import { hash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { LRUCache } from 'lru-cache'
import type { CatalogState } from '../../catalog/database/catalog-state.ts'
import { type Accepted, parseAccept } from '../../render/plan/accept.ts'
import type { Derivatives } from '../../render/derivatives/derivatives.ts'
import type { ReadyAnswer } from '../connection/fast-path.ts'
import { bytesOf, type Fields, fieldsOf, fromStorage, type Heading, toHeading } from './heading.ts'
import { maxSingleWrite } from '../connection/pieces.ts'
import type { PlainRequest } from '../connection/plain-request.ts'
import { readHead } from '../connection/request-head.ts'
import type { RawRequest } from '../access/without-accounts.ts'

/** The answer of the routes to one URL, which later requests of the same kind may get as well. */
export interface CacheableResponse {
  /** `catalog.generation`, read before anything was asked of the catalog. */
  readonly generation: number
  /** Of the derivative; absent for an original, whose file must be looked at each time. */
  readonly key?: string
  /** Of the body, in bytes. */
  readonly length: number
  /** As sent, with its quotes. */
  readonly etag: string
  /** Of a 200. */
  readonly headers: Readonly<Record<string, unknown>>
  /** Whether a request may have the same answer; absent: any. */
  readonly mayReuse?: (request: RawRequest) => boolean
  /** Called for each answer given, with where it goes. */
  readonly onAnswer?: (peer: string | undefined) => void
}

interface CachedResponse extends Omit<CacheableResponse, 'headers'> {
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

export interface QuickAnswer extends ReadyAnswer, Heading {}

/** All that is remembered, by `bytesOf`: some 12,000 URLs as clients send them. */
export const maxCachedBytes = 32 * 1024 * 1024
/** Variants of one URL: with and without WebP, for several users. */
const maxVariants = 8
const maxUrlLength = 2048
/** Who uses a token is looked up again after so many milliseconds, so that its use is seen. */
const identityLifetime = 60_000

/**
 * Answers GET and HEAD of images from memory, before the URL is even parsed. An answer is that of
 * the routes to the same URL, `Accept` and credentials. It is valid as long as nothing was written
 * that could change it, which `catalog.generation` tells. Ranges and preconditions other than one
 * entity tag are left to the routes.
 */
export class ResponseCache {
  readonly #catalog: Pick<CatalogState, 'generation'>
  readonly #derivatives: Pick<Derivatives, 'held' | 'isHeld' | 'openCached'>
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
  #isStopped = false
  /** Answered from here with a body (or its head) and with a 304: plain fields, cheap to count. */
  hits = 0
  notModified = 0
  /** Answered from here with bytes that were read from storage. */
  storageHits = 0

  constructor(
    catalog: Pick<CatalogState, 'generation'>,
    derivatives: Pick<Derivatives, 'held' | 'isHeld' | 'openCached'>,
  ) {
    this.#catalog = catalog
    this.#derivatives = derivatives
  }

  /** Bytes that are remembered at present, `maxCachedBytes` at most. */
  get bytes(): number {
    return this.#byUrl.calculatedSize
  }

  /** `undefined` when the routes must answer. What is found is counted as answered. */
  find(request: PlainRequest, socket: RawRequest['socket']): QuickAnswer | undefined {
    const { method, head } = request
    const cached = this.#match(request, socket)
    if (cached === undefined) return undefined
    if (head.ifNoneMatch !== undefined) {
      if (head.ifNoneMatch !== cached.etag) return undefined
      this.notModified++
      cached.onAnswer?.(socket.remoteAddress)
      cached.notModified ??= toHeading(304, cached.fields)
      return { ...cached.notModified, body: undefined }
    }
    const body = cached.key === undefined ? undefined : this.#derivatives.held(cached.key)
    // Made anew since, by another way, it may be longer or shorter. A large one leaves in pieces.
    if (body?.length !== cached.length || body.length > maxSingleWrite) return undefined
    this.hits++
    cached.onAnswer?.(socket.remoteAddress)
    cached.whole ??= toHeading(200, cached.fields)
    return { ...cached.whole, body: method === 'GET' ? body : undefined }
  }

  #match(
    { url, head, rawHeaders }: PlainRequest,
    socket: RawRequest['socket'],
  ): CachedResponse | undefined {
    const variants = this.#byUrl.get(url)
    if (variants === undefined || this.#isStopped) return undefined
    const accepted = parseAccept(head.accept)
    const identity = identityHash(head.identity)
    let cached: CachedResponse | undefined
    for (const variant of variants)
      if (variant.accepted === accepted && variant.identity === identity) cached = variant
    if (cached === undefined || !this.#holds(cached)) return undefined
    return cached.mayReuse?.({ rawHeaders, socket }) === false ? undefined : cached
  }

  /**
   * Answers what Node has read. False, and nothing is done, when the routes must answer; a promise
   * of that where it shows only when storage was asked. It never rejects.
   */
  answer(
    { method, url = '', rawHeaders, socket }: IncomingMessage,
    response: ServerResponse,
  ): boolean | Promise<boolean> {
    // Most requests are of no URL that is known: their heads need not be read.
    if ((method !== 'GET' && method !== 'HEAD') || !this.#byUrl.has(url)) return false
    const head = readHead(rawHeaders)
    if (!head.isPlain) return false
    const request = { method, url, head, rawHeaders } as const
    const found = this.find(request, socket)
    if (found === undefined) return this.#answerFromStorage(request, socket, response)
    response.writeHead(found.status, found.fields as string[])
    response.end(found.body)
    return true
  }

  #answerFromStorage(
    request: PlainRequest,
    socket: RawRequest['socket'],
    response: ServerResponse,
  ): boolean | Promise<boolean> {
    const cached = this.#match(request, socket)
    const isWhole = request.method === 'GET' && request.head.ifNoneMatch === undefined
    if (cached?.key === undefined || !isWhole || this.#derivatives.isHeld(cached.key)) return false
    return this.#sendStored(cached.key, cached, socket, response)
  }

  async #sendStored(
    key: string,
    cached: CachedResponse,
    socket: RawRequest['socket'],
    response: ServerResponse,
  ): Promise<boolean> {
    const bytes = await this.#derivatives.openCached(key)
    // The catalog may have changed meanwhile. A large one leaves in pieces.
    if (bytes?.length !== cached.length || bytes.length > maxSingleWrite) return false
    if (!this.#holds(cached) || this.#isStopped) return false
    this.storageHits++
    cached.onAnswer?.(socket.remoteAddress)
    cached.stored ??= toHeading(200, fromStorage(cached.fields))
    response.writeHead(200, cached.stored.fields as string[])
    response.end(bytes)
    return true
  }

  /** Remembers what the routes answer to a URL, as it came, with these fields. */
  remember(url: string, rawHeaders: readonly string[], findings: CacheableResponse): void {
    const { headers, ...found } = findings
    const head = readHead(rawHeaders)
    // A whole URL brings a host of its own.
    if (!head.isPlain || !url.startsWith('/') || url.length > maxUrlLength) return
    const accepted = parseAccept(head.accept)
    const identity = identityHash(head.identity)
    const fields = fieldsOf(headers)
    const cached: CachedResponse = {
      ...found,
      accepted,
      identity,
      fields,
      bytes: bytesOf(fields, url),
      cachedAt: performance.now(),
    }
    const others = (this.#byUrl.peek(url) ?? []).filter(
      (variant) => variant.accepted !== accepted || variant.identity !== identity,
    )
    this.#set(url, [cached, ...others.slice(0, maxVariants - 1)])
  }

  /** No request is answered with this derivative from here, until the routes do so again. */
  forget(key: string): void {
    for (const url of this.#urls.get(key) ?? []) {
      const others = this.#byUrl.peek(url)?.filter((variant) => variant.key !== key) ?? []
      if (others.length > 0) this.#set(url, others)
      else this.#byUrl.delete(url)
    }
    this.#urls.delete(key)
  }

  /** Forgets everything: the routes answer what is asked next. */
  releaseMemory(): void {
    this.#byUrl.clear()
    this.#urls.clear()
  }

  /** Nothing is answered from here any more, so that the routes may say goodbye. */
  stop(): void {
    this.#isStopped = true
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

  #holds({ generation, identity, cachedAt }: CachedResponse): boolean {
    if (generation !== this.#catalog.generation) return false
    return identity === '' || performance.now() - cachedAt < identityLifetime
  }
}

/**
 * What a request says of its sender, short whatever it says: headers of 16 kB are remembered in 43
 * characters, and no token stays in memory.
 */
function identityHash(identity: string): string {
  return identity === '' ? '' : hash('sha256', identity, 'base64url')
}
