import type { IncomingMessage, ServerResponse } from 'node:http'
import { LRUCache } from 'lru-cache'
import type { Catalog } from '../catalog/catalog.ts'
import { type Accepted, parseAccept } from '../render/accept.ts'
import type { Derivatives } from '../render/derivatives.ts'
import { notModifiedFields } from './caching.ts'
import { memoryHit } from './image-body.ts'
import { readHead } from './request-head.ts'

/** What the way through the routes found out of one URL, for those who ask in the same way. */
export interface Findings {
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
  /** Called for each answer given. */
  readonly onAnswer?: () => void
}

interface KnownAnswer extends Omit<Findings, 'headers'> {
  readonly accepted: Accepted
  /** What the request said of who sends it. */
  readonly identity: string
  /** As `performance.now()` has it: the clock may be set back. */
  readonly knownAt: number
  /** Names and values in turn, as `writeHead` takes them. */
  readonly whole: readonly string[]
  readonly notModified: readonly string[]
}

/** URLs remembered at most. One takes about 2 kB. */
const mostKnown = 16_384
/** Ways of asking for one URL: with WebP or without, by several users. */
const mostWays = 8
const longestUrl = 2048
/** Who uses a token is looked up again after so many milliseconds, so that its use is seen. */
const identityLifetime = 60_000

/** What is true of one answer alone. */
const passingHeaders = new Set(['server-timing', 'x-request-id'])

/**
 * Answers to GET and HEAD of images that need nothing but memory, before anything of a URL is
 * parsed. What is answered here is what the routes answered to the same URL, `Accept` and
 * credentials, and only for as long as nothing was written that could change that answer:
 * `catalog.generation` tells. Whatever is not plain (ranges, other preconditions than the one
 * entity tag) goes through the routes.
 */
export class KnownAnswers {
  readonly #catalog: Pick<Catalog, 'generation'>
  readonly #derivatives: Pick<Derivatives, 'held'>
  readonly #byUrl = new LRUCache<string, KnownAnswer[]>({ max: mostKnown })
  #isStopped = false
  /** Answered from here with a body (or its head) and with a 304: plain fields, cheap to count. */
  hits = 0
  notModified = 0

  constructor(catalog: Pick<Catalog, 'generation'>, derivatives: Pick<Derivatives, 'held'>) {
    this.#catalog = catalog
    this.#derivatives = derivatives
  }

  /** False, and nothing is done, when the routes must answer. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const ways = this.#byUrl.get(request.url ?? '')
    if (ways === undefined || this.#isStopped) return false
    const { method } = request
    if (method !== 'GET' && method !== 'HEAD') return false
    const head = readHead(request.rawHeaders)
    if (!head.isPlain) return false
    const accepted = parseAccept(head.accept)
    let known: KnownAnswer | undefined
    for (const way of ways)
      if (way.accepted === accepted && way.identity === head.identity) known = way
    if (known === undefined || !this.#holds(known)) return false
    if (head.ifNoneMatch !== undefined) {
      if (head.ifNoneMatch !== known.etag) return false
      response.writeHead(304, known.notModified as string[]).end()
      this.notModified++
    } else {
      const body = known.key === undefined ? undefined : this.#derivatives.held(known.key)
      // Made anew since, by another way, it may be longer or shorter.
      if (body?.length !== known.length) return false
      response.writeHead(200, known.whole as string[])
      if (method === 'HEAD') response.end()
      else response.end(body)
      this.hits++
    }
    known.onAnswer?.()
    return true
  }

  /** Remembers what the routes answer to a URL, as it came, with these fields. */
  remember(url: string, rawHeaders: readonly string[], findings: Findings): void {
    const head = readHead(rawHeaders)
    if (!head.isPlain || url.length > longestUrl) return
    const { headers, ...rest } = findings
    const whole = Object.entries({ ...headers, 'cache-status': memoryHit }).filter(
      ([name, value]) => value !== undefined && !passingHeaders.has(name),
    )
    const accepted = parseAccept(head.accept)
    const known: KnownAnswer = {
      ...rest,
      accepted,
      identity: head.identity,
      knownAt: performance.now(),
      whole: whole.flatMap(([name, value]) => [name, String(value)]),
      notModified: whole
        .filter(([name]) => notModifiedFields.has(name))
        .flatMap(([name, value]) => [name, String(value)]),
    }
    const others = (this.#byUrl.get(url) ?? []).filter(
      (way) => way.accepted !== accepted || way.identity !== head.identity,
    )
    this.#byUrl.set(url, [known, ...others.slice(0, mostWays - 1)])
  }

  /** Nothing is answered from here any more, so that the routes may say goodbye. */
  stop(): void {
    this.#isStopped = true
    this.#byUrl.clear()
  }

  #holds({ generation, identity, knownAt }: KnownAnswer): boolean {
    if (generation !== this.#catalog.generation) return false
    return identity === '' || performance.now() - knownAt < identityLifetime
  }
}
