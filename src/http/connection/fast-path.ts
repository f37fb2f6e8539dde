import type { Server as HttpServer } from 'node:http'
import type { Socket } from 'node:net'
import { type PlainRequest, readPlainRequest } from './plain-request.ts'
import { findAnswer, refuseBytes } from './protocol-errors.ts'

/** An answer that needs nothing more to be made. */
export interface ReadyAnswer {
  /** Status line and fields, each with its line end, without those that tell of the connection. */
  readonly head: string
  readonly body: Uint8Array | undefined
}

export interface FastPathOptions {
  /** Milliseconds until a connection that sends nothing is refused. */
  readonly firstTimeout: number
  /** Milliseconds that a connection may rest between two requests; told to clients in seconds. */
  readonly keepAliveTimeout: number
  /** False for a new connection that was seen to already. */
  readonly admit?: (socket: Socket) => boolean
}

type Listener = (chunk: Buffer) => void

/**
 * Stands before Node's HTTP layer, and answers on the bare connection what is ready to be sent:
 * parsing a request, and writing an answer, by way of the general objects is the dearest part of a
 * hit. All else is Node's: bytes that are not exactly one plain request, and requests that `find`
 * knows no answer to, go to it as they came.
 *
 * At any time either this class listens to the bytes of a connection or Node does, with the very
 * listeners that it has put there: what it does with them (an upgrade takes them away, and its
 * parser goes to another connection) is true for every byte. A connection comes back only when
 * Node has been given one plain request, has answered it, and nothing else came or changed; else
 * it stays Node's, and nothing of this class is left on it. `test/http/connection/connection-lives.test.ts`
 * holds all this against Node alone.
 */
export class FastPath {
  readonly #server: HttpServer
  readonly #find: (request: PlainRequest, socket: Socket) => ReadyAnswer | undefined
  readonly #options: FastPathOptions
  /** What Node does with a new connection. */
  readonly #serve: readonly ((socket: Socket) => void)[]
  /** Connections that Node's HTTP layer does not know of. */
  readonly #own = new Set<Socket>()
  readonly #ending: string

  /** To be made before anything else listens to the connections of `server`. */
  constructor(
    server: HttpServer,
    find: (request: PlainRequest, socket: Socket) => ReadyAnswer | undefined,
    options: FastPathOptions,
  ) {
    this.#server = server
    this.#find = find
    this.#options = options
    this.#ending = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(options.keepAliveTimeout / 1000)}\r\n\r\n`
    this.#serve = server.listeners('connection') as ((socket: Socket) => void)[]
    server.removeAllListeners('connection')
    server.on('connection', (socket: Socket) => {
      if (options.admit?.(socket) !== false) this.#accept(socket)
    })
  }

  /** Ends connections on which nothing is under way. Node does so for those that it knows. */
  closeIdle(): void {
    for (const socket of this.#own) if (socket.writableLength === 0) socket.destroy()
  }

  #accept(socket: Socket): void {
    /** Node's, off the connection for as long as it is not Node's; absent before it knows of it. */
    let nodes: readonly Listener[] | undefined
    let hasAnswered = false

    const read = (chunk: Buffer) => {
      const request = socket.writable ? readPlainRequest(chunk) : undefined
      const answer = request && this.#find(request, socket)
      if (answer === undefined) return giveToNode(chunk, request !== undefined)
      // Node sees to that where it knows of the connection.
      if (!hasAnswered && nodes === undefined) socket.setTimeout(this.#options.keepAliveTimeout)
      hasAnswered = true
      this.#send(socket, answer)
    }
    const giveToNode = (chunk: Buffer, isPlain: boolean) => {
      // What waits already would reach Node's parser without changing `bytesRead`.
      const mayComeBack = isPlain && socket.readableLength === 0
      const { bytesRead } = socket
      if (nodes === undefined) this.#introduce(socket, forget)
      else for (const listener of nodes) socket.on('data', listener)
      socket.off('data', read)
      nodes = socket.listeners('data') as Listener[]
      socket.emit('data', chunk)
      if (mayComeBack) findAnswer(socket)?.once('finish', () => takeBack(bytesRead))
    }
    /** When no byte came since `bytesRead`, Node's parser stands between two requests. */
    const takeBack = (bytesRead: number) => {
      const hasHeardMore = socket.bytesRead !== bytesRead || socket.readableLength > 0
      if (hasHeardMore || !socket.writable || !socket.readable || socket.isPaused()) return
      if (nodes === undefined || !isSame(nodes, socket.listeners('data'))) return
      // First, so that there always is a listener.
      socket.on('data', read)
      for (const listener of nodes) socket.off('data', listener)
    }

    const onTimeout = () => {
      if (socket.bytesRead === 0) refuseBytes(silence(), socket)
      else socket.destroy()
    }
    const onEnd = () => socket.end()
    const forget = () => {
      this.#own.delete(socket)
      socket.off('timeout', onTimeout).off('end', onEnd).off('error', ignore).off('close', forget)
    }
    this.#own.add(socket)
    socket.on('data', read).on('timeout', onTimeout).on('end', onEnd).on('error', ignore)
    socket.on('close', forget)
    socket.setTimeout(this.#options.firstTimeout)
  }

  /** Has Node take a connection as if it were new. */
  #introduce(socket: Socket, forget: () => void): void {
    forget()
    socket.setTimeout(0)
    for (const serve of this.#serve) serve.call(this.#server, socket)
    // A second listener stops Node's parser from reading the socket by itself: this
    // stream still reads ahead, and would have the parser be given some while it is paused.
    socket.on('data', ignore).off('data', ignore)
  }

  #send(socket: Socket, { head, body }: ReadyAnswer): void {
    socket.cork()
    socket.write(`${head}${dateField()}${this.#ending}`, 'latin1')
    if (body !== undefined) socket.write(body)
    socket.uncork()
    // A client that does not read its answers is not read from either.
    if (socket.writableNeedDrain) socket.pause().once('drain', () => socket.resume())
  }
}

const ignore = () => undefined

const silence = () => Object.assign(new Error('Nothing came'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })

function isSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((one, at) => one === others[at])
}

let second = 0
let field = ''

/** RFC 9110 6.6.1. Made once a second. */
function dateField(): string {
  const now = Math.floor(Date.now() / 1000)
  if (now !== second) {
    second = now
    field = `Date: ${new Date(now * 1000).toUTCString()}\r\n`
  }
  return field
}
