import type { IncomingMessage, ServerResponse } from 'node:http'
import { isDirect, receiveDirectly } from './direct-agent.ts'

/** Bytes from which on it pays: afterwards, the connection cannot be used for another request. */
const minLength = 8 * 1024 * 1024

/**
 * The length of a body that can be carried from connection to connection: a large one that is sent
 * as it is, of which nobody else wants to hear, to a client that takes it now.
 */
export function directLength(
  answer: IncomingMessage,
  { socket }: ServerResponse,
): number | undefined {
  const { statusCode, headers } = answer
  const length = Number(headers['content-length'])
  // Of other answers, some have a length and no body.
  const hasBody = statusCode === 200 || statusCode === 206
  const isLarge = headers['transfer-encoding'] === undefined && length >= minLength
  // With other answers before it on the connection, this one still waits for its turn.
  const isReady = socket !== null && isDirect(answer.socket)
  return hasBody && isLarge && isReady && answer.listenerCount('data') === 0 ? length : undefined
}

/**
 * Carries a body from the origin's connection to the client's, past the HTTP layers of both, and
 * ends the response. The head has been sent. Before the next bytes are read, the client's system
 * has taken those before.
 *
 * @param length of the whole body
 * @param onEnd when all of it was handed over, before the origin's connection is ended: the parser
 *   has not seen it, so that no other request can use it
 */
export function carryBody(
  answer: IncomingMessage,
  response: ServerResponse,
  length: number,
  onEnd: () => void,
): void {
  const [origin, client] = [answer.socket, response.socket!]
  let left = length
  let isWaiting = false
  const onTaken = () => {
    if (!isWaiting || client.writableLength > 0) return
    isWaiting = false
    origin.resume()
  }
  const receive = (bytes: Buffer) => {
    if (left === 0 || client.destroyed) return false
    const own = bytes.length > left ? bytes.subarray(0, left) : bytes
    left -= own.length
    client.write(own, onTaken)
    isWaiting = client.writableLength > 0
    if (left > 0) return !isWaiting
    response.end()
    onEnd()
    origin.destroy()
    return false
  }
  // What came with the head has gone through the parser by then, and nothing more was read.
  process.nextTick(() => {
    while (origin.readableLength > 0) origin.read()
    for (let bytes; (bytes = answer.read() as Buffer | null) !== null;) receive(bytes)
    if (left === 0 || origin.destroyed) return
    receiveDirectly(origin, receive)
    if (isWaiting) origin.pause()
    else origin.resume()
  })
}
