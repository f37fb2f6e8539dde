import type { Socket } from 'node:net'
import { KeyartError } from '../../errors.ts'
import { Networks } from '../../networks.ts'
import { CountsByNetwork } from './counts-by-network.ts'
import { problemMime, toProblem } from '../protocol/problem.ts'

/** Seconds after which a client may try again. */
const retryAfter = 5

/**
 * Bounds the connections of one address (of IPv6: of a /64). Trusted proxies are not one client:
 * what comes through them is bounded by all connections together alone.
 */
export class ConnectionLimit {
  readonly #counts: CountsByNetwork
  readonly #proxies: Networks

  /** `max`: connections of one address; 0: no bound. */
  constructor(max: number, trustedProxies: readonly string[]) {
    this.#counts = new CountsByNetwork(max)
    this.#proxies = new Networks(trustedProxies)
  }

  /** False when there are as many as may be: then the connection is answered so, and closed. */
  admit(socket: Socket): boolean {
    const { remoteAddress: address } = socket
    // Gone already.
    if (address === undefined) return true
    if (this.#proxies.has(address)) return true
    const end = this.#counts.open(address)
    if (end === undefined) refuse(socket)
    else socket.once('close', end)
    return end !== undefined
  }
}

/** Answers before the request is read: a connection above the limit must not hold any memory. */
function refuse(socket: Socket): void {
  const detail = 'Expected fewer connections from one address'
  const problem = toProblem(new KeyartError('TOO_MANY_CONNECTIONS', detail))
  const text = JSON.stringify(problem)
  const fields = [
    `HTTP/1.1 ${problem.status} Too Many Requests`,
    `Content-Type: ${problemMime}`,
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Cache-Control: no-store',
    `Retry-After: ${retryAfter}`,
    'Connection: close',
  ]
  socket.on('error', () => undefined)
  socket.write(`${fields.join('\r\n')}\r\n\r\n${text}`)
  socket.destroySoon()
}
