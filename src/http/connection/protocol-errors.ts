import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { bareProblem, problemMime } from '../protocol/problem.ts'

/*
 * What is refused before it becomes a request of the framework's: bytes that are no HTTP, headers
 * without end, expectations (RFC 9110 10.1.1). It gets a problem document like everything else.
 */

/** The last answer on each connection, to know whether one is under way. */
const answers = new WeakMap<Socket, ServerResponse>()

/** Makes `server` answer by the rules of this file. The framework calls `refuseBytes` itself. */
export function refuseMalformed(server: Server): void {
  server.on('request', noteAnswer)
  server.on('checkExpectation', (request: IncomingMessage, answer: ServerResponse) => {
    answers.set(request.socket, answer)
    const { headers, text } = problemOf(417)
    answer.writeHead(417, headers).end(text)
  })
}

/** Has `findAnswer` know of an answer that begins. */
export function noteAnswer({ socket }: IncomingMessage, answer: ServerResponse): void {
  answers.set(socket, answer)
}

/** The answer under way on a connection, begun or not. */
export function findAnswer(socket: Socket): ServerResponse | undefined {
  const answer = answers.get(socket)
  return answer?.writableFinished === false ? answer : undefined
}

/** For so long the other side may read what it was refused with, in milliseconds. */
const lingerTime = 5_000

/** Answers bytes that the parser gave up on, and closes the connection. */
export function refuseBytes(error: Error & { readonly code?: string }, socket: Socket): void {
  const isUnderWay = findAnswer(socket)?.headersSent === true
  // A second answer would be read as a part of the first one.
  if (error.code === 'ECONNRESET' || !socket.writable || isUnderWay) {
    socket.destroySoon()
    return
  }
  const status = statusOf(error.code)
  const reason = reasons[status]
  const { headers, text } = problemOf(status)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n${text}`)
  socket.setTimeout(lingerTime, () => socket.destroy())
}

/** As RFC 9110 and RFC 6585 have them. */
const reasons = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
} as const

function statusOf(code: string | undefined): keyof typeof reasons {
  if (code === 'HPE_HEADER_OVERFLOW') return 431
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
}

function problemOf(status: number) {
  const text = JSON.stringify(bareProblem(status, 'The request is malformed'))
  const headers = {
    'content-type': problemMime,
    'content-length': String(Buffer.byteLength(text)),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  }
  return { headers, text }
}
