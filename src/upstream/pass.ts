import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { KeyartError } from '../errors.ts'
import { problemMime, toProblem } from '../http/protocol/problem.ts'
import { readTarget } from '../http/protocol/request-target.ts'
import { carryBody, directLength } from './carry-body.ts'
import { type FrontAddress, frontOf, type Peer, toClient, toOrigin } from './fields.ts'
import { isAboutServer, replyWithFrontAddress, withoutEncodings } from './local-address.ts'
import type { LegacyTranslation } from './legacy.ts'
import type { Origin } from './origin.ts'

/** Hears of answers as they pass. It may listen to their bytes, and must not hold them up. */
export type Observer = (request: PassedRequest, answer: IncomingMessage) => void

export interface PassedRequest {
  readonly method: string
  /** Path and query, as the origin got them. */
  readonly path: string
  /** When it was sent on, by `performance.now()`. */
  readonly sentAt: number
  /** As the client sent it. */
  readonly request: IncomingMessage
}

export interface PassDeps {
  readonly origin: Origin
  /** What Keyart calls itself in `Via`: `1.1 keyart-0123abcd`. */
  readonly via: string
  readonly isTrusted: (address: string) => boolean
  /** Absent where the origin understands the old ways by itself. */
  readonly legacy: () => LegacyTranslation | undefined
  readonly observe?: Observer
  /** `reason`: what the system says, such as `ECONNREFUSED`. */
  readonly onFailure: (reason: string, method: string) => void
}

/**
 * Sends a request on to the origin and its answer back, as if Keyart were not there: path, fields
 * and bytes as they came, with back-pressure in both directions. Whoever leaves ends the other side.
 *
 * Nothing is sent twice, but for a request without a body that was sent into a connection which the
 * origin was closing.
 *
 * @param cacheStatus what is said in `Cache-Status` of an image that was not Keyart's to answer
 */
export function pass(
  deps: PassDeps,
  request: IncomingMessage,
  response: ServerResponse,
  cacheStatus?: string,
): void {
  new Passage(deps, request, response, cacheStatus).begin()
}

/** Methods that say of themselves that they change nothing (RFC 9110 9.2.1). */
const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

class Passage {
  readonly #deps: PassDeps
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #cacheStatus: string | undefined
  readonly #method: string
  readonly #path: string
  readonly #fields: string[]
  readonly #front: FrontAddress
  readonly #hasBody: boolean
  /** Of the address that is rewritten into this one. */
  readonly #isAboutServer: boolean
  #call: ClientRequest | undefined

  constructor(
    deps: PassDeps,
    request: IncomingMessage,
    response: ServerResponse,
    cacheStatus: string | undefined,
  ) {
    const { path, host } = readTarget(request.url ?? '/')
    if (host !== undefined) request.headers.host = host
    const { headers, method = 'GET' } = request
    const peer = peerOf(request, deps)
    this.#deps = deps
    this.#request = request
    this.#response = response
    this.#cacheStatus = cacheStatus
    this.#method = method
    this.#front = frontOf(headers, peer)
    this.#hasBody =
      headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
    const fields = toOrigin(request.rawHeaders, headers, peer, deps.via)
    if (headers.host === undefined) fields.unshift('Host', deps.origin.address.host)
    if (headers['transfer-encoding'] !== undefined) fields.push('Transfer-Encoding', 'chunked')
    // Node would frame a body that nobody announced.
    else if (headers['content-length'] === undefined && !isBodiless(method))
      fields.push('Content-Length', '0')
    const translated = deps.legacy()?.({ path, fields }) ?? { path, fields }
    this.#path = translated.path
    this.#isAboutServer = isAboutServer(method, this.#path)
    this.#fields = this.#isAboutServer
      ? withoutEncodings(translated.fields)
      : [...translated.fields]
  }

  begin(): void {
    const response = this.#response
    response.once('close', () => {
      // A client that leaves ends what is done for it: transcodes stop.
      if (!response.writableFinished) this.#call?.destroy()
    })
    this.#send(safe.has(this.#method))
  }

  #send(mayReuse: boolean): void {
    const { origin, observe } = this.#deps
    const sentAt = performance.now()
    const call = this.#open(origin, mayReuse)
    if (call === undefined) return
    this.#call = call
    call.once('continue', () => this.#response.writeContinue())
    call.once('response', (answer) => {
      const [method, path, request] = [this.#method, this.#path, this.#request]
      observe?.({ method, path, sentAt, request }, answer)
      try {
        this.#reply(answer)
      } catch (error) {
        // Node reads a few bytes that it does not write, such as control characters in a reason.
        answer.destroy()
        this.#fail(error as Error, call)
      }
    })
    call.on('error', (error) => this.#fail(error, call))
    if (!this.#hasBody) return void call.end()
    // The origin hears of the request before the body comes: it may not want it.
    call.flushHeaders()
    this.#request.pipe(call)
  }

  /** What Node does not write, such as an odd path, is no request that the origin could answer. */
  #open(origin: Origin, mayReuse: boolean): ClientRequest | undefined {
    try {
      const [method, path, fields] = [this.#method, this.#path, this.#fields]
      return origin.open({ method, path, fields, mayReuse })
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException
      this.#deps.onFailure(code, this.#method)
      replyAway(this.#response)
      return undefined
    }
  }

  #reply(answer: IncomingMessage): void {
    const response = this.#response
    const request = this.#request
    const isCarried = () => this.#call === undefined
    answer.once('close', () => {
      if (isCarried()) return
      // Cut short by the origin: the client must not take it for the whole.
      if (!answer.complete) response.destroy()
      else if (!request.complete) {
        // Answered before the body was through: the rest is read and thrown away.
        if (this.#call !== undefined) request.unpipe(this.#call)
        request.resume()
      }
    })
    answer.on('error', () => isCarried() || response.destroy())
    if (response.destroyed) return void answer.destroy()
    const fields = toClient(
      answer.rawHeaders,
      this.#deps.origin.address.origin,
      this.#front,
      this.#deps.via,
    )
    if (this.#cacheStatus !== undefined) fields.push('Cache-Status', this.#cacheStatus)
    response.sendDate = false
    if (this.#isAboutServer) return replyWithFrontAddress(answer, response, fields, this.#front)
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', fields)
    // An event stream begins with its head alone.
    response.flushHeaders()
    const length = this.#method === 'GET' && !this.#hasBody && directLength(answer, response)
    if (typeof length !== 'number') return void answer.pipe(response)
    // After that, the end of the connection is not the origin's leaving.
    carryBody(answer, response, length, () => (this.#call = undefined))
  }

  #fail(error: NodeJS.ErrnoException, call: ClientRequest): void {
    const response = this.#response
    if (response.destroyed || call !== this.#call) return
    // Once it has begun, the close of the answer tells.
    if (response.headersSent) return void response.destroy()
    // RFC 9112 9.3.1: the connection was closed while it rested, and nothing was done.
    const wasClosing = call.reusedSocket && error.code === 'ECONNRESET'
    if (wasClosing && !this.#hasBody) return this.#send(false)
    this.#deps.onFailure(error.code ?? error.message, this.#method)
    this.#request.unpipe(call)
    replyAway(response)
  }
}

/** @throws nothing; answers that the origin cannot be reached */
export function replyAway(response: ServerResponse): void {
  const problem = toProblem(
    new KeyartError('UPSTREAM_AWAY', 'The server in front of which Keyart stands does not answer'),
  )
  const text = JSON.stringify(problem)
  // Named, for one that could not be written may stand there already.
  response.writeHead(problem.status, 'Bad Gateway', {
    'content-type': problemMime,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'retry-after': '5',
    connection: 'close',
  })
  response.end(text)
}

export function peerOf(
  { socket }: IncomingMessage,
  { isTrusted }: Pick<PassDeps, 'isTrusted'>,
): Peer {
  const address = socket.remoteAddress?.replace(/^::ffff:(?=\d)/, '') ?? ''
  return { address, isTrusted: isTrusted(address) }
}

/** Methods for which Node announces no body by itself. */
function isBodiless(method: string): boolean {
  return ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'].includes(method)
}
