import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { type Answer, openFront } from '../../../src/http/front/front-server.ts'
import { parseUpstream } from '../../../src/upstream/address.ts'
import { Origin } from '../../../src/upstream/origin.ts'
import type { PassDeps } from '../../../src/upstream/pass.ts'

export const via = '1.1 keyart-test'

/** An HTTP server of the test's own, to stand behind a front. */
export async function openOrigin(
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
  prepare: (server: Server) => void = () => undefined,
): Promise<{ readonly url: string; readonly server: Server } & AsyncDisposable> {
  const server = createServer({ requireHostHeader: false, keepAliveTimeout: 60_000 }, onRequest)
  prepare(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A front that passes everything on, but for what `find` answers. */
export async function openTestFront(
  url: string,
  options: Partial<PassDeps> & {
    readonly find?: (request: IncomingMessage) => Answer | undefined
  } = {},
): Promise<
  { readonly url: string; readonly port: number; readonly failures: string[] } & AsyncDisposable
> {
  const { find = () => undefined, ...rest } = options
  const address = parseUpstream(url)
  if (address === undefined) throw new TypeError(`No URL: ${url}`)
  const origin = new Origin(address)
  const failures: string[] = []
  const pass: PassDeps = {
    origin,
    via,
    isTrusted: () => false,
    legacy: () => undefined,
    onFailure: (reason) => void failures.push(reason),
    ...rest,
  }
  const http = { trustedProxies: [], maxConnections: 0, maxConnectionsPerAddress: 0 }
  const front = await openFront({ pass, find }, { host: '127.0.0.1', port: 0, http })
  return {
    url: front.url,
    port: Number(new URL(front.url).port),
    failures,
    [Symbol.asyncDispose]: async () => {
      origin[Symbol.dispose]()
      await front[Symbol.asyncDispose]()
    },
  }
}

/** A connection on which the test says every byte itself. */
export async function dial(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** Sends bytes, and resolves to all that comes until the other side ends the connection. */
export async function exchange(port: number, bytes: string | Buffer): Promise<string> {
  const socket = await dial(port)
  socket.write(bytes, 'latin1')
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  await once(socket, 'close')
  return text
}
