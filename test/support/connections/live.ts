import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Life, Step } from './life.ts'
import type { End, Place } from './place.ts'

/** What a client saw of a life. */
export interface Seen {
  /** All that came, but for what is of the hour. */
  readonly text: string
  readonly ending: 'open' | 'closed'
}

/** Lives them beside each other. Those that stay do so until the last one has come to its end. */
export async function live(place: Place, lives: readonly Life[]): Promise<readonly Seen[]> {
  const clients = await Promise.all(
    lives.map(async ({ steps, stays }) => {
      const client = await Client.dial(place)
      for (const step of steps) await client.take(step)
      if (!stays) client.socket.destroy()
      return client
    }),
  )
  // Also what should not have come has come by then.
  for (const client of clients) await client.settle()
  const seen = clients.map((client) => client.seen)
  for (const { socket } of clients) socket.destroy()
  return seen
}

/** Turns of the event loop without any change after which nothing more is expected. */
const quiet = 4
/** The same where the server does not even take what was sent. */
const deaf = 200

class Client {
  readonly socket: Socket
  #end: End | undefined
  #text = ''
  #isClosed = false

  private constructor(socket: Socket) {
    this.socket = socket
    socket.setNoDelay(true)
    socket.on('data', (part: Buffer) => (this.#text += part.toString('latin1')))
    socket.on('error', () => (this.#isClosed = true))
    socket.on('end', () => {
      this.#isClosed = true
      socket.end()
    })
  }

  static async dial(place: Place): Promise<Client> {
    const socket = connect({ port: place.port, host: '127.0.0.1', allowHalfOpen: true })
    const client = new Client(socket)
    await once(socket, 'connect')
    while ((client.#end = place.take(socket.localPort!)) === undefined) await nextTurn()
    return client
  }

  get seen(): Seen {
    const text = this.#text.replaceAll(/^Date: .*\r\n/gm, '')
    return { text, ending: this.#isClosed ? 'closed' : 'open' }
  }

  async take(step: Step): Promise<void> {
    const { socket } = this
    switch (step.do) {
      case 'send':
        for (const piece of step.pieces) {
          if (!socket.writable) return
          socket.write(piece, 'latin1')
          await this.#heard()
        }
        return
      case 'settle':
        return await this.settle()
      case 'rest':
        for (let turn = 0; turn < step.turns; turn++) await nextTurn()
        return
      case 'end':
        socket.end()
        return
      case 'reset':
        socket.resetAndDestroy()
        return
      default:
        return step satisfies never
    }
  }

  /** Until nothing is under way any more, in either direction. */
  async settle(): Promise<void> {
    let before = ''
    for (let same = 0; same < (this.#isSettled ? quiet : deaf);) {
      await nextTurn()
      const now = this.#state
      same = now === before ? same + 1 : 0
      before = now
    }
  }

  /** Until the server has read what was sent; a short while where it does not. */
  async #heard(): Promise<void> {
    for (let turn = 0; turn < deaf && !this.#isHeard; turn++) await nextTurn()
  }

  get #server(): Socket | undefined {
    return this.#end?.socket
  }

  get #isHeard(): boolean {
    const { socket } = this
    if (socket.destroyed || this.#server?.destroyed !== false) return true
    return this.#server.bytesRead >= socket.bytesWritten
  }

  get #isSettled(): boolean {
    if (this.socket.destroyed) return true
    const server = this.#server
    if (server?.destroyed !== false) return this.#isClosed
    const isTaken = server.bytesWritten === this.socket.bytesRead
    return this.#isHeard && isTaken && this.#end?.pending === 0
  }

  /** All that changes while something is under way. */
  get #state(): string {
    const { bytesRead, bytesWritten } = this.socket
    const server = this.#server
    const numbers = [bytesRead, bytesWritten, server?.bytesRead, server?.bytesWritten]
    return [...numbers, this.#end?.pending, server?.destroyed, this.#isClosed].join(' ')
  }
}
