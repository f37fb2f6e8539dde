import type { IncomingMessage } from 'node:http'
import { KeyartError } from '../../errors.ts'
import { Semaphore } from '../../semaphore.ts'
import type { RawHeaders } from '../fields.ts'
import type { LegacyTranslation } from '../legacy.ts'
import type { Origin } from '../origin.ts'
import type { FileFacts, Moment } from './freshness.ts'

/** On whose behalf an image is asked for. */
export interface Asker {
  /** Of the client, for origins that answer some networks alone. */
  readonly address: string
  /** What says who it is, as the client sent it; empty for nobody. */
  readonly fields: RawHeaders
  /** Tokens in the query, encoded; `''` for none. */
  readonly query: string
  /** Keyart itself, in advance: what it may see says nothing of clients. */
  readonly isAhead?: boolean
  /** Tells askers apart; `''` for nobody. */
  readonly identity: string
}

/** What the origin says to a question for one image. */
export type OriginAnswer =
  | {
      readonly kind: 'image'
      readonly facts: FileFacts
      readonly date: number | undefined
      readonly moment: Moment
    }
  /** Its status is the client's to hear. */
  | { readonly kind: 'refused'; readonly status: number }

/** Originals that are fetched at a time, and questions that are asked at a time. */
const maxFetches = 4
const maxQuestions = 8
/** Milliseconds until an origin that has nothing to say counts as away. */
const headTimeout = 10_000
/** Milliseconds for all of an original. */
const bodyTimeout = 60_000
const methodNotAllowed = 405

/** Names all, so that the file itself is sent and not a picture that was made of it. */
const acceptAll =
  'image/webp,image/avif,image/jxl,image/png,image/jpeg,image/gif,image/svg+xml,image/bmp,image/tiff,image/heic,image/*,*/*;q=0.8'

export interface OriginImagesDeps {
  readonly origin: Origin
  readonly via: string
  readonly legacy: () => LegacyTranslation | undefined
  /** Most bytes of an original. */
  readonly maxBytes: number
}

/** Asks the origin for original images, and whether they are still the same. */
export class OriginImages {
  readonly #deps: OriginImagesDeps
  readonly #fetches = new Semaphore(maxFetches)
  readonly #questions = new Semaphore(maxQuestions)

  constructor(deps: OriginImagesDeps) {
    this.#deps = deps
  }

  /**
   * @param timeout in milliseconds
   * @throws KeyartError UPSTREAM_AWAY
   */
  async look(path: string, asker: Asker, timeout = headTimeout): Promise<OriginAnswer> {
    return await this.#questions.run(async () => {
      {
        await using call = await this.#open('HEAD', path, asker, timeout)
        if (call.answer.statusCode !== methodNotAllowed) return call.outcome
      }
      // Jellyfin's splash screen. Its bytes are left where they are.
      await using call = await this.#open('GET', path, asker, timeout)
      return call.outcome
    })
  }

  /**
   * Fetches an original, and gives its bytes to `store` as they come.
   *
   * @throws KeyartError UPSTREAM_AWAY, IMAGE_TOO_LARGE; and what `store` throws
   */
  async fetch<T>(
    path: string,
    asker: Asker,
    store: (bytes: AsyncIterable<Uint8Array>) => Promise<T>,
  ): Promise<
    | (Extract<OriginAnswer, { kind: 'image' }> & { readonly stored: T })
    | Extract<OriginAnswer, { kind: 'refused' }>
  > {
    return await this.#fetches.run(async () => {
      await using call = await this.#open('GET', path, asker, headTimeout)
      const { outcome, answer } = call
      if (outcome.kind === 'refused') return outcome
      const stored = await store(this.#read(answer))
      const moment = { ...outcome.moment, receivedAt: performance.now() }
      return { ...outcome, moment, stored }
    })
  }

  async *#read(answer: IncomingMessage): AsyncGenerator<Buffer> {
    const { maxBytes } = this.#deps
    const declared = answer.headers['content-length']
    let length = 0
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > maxBytes)
        throw new KeyartError(
          'IMAGE_TOO_LARGE',
          `Expected an original of at most ${maxBytes} bytes`,
        )
      yield chunk
    }
    if (!answer.complete || (declared !== undefined && Number(declared) !== length))
      throw new KeyartError('UPSTREAM_AWAY', 'The server behind Keyart ended its answer early')
  }

  async #open(method: 'GET' | 'HEAD', path: string, asker: Asker, timeout: number) {
    const { origin, via, legacy } = this.#deps
    const query = asker.query === '' ? '' : `${path.includes('?') ? '&' : '?'}${asker.query}`
    const sentAt = performance.now()
    const own = { Host: origin.address.host, Accept: acceptAll }
    const head = {
      path: `${path}${query}`,
      fields: toFields({ ...own, 'X-Forwarded-For': asker.address, Via: via }, asker.fields),
    }
    const call = origin.open({ method, mayReuse: true, ...(legacy()?.(head) ?? head) })
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const late = () => call.destroy(Object.assign(new Error('Late'), { code: 'ETIMEDOUT' }))
    let timer = setTimeout(late, timeout)
    call.once('response', resolve).on('error', reject).end()
    const answer = await promise
      .catch((cause: unknown) => {
        throw new KeyartError('UPSTREAM_AWAY', 'The server behind Keyart does not answer', {
          cause,
        })
      })
      .finally(() => clearTimeout(timer))
    answer.on('error', () => undefined)
    timer = setTimeout(late, bodyTimeout)
    return {
      answer,
      outcome: toOutcome(answer, { sentAt, receivedAt: performance.now() }),
      [Symbol.asyncDispose]: async () => {
        clearTimeout(timer)
        // A connection is used again only when nothing is left on it.
        if (method === 'HEAD') answer.resume()
        else if (!answer.complete) call.destroy()
      },
    }
  }
}

function toFields(own: Readonly<Record<string, string>>, fields: RawHeaders): string[] {
  return [...Object.entries(own).flat(), ...fields]
}

function toOutcome({ statusCode = 0, headers }: IncomingMessage, moment: Moment): OriginAnswer {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (statusCode !== 200 || encoding !== 'identity') return { kind: 'refused', status: statusCode }
  const length = headers['content-length']
  const date = Date.parse(headers.date ?? '')
  return {
    kind: 'image',
    moment,
    date: Number.isNaN(date) ? undefined : date,
    facts: {
      length: length === undefined ? undefined : Number(length),
      lastModified: headers['last-modified'],
      etag: headers.etag,
    },
  }
}
