import { hash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CatalogState } from '../../catalog/database/catalog-state.ts'
import { parseAccept } from '../../render/plan/accept.ts'
import type { Derivatives } from '../../render/derivatives/derivatives.ts'
import type { ReadyAnswer } from '../connection/fast-path.ts'
import { CachedResponses, type CacheableResponse, type CachedResponse } from './cached-responses.ts'
import { bytesOf, fieldsOf, fromStorage, type Heading, toHeading } from './heading.ts'
import { maxSingleWrite } from '../connection/pieces.ts'
import type { PlainRequest } from '../connection/plain-request.ts'
import { readHead } from '../connection/request-head.ts'
import type { RawRequest } from '../access/without-accounts.ts'

export interface QuickAnswer extends ReadyAnswer, Heading {}

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
  readonly #cached = new CachedResponses()
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
    return this.#cached.bytes
  }

  /** What is in memory. `undefined` when others must answer. What is found is counted as answered. */
  findHeld(request: PlainRequest, socket: RawRequest['socket']): QuickAnswer | undefined {
    const cached = this.#match(request, socket)
    return cached && this.#fromMemory(cached, request, socket)
  }

  /**
   * `undefined` when the routes must answer; a promise, which never rejects, where that shows only
   * when storage was asked. What is found is counted as answered.
   */
  #find(
    request: PlainRequest,
    socket: RawRequest['socket'],
  ): QuickAnswer | undefined | Promise<QuickAnswer | undefined> {
    const cached = this.#match(request, socket)
    if (cached === undefined) return undefined
    return (
      this.#fromMemory(cached, request, socket) ??
      (this.#mayBeStored(cached, request) ? this.#fromStorage(cached, socket) : undefined)
    )
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
    if ((method !== 'GET' && method !== 'HEAD') || !this.#cached.has(url)) return false
    const head = readHead(rawHeaders)
    if (!head.isPlain) return false
    const request = { method, url, head, rawHeaders } as const
    const found = this.#find(request, socket)
    if (found === undefined) return false
    const send = (answer: QuickAnswer | undefined) => {
      if (answer === undefined) return false
      response.writeHead(answer.status, answer.fields as string[])
      response.end(answer.body)
      return true
    }
    return found instanceof Promise ? found.then(send) : send(found)
  }

  #match(
    { url, head, rawHeaders }: PlainRequest,
    socket: RawRequest['socket'],
  ): CachedResponse | undefined {
    const variants = this.#cached.get(url)
    if (variants === undefined || this.#isStopped) return undefined
    const accepted = parseAccept(head.accept)
    const identity = identityHash(head.identity)
    const named = head.ifNoneMatch
    const cached = variants.find(
      (variant) =>
        variant.accepted === accepted &&
        variant.identity === identity &&
        (named === undefined ? variant.length !== undefined : variant.etag === named),
    )
    if (cached === undefined || !this.#holds(cached)) return undefined
    return cached.mayReuse?.({ rawHeaders, socket }) === false ? undefined : cached
  }

  #fromMemory(
    cached: CachedResponse,
    { method, head }: PlainRequest,
    socket: RawRequest['socket'],
  ): QuickAnswer | undefined {
    if (head.ifNoneMatch !== undefined) {
      this.notModified++
      cached.onAnswer?.(socket.remoteAddress)
      cached.notModified ??= toHeading(304, cached.fields)
      return { ...cached.notModified, body: undefined }
    }
    const body = cached.key === undefined ? undefined : this.#derivatives.held(cached.key)
    // Made anew since, by another way, it may be longer or shorter. A large one leaves in pieces.
    if (body === undefined || body.length !== cached.length || body.length > maxSingleWrite)
      return undefined
    this.hits++
    cached.onAnswer?.(socket.remoteAddress)
    cached.whole ??= toHeading(200, cached.fields)
    return { ...cached.whole, body: method === 'GET' ? body : undefined }
  }

  /** Whether the answer may be read from storage: a whole one, which is not in memory. */
  #mayBeStored({ key, length }: CachedResponse, { method, head }: PlainRequest): boolean {
    if (method !== 'GET' || head.ifNoneMatch !== undefined) return false
    if (length === undefined || length > maxSingleWrite) return false
    return key !== undefined && !this.#derivatives.isHeld(key)
  }

  async #fromStorage(
    cached: CachedResponse,
    socket: RawRequest['socket'],
  ): Promise<QuickAnswer | undefined> {
    const body = await this.#derivatives.openCached(cached.key ?? '')
    // The catalog may have changed meanwhile. Made anew, it may be longer or shorter.
    if (body?.length !== cached.length || !this.#holds(cached) || this.#isStopped) return undefined
    this.storageHits++
    cached.onAnswer?.(socket.remoteAddress)
    cached.stored ??= toHeading(200, fromStorage(cached.fields))
    return { ...cached.stored, body }
  }

  /** Remembers what the routes answer to a URL, as it came, with these fields. */
  remember(url: string, rawHeaders: readonly string[], findings: CacheableResponse): void {
    const { headers, ...found } = findings
    const head = readHead(rawHeaders)
    // A whole URL brings a host of its own.
    if (!head.isPlain || !url.startsWith('/') || url.length > maxUrlLength) return
    const fields = fieldsOf(headers)
    this.#cached.add(url, {
      ...found,
      accepted: parseAccept(head.accept),
      identity: identityHash(head.identity),
      fields,
      bytes: bytesOf(fields, url),
      cachedAt: performance.now(),
    })
  }

  /** No request is answered with this derivative from here, until the routes do so again. */
  forget(key: string): void {
    this.#cached.forget(key)
  }

  /** Forgets everything: the routes answer what is asked next. */
  releaseMemory(): void {
    this.#cached.clear()
  }

  /** Nothing is answered from here any more, so that the routes may say goodbye. */
  stop(): void {
    this.#isStopped = true
    this.#cached.clear()
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
