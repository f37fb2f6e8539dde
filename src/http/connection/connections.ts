import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { Socket } from 'node:net'
import { pendingBytes } from './pieces.ts'
import { findAnswer, refuseBytes } from './protocol-errors.ts'

/** How slow a client may be. */
export interface SlowClientLimits {
  /** Milliseconds that pass before a client counts as slow. */
  readonly grace: number
  /** Bytes a second, on average after that, that it has to send of a body, and to take of an answer. */
  readonly pace: number
  /** Bytes buffered for all clients together; above it, the connections stuck longest are closed. */
  readonly maxBufferedBytes: number
  /** Milliseconds between two checks. */
  readonly interval: number
}

/** A body of 70 MB may take two hours over a line of 64 kbit/s; a picture of a megabyte 3 minutes. */
const defaultLimits: SlowClientLimits = {
  grace: 60_000,
  pace: 8_000,
  maxBufferedBytes: 256_000_000,
  interval: 1_000,
}

interface Body {
  readonly request: IncomingMessage
  readonly since: number
  /** Bytes that the connection had brought by then. */
  readonly from: number
}

interface Connection {
  body?: Body
  /** Since when the same bytes wait to be taken. */
  bufferedSince: number
  /** Bytes handed over by then. */
  written: number
}

/**
 * Watches all connections of a server, so that a slow or malicious client slows down no other.
 * An idle connection is closed by Node's own timeouts.
 */
export class Connections implements Disposable {
  readonly #open = new Map<Socket, Connection>()
  readonly #limits: SlowClientLimits
  #timer: NodeJS.Timeout
  #isLeaving = false

  constructor(server: HttpServer, options: Partial<SlowClientLimits> = {}) {
    this.#limits = { ...defaultLimits, ...options }
    this.#timer = setInterval(() => this.#check(), this.#limits.interval).unref()
    server.on('connection', (socket) => {
      this.#open.set(socket, { bufferedSince: 0, written: 0 })
      socket.once('close', () => this.#open.delete(socket))
    })
    server.on('request', (request) => {
      const connection = this.#open.get(request.socket)
      if (connection === undefined || !hasBody(request)) return
      const from = request.socket.bytesRead
      connection.body = { request, since: performance.now(), from }
    })
    // With nothing to send and an answer in the making, silence is no fault of the client.
    server.on('timeout', (socket) => {
      if (findAnswer(socket) === undefined || socket.writableLength > 0) socket.destroy()
    })
  }

  get size(): number {
    return this.#open.size
  }

  /** Whether each answer is the last one on its connection. */
  get isLeaving(): boolean {
    return this.#isLeaving
  }

  /** From now on connections end with the answer under way, and at once where none was asked for. */
  leave(): void {
    this.#isLeaving = true
    for (const socket of this.#open.keys()) {
      const answer = findAnswer(socket)
      if (answer?.headersSent === false) answer.setHeader('connection', 'close')
    }
    clearInterval(this.#timer)
    this.#timer = setInterval(() => this.#closeUnused(), 100).unref()
  }

  /** Whether anything waits to be taken that is no answer of Node's HTTP layer. */
  get isSending(): boolean {
    for (const socket of this.#open.keys())
      if (socket.writableLength > 0 && findAnswer(socket) === undefined) return true
    return false
  }

  closeAll(): void {
    for (const socket of this.#open.keys()) socket.destroy()
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  /** Node counts a connection on which nothing came yet as busy. */
  #closeUnused(): void {
    for (const socket of this.#open.keys()) if (socket.bytesRead === 0) socket.destroy()
  }

  #check(): void {
    const now = performance.now()
    let buffered = 0
    for (const [socket, connection] of this.#open) {
      if (this.#isSlowToSend(socket, connection, now))
        refuseBytes(
          Object.assign(new Error('Too slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }),
          socket,
        )
      else if (this.#isSlowToTake(socket, connection, now)) socket.destroy()
      buffered += bufferedBytes(socket)
    }
    if (buffered > this.#limits.maxBufferedBytes) this.#cutOff(buffered)
  }

  #isSlowToSend({ bytesRead }: Socket, connection: Connection, now: number): boolean {
    const { body } = connection
    if (body === undefined) return false
    if (body.request.complete || body.request.destroyed) delete connection.body
    return connection.body !== undefined && this.#isOver(now - body.since, bytesRead - body.from)
  }

  #isSlowToTake(socket: Socket, connection: Connection, now: number): boolean {
    const { bytesWritten, writableLength } = socket
    if (writableLength === 0 || bytesWritten !== connection.written) {
      connection.bufferedSince = now
      connection.written = bytesWritten
    }
    return this.#isOver(now - connection.bufferedSince, bufferedBytes(socket))
  }

  /** Whether `milliseconds` are more than `bytes` may take. */
  #isOver(milliseconds: number, bytes: number): boolean {
    const { grace, pace } = this.#limits
    return milliseconds > grace + (bytes / pace) * 1000
  }

  #cutOff(buffered: number): void {
    let left = buffered
    const byWait = [...this.#open].sort(([, a], [, b]) => a.bufferedSince - b.bufferedSince)
    for (const [socket] of byWait) {
      if (left <= this.#limits.maxBufferedBytes) return
      const size = bufferedBytes(socket)
      left -= size
      if (size > 0) socket.destroy()
    }
  }
}

/** Bytes buffered for a client that it has not read yet. */
function bufferedBytes(socket: Socket): number {
  return socket.writableLength + pendingBytes(findAnswer(socket))
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}
