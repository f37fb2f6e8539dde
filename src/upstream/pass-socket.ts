import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { frontOf, type RawHeaders, toClient, toOrigin } from './fields.ts'
import { joinSockets } from './join-sockets.ts'
import { type PassDeps, peerOf } from './pass.ts'

/**
 * Passes a WebSocket: the handshake as any request, then the bytes of both sides as they are, close
 * codes among them. An origin that refuses the handshake is heard by the client.
 */
export function passSocket(
  deps: PassDeps,
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
): void {
  const { origin, via, legacy } = deps
  const { headers, method = 'GET', url = '/' } = request
  const peer = peerOf(request, deps)
  const fields = [
    ...toOrigin(request.rawHeaders, headers, peer, via),
    'Connection',
    'Upgrade',
    'Upgrade',
    headers.upgrade ?? 'websocket',
  ]
  const front = frontOf(headers, peer)
  const translated = legacy()?.({ path: url, fields }) ?? { path: url, fields }
  const call = origin.open({ method, ...translated })
  const leave = () => call.destroy()
  client.on('error', leave).once('close', leave)

  call.once('upgrade', (answer, socket, originHead) => {
    client.off('close', leave)
    const raw = toClient(answer.rawHeaders, origin.address.origin, front, via)
    raw.push('Connection', 'Upgrade', 'Upgrade', answer.headers.upgrade ?? 'websocket')
    client.write(toHead(answer, raw), 'latin1')
    joinSockets({ client, clientHead: head, origin: socket, originHead })
  })
  call.once('response', (answer) => {
    const raw = toClient(answer.rawHeaders, origin.address.origin, front, via)
    // Its end is the end of the connection, however it was framed.
    client.write(toHead(answer, [...raw, 'Connection', 'close']), 'latin1')
    answer.pipe(client)
    answer.once('error', () => client.destroy())
  })
  call.once('error', (error: NodeJS.ErrnoException) => {
    if (client.destroyed) return
    deps.onFailure(error.code ?? error.message, method)
    client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
  })
  call.end()
}

function toHead({ statusCode, statusMessage }: IncomingMessage, raw: RawHeaders): string {
  let text = `HTTP/1.1 ${statusCode} ${statusMessage}\r\n`
  for (let at = 0; at < raw.length; at += 2) text += `${raw[at]}: ${raw[at + 1]}\r\n`
  return `${text}\r\n`
}
