import { Agent, type ClientRequestArgs } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * Takes bytes as they were read, in a buffer that is used again afterwards; false: not before the
 * connection is resumed.
 */
export type Receiver = (bytes: Buffer) => boolean

/** Of a connection, in bytes; of it, only as much is in memory as was once read at a time. */
const bufferLength = 128 * 1024

const receivers = new WeakMap<Duplex, (receiver: Receiver) => void>()

/**
 * Connections that are each read into one buffer, whose bytes are HTTP's until someone takes them
 * directly. Node's own way allocates a buffer for every read, and its parser copies each into
 * another: half of the processor time of a large body, most of it in the garbage collector.
 */
export class DirectAgent extends Agent {
  override createConnection(options: ClientRequestArgs): Duplex {
    let receive: Receiver | undefined
    const socket: Socket = connect({
      ...(options as { port: number }),
      onread: {
        buffer: Buffer.allocUnsafeSlow(bufferLength),
        callback: (length, buffer) => {
          const bytes = (buffer as Buffer).subarray(0, length)
          return receive === undefined ? socket.push(Buffer.from(bytes)) : receive(bytes)
        },
      },
    })
    receivers.set(socket, (receiver) => (receive = receiver))
    return socket
  }
}

/** Whether what a connection brings can be taken directly. */
export function isDirect(socket: Duplex): boolean {
  return receivers.has(socket)
}

/** From now on, all that a connection brings is the receiver's. HTTP hears only of its end. */
export function receiveDirectly(socket: Duplex, receiver: Receiver): void {
  receivers.get(socket)?.(receiver)
}
