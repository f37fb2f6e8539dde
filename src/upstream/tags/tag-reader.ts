import type { IncomingMessage } from 'node:http'
import { moduleBeside } from '../../installation.ts'
import { RequestWorker } from '../../media/request-worker.ts'
import type { Moment, NamedTag } from '../images/freshness.ts'
import type { PassedRequest } from '../pass.ts'
import type { PassedJson } from './tag-worker.ts'

export type TagListener = (
  tags: readonly NamedTag[],
  seen: Moment & { readonly date: number | undefined },
) => void

/** A longer answer is not read. */
const maxBytes = 8 * 1024 * 1024
/** All that is collected or waits to be read; beyond it, answers are not read. */
const maxTotalBytes = 32 * 1024 * 1024

/** Where items and users are told of; what else is JSON may hold what a client put there. */
const aboutItems =
  /\/(?:Items|Users|UserItems|UserViews|Shows|Movies|Artists|Genres|MusicGenres|Persons|Studios|Years|Search|Playlists|LiveTv|Channels|Trailers|Albums|Songs|Sessions|Library|Collections)(?:[/?]|$)/i
const notTold = /\/(?:DisplayPreferences|Configuration|PlaybackInfo|RemoteImages|Images)(?:[/?]|$)/i

const encodings = new Set(['identity', 'gzip', 'deflate', 'br'])

/** Reads the tags of images in answers as they pass, in a thread: the bytes do not wait for it. */
export class TagReader implements AsyncDisposable {
  readonly #listener: TagListener
  readonly #worker = new RequestWorker<PassedJson, readonly NamedTag[]>(
    moduleBeside(import.meta.url, 'tag-worker'),
    { timeout: 5_000, maxHeapMb: 512 },
  )
  readonly #stopping = new AbortController()
  /** Answers that passed and are not read yet. */
  readonly #pending = new Set<Promise<void>>()
  #bytes = 0

  constructor(listener: TagListener) {
    this.#listener = listener
  }

  /** Listens to an answer that is about items; other answers it leaves alone. */
  observe({ method, path, sentAt }: PassedRequest, answer: IncomingMessage): void {
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
      const bytes = new Uint8Array(Buffer.concat(chunks))
      const reading = this.#read({ bytes, encoding }, seen).finally(() => {
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

  async #read(json: PassedJson, seen: Parameters<TagListener>[1]): Promise<void> {
    const transfer = [json.bytes.buffer as ArrayBuffer]
    const outcome = await this.#worker.ask(json, this.#stopping.signal, transfer)
    if (outcome.kind === 'answer') this.#listener(outcome.answer, seen)
  }
}
