import type { Socket } from 'node:net'
import { KeyartError } from '../../errors.ts'
import { CountsByNetwork } from './counts-by-network.ts'

/** WebSockets and streams of events together. */
const maxStreams = 1000
/** Seconds after which a client may try again. */
const retryAfter = 30

/** Bounds what stays open for as long as a client likes: WebSockets and streams of events. */
export class Streams {
  readonly #counts: CountsByNetwork
  #open = 0

  /** `maxPerAddress`: of one client's address (of IPv6: of a /64); 0: no bound. */
  constructor(maxPerAddress: number) {
    this.#counts = new CountsByNetwork(maxPerAddress)
  }

  /**
   * Counts a stream of the client at `address` until `socket` is closed.
   *
   * @throws KeyartError TOO_MANY_STREAMS, or BUSY when there are too many of all clients together
   */
  open(address: string, socket: Socket): void {
    if (socket.destroyed) return
    if (this.#open >= maxStreams)
      throw new KeyartError('BUSY', 'Expected fewer open streams', { retryAfter })
    const end = this.#counts.open(address)
    if (end === undefined)
      throw new KeyartError(
        'TOO_MANY_STREAMS',
        'Expected fewer WebSockets and event streams from one address',
        { retryAfter },
      )
    this.#open++
    socket.once('close', () => {
      this.#open--
      end()
    })
  }
}
