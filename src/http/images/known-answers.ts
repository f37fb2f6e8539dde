import { hash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { LRUCache } from 'lru-cache'
import type { CatalogState } from '../../catalog/database/catalog-state.ts'
import { type Accepted, parseAccept } from '../../render/plan/accept.ts'
import type { Derivatives } from '../../render/derivatives/derivatives.ts'
import { notModifiedFields } from '../protocol/caching.ts'
import type { ReadyAnswer } from '../connection/front.ts'
import { cacheStatus } from './image-tier.ts'
import { longestWhole } from '../connection/pieces.ts'
import type { PlainRequest } from '../connection/plain-request.ts'
import { readHead } from '../connection/request-head.ts'
import type { RawRequest } from '../access/without-accounts.ts'

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
  /** Whether a request may have the same answer; absent: any. */
  readonly mayRepeat?: (request: RawRequest) => boolean
  /** Called for each answer given. */
  readonly onAnswer?: () => void
}

interface KnownAnswer extends Omit<Findings, 'headers'> {
  readonly accepted: Accepted
  /** What the request said of who sends it, as `identityHash` has it. */
  readonly identity: string
  /** Names and values of a 200, but for what is true of one answer alone. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  /** What it takes in memory, with the headings that it may get. */
  readonly bytes: number
  /** As `performance.now()` has it: the clock may be set back. */
  readonly knownAt: number
  /** Made when the URL is asked for again, which most never are. */
  whole?: Heading
  notModified?: Heading
}

/** Status and fields of an answer in two forms: for Node, and as they go over the wire. */
interface Heading {
  readonly status: 200 | 304
  /** Names and values in turn, as `writeHead` takes them. */
  readonly fields: readonly string[]
  /** Status line and fields, each with its line end. */
  readonly head: string
}

export interface QuickAnswer extends ReadyAnswer, Heading {}

/** All that is remembered, by `bytesOf`: some 12,000 URLs as clients send them. */
export const maxKnownBytes = 32 * 1024 * 1024
/** Ways of asking for one URL: with WebP or without, by several users. */
const maxWays = 8
const maxUrlLength = 2048
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
  readonly #catalog: Pick<CatalogState, 'generation'>
  readonly #derivatives: Pick<Derivatives, 'held' | 'isHeld'>
  readonly #byUrl = new LRUCache<string, readonly KnownAnswer[]>({
    maxSize: maxKnownBytes,
    sizeCalculation: (ways, url) => ways.reduce((sum, { bytes }) => sum + bytes, url.length),
    // Whatever takes it out: what it is known by goes along.
    dispose: (ways, url) => {
      for (const { key } of ways) if (key !== undefined) this.#dropUrl(key, url)
    },
  })
  /** By the derivative that they are answered with. */
  readonly #urls = new Map<string, Set<string>>()
  #isStopped = false
  /** Answered from here with a body (or its head) and with a 304: plain fields, cheap to count. */
  hits = 0
  notModified = 0

  constructor(
    catalog: Pick<CatalogState, 'generation'>,
    derivatives: Pick<Derivatives, 'held' | 'isHeld' | 'onLeave'>,
  ) {
    this.#catalog = catalog
    this.#derivatives = derivatives
    derivatives.onLeave((key) => this.#forget(key))
  }

  /** Bytes that are remembered at present, `maxKnownBytes` at most. */
  get bytes(): number {
    return this.#byUrl.calculatedSize
  }

  /** `undefined` when the routes must answer. What is found is counted as answered. */
  find(
    { method, url, head, rawHeaders }: PlainRequest,
    socket: RawRequest['socket'],
  ): QuickAnswer | undefined {
    const ways = this.#byUrl.get(url)
    if (ways === undefined || this.#isStopped) return undefined
    const accepted = parseAccept(head.accept)
    const identity = identityHash(head.identity)
    let known: KnownAnswer | undefined
    for (const way of ways) if (way.accepted === accepted && way.identity === identity) known = way
    if (known === undefined || !this.#holds(known)) return undefined
    if (known.mayRepeat?.({ rawHeaders, socket }) === false) return undefined
    if (head.ifNoneMatch !== undefined) {
      if (head.ifNoneMatch !== known.etag) return undefined
      this.notModified++
      known.onAnswer?.()
      known.notModified ??= toHeading(304, known.fields)
      return { ...known.notModified, body: undefined }
    }
    const body = known.key === undefined ? undefined : this.#derivatives.held(known.key)
    // Made anew since, by another way, it may be longer or shorter. A large one leaves in pieces.
    if (body?.length !== known.length || body.length > longestWhole) return undefined
    this.hits++
    known.onAnswer?.()
    known.whole ??= toHeading(200, known.fields)
    return { ...known.whole, body: method === 'GET' ? body : undefined }
  }

  /** Answers what Node has read. False, and nothing is done, when the routes must answer. */
  answer(
    { method, url = '', rawHeaders, socket }: IncomingMessage,
    response: ServerResponse,
  ): boolean {
    // Most requests are of no URL that is known: their heads need not be read.
    if ((method !== 'GET' && method !== 'HEAD') || !this.#byUrl.has(url)) return false
    const head = readHead(rawHeaders)
    const found = head.isPlain ? this.find({ method, url, head, rawHeaders }, socket) : undefined
    if (found === undefined) return false
    response.writeHead(found.status, found.fields as string[])
    response.end(found.body)
    return true
  }

  /**
   * Remembers what the routes answer to a URL, as it came, with these fields; of a derivative for as
   * long as it is held in memory, for without its bytes there is little to be quick with.
   */
  remember(url: string, rawHeaders: readonly string[], findings: Findings): void {
    const { headers, ...found } = findings
    const { key } = found
    const head = readHead(rawHeaders)
    // A whole URL brings a host of its own.
    if (!head.isPlain || !url.startsWith('/') || url.length > maxUrlLength) return
    if (key !== undefined && !this.#derivatives.isHeld(key)) return
    const accepted = parseAccept(head.accept)
    const identity = identityHash(head.identity)
    const fields = fieldsOf(headers)
    const known: KnownAnswer = {
      ...found,
      accepted,
      identity,
      fields,
      bytes: bytesOf(fields, url),
      knownAt: performance.now(),
    }
    const others = (this.#byUrl.peek(url) ?? []).filter(
      (way) => way.accepted !== accepted || way.identity !== identity,
    )
    this.#set(url, [known, ...others.slice(0, maxWays - 1)])
  }

  /** Nothing is answered from here any more, so that the routes may say goodbye. */
  stop(): void {
    this.#isStopped = true
    this.#byUrl.clear()
    this.#urls.clear()
  }

  #set(url: string, ways: readonly KnownAnswer[]): void {
    this.#byUrl.set(url, ways)
    for (const { key } of ways) {
      if (key === undefined) continue
      const urls = this.#urls.get(key) ?? new Set()
      this.#urls.set(key, urls.add(url))
    }
  }

  #forget(key: string): void {
    for (const url of this.#urls.get(key) ?? []) {
      const others = this.#byUrl.peek(url)?.filter((way) => way.key !== key) ?? []
      if (others.length > 0) this.#set(url, others)
      else this.#byUrl.delete(url)
    }
    this.#urls.delete(key)
  }

  #dropUrl(key: string, url: string): void {
    const urls = this.#urls.get(key)
    if (urls?.delete(url) === true && urls.size === 0) this.#urls.delete(key)
  }

  #holds({ generation, identity, knownAt }: KnownAnswer): boolean {
    if (generation !== this.#catalog.generation) return false
    return identity === '' || performance.now() - knownAt < identityLifetime
  }
}

/** As RFC 9110 15 has them. */
const reasons = { 200: 'OK', 304: 'Not Modified' } as const

function toHeading(status: Heading['status'], all: KnownAnswer['fields']): Heading {
  const fields = status === 200 ? all : all.filter(([name]) => notModifiedFields.has(name))
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`)
  return {
    status,
    fields: fields.flat(),
    head: `HTTP/1.1 ${status} ${reasons[status]}\r\n${lines.join('')}`,
  }
}

function fieldsOf(headers: Findings['headers']): KnownAnswer['fields'] {
  return Object.entries({ ...headers, 'cache-status': cacheStatus.memory })
    .filter(([name, value]) => value !== undefined && !passingHeaders.has(name))
    .map(([name, value]) => [name, String(value)])
}

/** Objects, arrays and places in maps that go with one answer, in bytes. */
const fixedBytes = 1200

/** More than one answer takes: its fields, both headings, and where its URL stands. */
function bytesOf(fields: KnownAnswer['fields'], url: string): number {
  const text = fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  return fixedBytes + url.length + 3 * text
}

/**
 * What a request says of its sender, short whatever it says: headers of 16 kB are remembered in 43
 * characters, and no token stays in memory.
 */
function identityHash(identity: string): string {
  return identity === '' ? '' : hash('sha256', identity, 'base64url')
}
