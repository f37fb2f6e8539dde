/** Both ends of many WebSockets in a process of their own: an origin that accepts all, and clients. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { mapSome } from '../../test/support/ask.ts'
import { openRaw, webSocketRequest } from '../../test/support/load.ts'
import { answerCalls, Peer } from '../peer.ts'

export type SocketsCall =
  | { readonly kind: 'listen' }
  /** Opens so many, which stay open. */
  | { readonly kind: 'open'; readonly url: string; readonly count: number }

/** URL of the origin; `''` once all are open. */
export type Sockets = Peer<SocketsCall, string>

export async function startSockets(): Promise<Sockets> {
  return await Peer.start('front/sockets.ts')
}

/** What an origin says of itself to Keyart. */
export const info = JSON.stringify({
  Id: '1',
  Version: '10.11.11',
  ProductName: 'Jellyfin Server',
})

const accepted =
  'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
const told = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${info.length}\r\n\r\n${info}`

async function listen(): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (bytes: Buffer) => {
      socket.write(/^upgrade: websocket\r$/im.test(bytes.toString('latin1')) ? accepted : told)
      socket.resume()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const open: Socket[] = []

async function openOne(url: string): Promise<void> {
  const socket = openRaw(url, webSocketRequest)
  open.push(socket)
  const [bytes] = (await once(socket.resume(), 'data')) as [Buffer]
  if (!bytes.toString('latin1').startsWith('HTTP/1.1 101 '))
    throw new Error(`Expected a WebSocket but got ${bytes.toString('latin1', 0, 100)}`)
}

if (import.meta.main)
  answerCalls(async (call: SocketsCall): Promise<string> => {
    if (call.kind === 'listen') return await listen()
    await mapSome(Array.from({ length: call.count }), 50, () => openOne(call.url))
    return ''
  })
