import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { FastPath } from '../../../src/http/connection/fast-path.ts'
import { refuseBytes, refuseMalformed } from '../../../src/http/connection/protocol-errors.ts'

/**
 * A server for lives of connections (`life.ts`): Node's HTTP layer alone, or with `Front` before
 * it. Both answer alike, by what stands in the path: `/WHAT/LIFE.NUMBER`. Every answer names the
 * request that it is for, as `[LIFE.NUMBER]`.
 */
export interface Place extends AsyncDisposable {
  readonly port: number
  /** The server's end of a new connection, once. */
  take(clientPort: number): End | undefined
}

export interface End {
  readonly socket: Socket
  /** Requests that are not answered yet. */
  pending: number
}

const large = 'x'.repeat(200_000)
const keepAliveTimeout = 60_000

export async function openPlace(kind: 'node' | 'front'): Promise<Place> {
  const ends = new Map<Socket, End>()
  /** By the client's port, which may come again before a connection is known to be gone. */
  const arrived = new Map<number, End>()
  const server = createServer({ requestTimeout: 0, keepAliveTimeout }, (request, response) => {
    const end = ends.get(request.socket)
    if (end !== undefined) {
      end.pending++
      response.once('close', () => end.pending--)
    }
    answer(request, response)
  })
  refuseMalformed(server)
  server.on('clientError', refuseBytes)
  server.on('upgrade', upgrade)
  if (kind === 'front')
    new FastPath(
      server,
      ({ method, url }) => {
        const body = readyBody(url)
        if (body === undefined) return undefined
        const head = `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${body.length}\r\n`
        return { head, body: method === 'GET' ? Buffer.from(body) : undefined }
      },
      { firstTimeout: 60_000, keepAliveTimeout },
    )
  server.on('connection', (socket) => {
    const end = { socket, pending: 0 }
    ends.set(socket, end)
    arrived.set(socket.remotePort ?? 0, end)
    socket.once('close', () => ends.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    take: (clientPort) => {
      const end = arrived.get(clientPort)
      arrived.delete(clientPort)
      return end
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of ends.keys()) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** What is known before anybody asks; `undefined`: nothing. */
function readyBody(url: string): string | undefined {
  const [, what, id = ''] = url.split('/')
  if (what === 'ready') return `[${id}] ready`
  return what === 'large' ? `[${id}] ${large}` : undefined
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { url = '', method } = request
  const [, what, id = ''] = url.split('/')
  const send = (text: string) => {
    const fields = ['content-type', 'text/plain', 'content-length', String(text.length)]
    response.writeHead(200, fields).end(method === 'HEAD' ? undefined : text)
  }
  request.on('error', () => undefined)
  switch (what) {
    case 'later':
      request.resume()
      setTimeout(() => send(`[${id}] later`), 1)
      return
    case 'stream':
      void stream(id, response)
      return
    case 'echo': {
      let text = ''
      request.setEncoding('latin1').on('data', (part: string) => (text += part))
      request.once('end', () => send(`[${id}] echo of ${text}`))
      return
    }
    case 'destroy':
      request.socket.destroy()
      return
    // Also bodies, of which nothing is read.
    default:
      send(readyBody(url) ?? `[${id}] at once`)
  }
}

async function stream(id: string, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/plain' })
  for (let n = 0; n < 3; n++) {
    response.write(`[${id}] part ${n}`)
    await nextTurn()
  }
  response.end()
}

/** Says back what comes, in capitals: at once, or some time later. */
function upgrade({ url = '' }: IncomingMessage, socket: Socket, head: Buffer): void {
  const [, what, id = ''] = url.split('/')
  socket.on('error', () => undefined)
  if (what === 'refused') {
    socket.end(`HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nx-id: [${id}]\r\n\r\n`)
    return
  }
  const say = (bytes: Buffer) => void socket.write(bytes.toString('latin1').toUpperCase())
  const begin = () => {
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\nx-id: [${id}]\r\n\r\n`)
    if (head.length > 0) say(head)
    socket.on('data', say).on('end', () => socket.end())
  }
  if (what === 'slow-upgrade') setImmediate(begin)
  else begin()
}
