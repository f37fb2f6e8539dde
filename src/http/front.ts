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

export interface FrontOptions {
  /** Milliseconds until a connection that sends nothing is refused. */
  readonly firstTimeout: number
  /** Milliseconds that a connection may rest between two requests; told to clients in seconds. */
  readonly keepAliveTimeout: number
}

type Listener = (chunk: Buffer) => void

/**
 * Stands before Node's HTTP layer, and answers on the bare connection what is ready to be sent:
 * parsing a request, and writing an answer, by way of the general objects is the dearest part
 * of a hit. Bytes that are not exactly one plain request, and requests that `find`
 * knows no answer to, go to Node as they came, which has the connection from then on; of that one
 * only plain requests are read here that come while no answer is under way. So whatever is out of
 * the ordinary is Node's to judge, and answers keep the order of their requests.
 */
export class Front {
  readonly #server: HttpServer
  readonly #find: (request: PlainRequest, socket: Socket) => ReadyAnswer | undefined
  readonly #options: FrontOptions
  /** What Node does with a new connection. */
  readonly #serve: readonly ((socket: Socket) => void)[]
  /** Connections that Node's HTTP layer does not know of. */
  readonly #own = new Set<Socket>()
  readonly #ending: string

  /** To be made before anything else listens to the connections of `server`. */
  constructor(
    server: HttpServer,
    find: (request: PlainRequest, socket: Socket) => ReadyAnswer | undefined,
    options: FrontOptions,
  ) {
    this.#server = server
    this.#find = find
    this.#options = options
    this.#ending = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(options.keepAliveTimeout / 1000)}\r\n\r\n`
    this.#serve = server.listeners('connection') as ((socket: Socket) => void)[]
    server.removeAllListeners('connection')
    server.on('connection', (socket: Socket) => this.#accept(socket))
  }

  /** Ends connections on which nothing is under way. Node does so for those that it knows. */
  closeIdle(): void {
    for (const socket of this.#own) if (socket.writableLength === 0) socket.destroy()
  }

  #accept(socket: Socket): void {
    this.#own.add(socket)
    let toNode: Listener | undefined
    let hasAnswered = false
    const read = (chunk: Buffer) => {
      const isQuiet = socket.writable && findAnswer(socket) === undefined
      const request = isQuiet ? readPlainRequest(chunk) : undefined
      const answer = request && this.#find(request, socket)
      if (answer !== undefined) {
        // Node sees to that where the connection is Node's.
        if (!hasAnswered && toNode === undefined) socket.setTimeout(this.#options.keepAliveTimeout)
        hasAnswered = true
        this.#send(socket, answer)
      } else if (request === undefined) leave(chunk)
      else {
        toNode ??= handOver()
        toNode(chunk)
      }
    }
    /** Has Node take the connection, but not read from it: what it is given is passed to it. */
    const handOver = (): Listener => {
      giveUp()
      for (const serve of this.#serve) serve.call(this.#server, socket)
      const listeners = socket.listeners('data') as Listener[]
      socket.removeAllListeners('data')
      // Node's parser, which reads from the system by itself, stops that once others listen.
      socket.on('data', read)
      return (chunk) => {
        for (const listener of listeners) listener.call(socket, chunk)
      }
    }
    /** The connection is Node's for good. */
    const leave = (chunk: Buffer) => {
      toNode ??= handOver()
      socket.off('data', read)
      socket.on('data', toNode)
      toNode(chunk)
    }
    const onTimeout = () => {
      if (socket.bytesRead === 0) refuseBytes(silence(), socket)
      else socket.destroy()
    }
    const onEnd = () => socket.end()
    const giveUp = () => {
      this.#own.delete(socket)
      socket.off('data', read).off('timeout', onTimeout).off('end', onEnd).off('error', ignore)
      socket.off('close', giveUp)
    }
    socket.on('data', read).on('timeout', onTimeout).on('end', onEnd).on('error', ignore)
    socket.on('close', giveUp)
    socket.setTimeout(this.#options.firstTimeout)
  }

  #send(socket: Socket, { head, body }: ReadyAnswer): void {
    socket.cork()
    socket.write(`${head}${dateField()}${this.#ending}`, 'latin1')
    if (body !== undefined) socket.write(body)
    socket.uncork()
    // Whoever takes nothing is not heard any further.
    if (socket.writableNeedDrain) socket.pause().once('drain', () => socket.resume())
  }
}

const ignore = () => undefined

const silence = () => Object.assign(new Error('Nothing came'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })

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
