import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { LRUCache } from 'lru-cache'
import { moduleBeside } from '../../installation.ts'
import { RequestWorker } from '../../media/request-worker.ts'
import type { Moment } from '../images/freshness.ts'
import type { PassedRequest } from '../pass.ts'
import type { ImageFacts } from './find-tags.ts'
import type { PassedJson } from './tag-worker.ts'

export type FactsListener = (
  facts: ImageFacts,
  seen: Moment & { readonly date: number | undefined },
  request: PassedRequest,
) => void

/** A longer answer is not read. */
const maxBytes = 8 * 1024 * 1024
/** All that is collected or waits to be read; beyond it, answers are not read. */
const maxTotalBytes = 32 * 1024 * 1024
/** Tags and ids of answers that were read, some 150 bytes each. */
const maxRemembered = 40_000

/** Where items and users are told of; what else is JSON may hold what a client put there. */
const aboutItems =
  /\/(?:Items|Users|UserItems|UserViews|Shows|Movies|Artists|Genres|MusicGenres|Persons|Studios|Years|Search|Playlists|LiveTv|Channels|Trailers|Albums|Songs|Sessions|Library|Collections)(?:[/?]|$)/i
const notTold = /\/(?:DisplayPreferences|Configuration|PlaybackInfo|RemoteImages|Images)(?:[/?]|$)/i

const encodings = new Set(['identity', 'gzip', 'deflate', 'br'])

/**
 * Reads what answers say of images once they have passed, in a thread: the bytes do not wait for it.
 * An answer with the bytes of one before says the same again, and need not be read.
 */
export class TagReader implements AsyncDisposable {
  readonly #listener: FactsListener
  readonly #worker = new RequestWorker<PassedJson, string>(
    moduleBeside(import.meta.url, 'tag-worker'),
    { timeout: 5_000, maxHeapMb: 512 },
  )
  readonly #stopping = new AbortController()
  /** By encoding and hash of the bytes. */
  readonly #read = new LRUCache<string, ImageFacts>({
    maxSize: maxRemembered,
    sizeCalculation: ({ tags, ownerIds }) => 1 + tags.length + ownerIds.length,
  })
  /** Answers that passed and are not read yet. */
  readonly #pending = new Set<Promise<void>>()
  #bytes = 0

  constructor(listener: FactsListener) {
    this.#listener = listener
  }

  /** Listens to an answer that is about items; other answers it leaves alone. */
  observe(request: PassedRequest, answer: IncomingMessage): void {
    const { method, path, sentAt } = request
    const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = answer.headers
    if (method !== 'GET' || answer.statusCode !== 200 || !/^application\/json\b/i.test(type)) return
    if (!encodings.has(encoding) || !aboutItems.test(path) || notTold.test(path)) return
    const date = Date.parse(answer.headers.date ?? '')
    const chunks: Buffer[] = []
    let length = 0
    const forget = () => {
      this.#bytes -= length
      chunks.length = 0
      answer.off('data', collect).off('end', read).off('close', forget)
    }
    const collect = (chunk: Buffer) => {
      if (length + chunk.length > maxBytes || this.#bytes + chunk.length > maxTotalBytes)
        return forget()
      length += chunk.length
      this.#bytes += chunk.length
      chunks.push(chunk)
    }
    const read = () => {
      const seen = {
        sentAt,
        receivedAt: performance.now(),
        date: Number.isNaN(date) ? undefined : date,
      }
      answer.off('data', collect).off('close', forget)
      const reading = this.#facts(chunks, length, encoding)
        .then((facts) => facts && this.#listener(facts, seen, request))
        .finally(() => {
          this.#bytes -= length
          this.#pending.delete(reading)
        })
      this.#pending.add(reading)
    }
    answer.on('data', collect).once('end', read).once('close', forget)
  }

  /** Whether an answer that has passed is not read yet. */
  get isReading(): boolean {
    return this.#pending.size > 0
  }

  /** Resolves when the answers that have passed are read, at the latest after `milliseconds`. */
  async settled(milliseconds: number): Promise<void> {
    if (this.#pending.size === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, milliseconds)
    await Promise.race([promise, Promise.all(this.#pending)])
    clearTimeout(timer)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    await this.#worker[Symbol.asyncDispose]()
  }

  /** `undefined` where it cannot be read in time. */
  async #facts(
    chunks: readonly Buffer[],
    length: number,
    encoding: string,
  ): Promise<ImageFacts | undefined> {
    // The client gets its bytes first.
    await new Promise(setImmediate)
    const hash = createHash('sha256')
    for (const chunk of chunks) hash.update(chunk)
    const name = `${encoding} ${hash.digest('base64url')}`
    const existing = this.#read.get(name)
    if (existing !== undefined) return existing
    // Of its own, for it goes to the thread for good.
    const bytes = new Uint8Array(length)
    let at = 0
    for (const chunk of chunks) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    const transfer = [bytes.buffer]
    const outcome = await this.#worker.ask({ bytes, encoding }, this.#stopping.signal, transfer)
    if (outcome.kind !== 'answer') return undefined
    const facts = JSON.parse(outcome.answer) as ImageFacts
    this.#read.set(name, facts)
    return facts
  }
}
