import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { KeyartError } from '../../errors.ts'
import { pass, type PassDeps } from '../../upstream/pass.ts'
import { passSocket } from '../../upstream/pass-socket.ts'
import { ConnectionLimit } from '../connection/connection-limit.ts'
import { FastPath } from '../connection/fast-path.ts'
import { noteAnswer, refuseBytes } from '../connection/protocol-errors.ts'
import type { ResponseCache } from '../images/response-cache.ts'
import { problemMime, toProblem } from '../protocol/problem.ts'
import { headTimeout, keepAliveTimeout } from '../server/server.ts'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface FrontDeps {
  readonly pass: PassDeps
  /** Answers what is Keyart's; `undefined` for a request that is the origin's. */
  readonly find: (request: IncomingMessage) => Answer | undefined
  /** Hears of each request that is passed on. */
  readonly onPass?: Answer
  /** Answers that are ready to be sent again. */
  readonly responseCache?: Pick<ResponseCache, 'answer' | 'findHeld' | 'stop'>
}

export interface FrontSettings {
  readonly host: string
  readonly port: number
  readonly http: {
    readonly trustedProxies: readonly string[]
    readonly maxConnections: number
    readonly maxConnectionsPerAddress: number
  }
}

/** As much as Kestrel takes, and more: whether a head is too long is the origin's to say. */
const maxHeaderSize = 64 * 1024
/** Milliseconds that a stop waits for answers under way. */
const stopTimeout = 10_000

export interface FrontServer extends AsyncDisposable {
  readonly url: string
}

/**
 * Listens in front of an origin. Bare Node, for a framework reads bodies, decodes paths and bounds
 * how slow a client may be; whatever is passed on must not meet any of that.
 */
export async function openFront(
  { pass: deps, find, onPass, responseCache }: FrontDeps,
  { host, port, http }: FrontSettings,
): Promise<FrontServer> {
  const server = createServer({
    maxHeaderSize,
    requireHostHeader: false,
    headersTimeout: headTimeout,
    // A body takes as long as it takes, and an answer may begin an hour later.
    requestTimeout: 0,
    keepAliveTimeout,
    connectionsCheckingInterval: 5_000,
    // A client that vanished is found though nothing is sent.
    keepAlive: true,
    keepAliveInitialDelay: 30_000,
    // Of others, such as h2c, the origin may make nothing; then it is a request like any.
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
  })
  server.timeout = 0
  if (http.maxConnections > 0) server.maxConnections = http.maxConnections
  const limit = new ConnectionLimit(http.maxConnectionsPerAddress, http.trustedProxies)
  const sockets = new Set<Duplex>()
  const fastPath = new FastPath(
    server,
    (request, socket) => responseCache?.findHeld(request, socket),
    { firstTimeout: headTimeout, keepAliveTimeout, admit: (socket) => limit.admit(socket) },
  )

  const replyAnew: Answer = (request, response) => {
    const answer = find(request)
    if (answer !== undefined) return answer(request, response)
    onPass?.(request, response)
    pass(deps, request, response)
  }
  const reply: Answer = (request, response) => {
    noteAnswer(request, response)
    if (isLoop(request, deps.via)) return replyLoop(response)
    const answered = responseCache?.answer(request, response) ?? false
    if (answered === false) return replyAnew(request, response)
    if (answered !== true)
      void answered.then((isAnswered) => isAnswered || replyAnew(request, response))
  }
  server.on('request', reply)
  // What is expected is for the origin to say.
  server.on('checkContinue', reply)
  server.on('checkExpectation', reply)
  server.on('clientError', (error, socket) => refuseBytes(error, socket as never))
  server.on('upgrade', (request, socket, head) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    if (isLoop(request, deps.via)) socket.destroy()
    else passSocket(deps, request, socket, head)
  })
  const listening = Promise.withResolvers<void>()
  server.once('error', listening.reject).listen({ host, port }, listening.resolve)
  await listening.promise
  const close = async () => {
    responseCache?.stop()
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeIdleConnections()
    fastPath.closeIdle()
    for (const socket of sockets) socket.destroy()
    const timer = setTimeout(() => server.closeAllConnections(), stopTimeout)
    // Node knows nothing of these, and one of them may be taking its answer.
    const closing = setInterval(() => fastPath.closeIdle(), 100)
    await closed
    clearTimeout(timer)
    clearInterval(closing)
  }
  let closing: Promise<void> | undefined
  const { port: actual } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    [Symbol.asyncDispose]: () => (closing ??= close()),
  }
}

/** Whether this very server has sent the request on already. */
function isLoop({ headers }: IncomingMessage, via: string): boolean {
  return headers.via?.split(',').some((text) => text.trim() === via) === true
}

function replyLoop(response: ServerResponse): void {
  const detail = 'Expected --upstream to name the server itself but it leads back to Keyart'
  const problem = toProblem(new KeyartError('UPSTREAM_LOOP', detail))
  response.writeHead(problem.status, { 'content-type': problemMime, connection: 'close' })
  response.end(JSON.stringify(problem))
}
