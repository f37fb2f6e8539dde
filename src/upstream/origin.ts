import { Agent as HttpAgent, type ClientRequest, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import type { UpstreamAddress } from './address.ts'
import { DirectAgent } from './direct-agent.ts'
import type { RawHeaders } from './fields.ts'

/**
 * Milliseconds until an address that does not answer counts as away. One that took a connection
 * lately is only busy.
 */
const connectTimeouts = { away: 1_500, busy: 10_000 } as const
/** Milliseconds of silence after which the system asks whether the origin is there. */
const keepAliveDelay = 30_000

export interface OriginCall {
  readonly method: string
  /** Path and query, sent byte by byte as they are. */
  readonly path: string
  readonly fields: RawHeaders
  /** On a connection that was used before, which the origin may be closing. Default: false. */
  readonly mayReuse?: boolean
}

/** The server in front of which Keyart stands, as an HTTP client sees it. */
export class Origin implements Disposable {
  readonly address: UpstreamAddress
  readonly #agent: HttpAgent | HttpsAgent
  readonly #fresh: HttpAgent | HttpsAgent
  #connectedAt = -Infinity

  constructor(address: UpstreamAddress) {
    this.address = address
    const isSecure = address.protocol === 'https:'
    // Agents of their own: the global ones may have a proxy from the environment.
    const options = { keepAlive: true, scheduling: 'lifo', maxFreeSockets: 64 } as const
    this.#agent = isSecure ? new HttpsAgent(options) : new DirectAgent(options)
    this.#fresh = new (isSecure ? HttpsAgent : HttpAgent)({ keepAlive: false })
  }

  /**
   * Begins a request; the caller listens to `error`, writes the body and ends it. An origin that
   * cannot be connected to within 1.5 s is an error; within 10 s, when it took one in the 10 s before.
   */
  open({ method, path, fields, mayReuse = false }: OriginCall): ClientRequest {
    const { protocol, hostname, port } = this.address
    const call = (protocol === 'https:' ? requestHttps : requestHttp)({
      hostname,
      port,
      method,
      path,
      headers: fields,
      agent: mayReuse ? this.#agent : this.#fresh,
      // As much as Kestrel may send.
      maxHeaderSize: 64 * 1024,
    })
    call.once('socket', (socket) => {
      // An origin that vanished without a word is found by the system.
      socket.setKeepAlive(true, keepAliveDelay)
      if (!socket.connecting) return
      const giveUp = () => {
        if (socket.connecting)
          call.destroy(Object.assign(new Error('No connection'), { code: 'ETIMEDOUT' }))
      }
      // After a stall of this process, what came meanwhile is looked at first.
      const isBusy = performance.now() - this.#connectedAt < connectTimeouts.busy
      const timeout = isBusy ? connectTimeouts.busy : connectTimeouts.away
      const timer = setTimeout(() => setImmediate(giveUp), timeout)
      socket.once('close', () => clearTimeout(timer))
      socket.once('connect', () => {
        this.#connectedAt = performance.now()
        clearTimeout(timer)
      })
    })
    return call
  }

  [Symbol.dispose](): void {
    this.#agent.destroy()
    this.#fresh.destroy()
  }
}
