import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  FastPath,
  type FastPathOptions,
  type ReadyAnswer,
} from '../../../src/http/connection/fast-path.ts'
import type { PlainRequest } from '../../../src/http/connection/plain-request.ts'
import { refuseMalformed, refuseBytes } from '../../../src/http/connection/protocol-errors.ts'
import { eventually } from '../../support/keyart.ts'

const fields = ['content-type', 'text/plain', 'content-length', '5']
const ready = {
  head: 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 5\r\n',
  body: Buffer.from('ready'),
}

interface Options extends Partial<FastPathOptions> {
  readonly find?: (request: PlainRequest) => ReadyAnswer | undefined
  readonly serve?: RequestListener
}

/** A server that has answers to `/ready` before Node's HTTP layer, which answers with `node`. */
async function place({ find, serve, ...options }: Options = {}) {
  const stack = new AsyncDisposableStack()
  const told: string[] = []
  const server = createServer(
    { requestTimeout: 0, keepAliveTimeout: 75_000 },
    (request, response) => {
      told.push(request.url!)
      if (serve !== undefined) serve(request, response)
      else {
        request.resume()
        request.once('end', () => response.writeHead(200, fields).end('node.'))
      }
    },
  )
  server.on('clientError', refuseBytes)
  refuseMalformed(server)
  const fastPath = new FastPath(
    server,
    find ??
      (({ url, method }) =>
        url === '/ready' ? (method === 'GET' ? ready : { ...ready, body: undefined }) : undefined),
    { firstTimeout: 20_000, keepAliveTimeout: 75_000, ...options },
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stack.defer(() => {
    fastPath.closeIdle()
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const dial = () => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.on('error', () => undefined)
    stack.defer(() => void socket.destroy())
    return new Line(socket)
  }
  return { server, fastPath, told, dial, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** One end of a connection, and all that came. */
class Line {
  readonly socket: Socket
  text = ''

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (part: Buffer) => (this.text += part.toString('latin1')))
    socket.once('end', () => socket.end())
  }

  /** Sends, and waits for that many answers of five bytes. */
  async ask(bytes: string, answers = 1): Promise<string[]> {
    this.text = ''
    this.socket.write(bytes)
    await eventually(async () => assert.equal(this.bodies.length, answers))
    return this.bodies
  }

  get bodies(): string[] {
    return Array.from(this.text.matchAll(/\r\n\r\n(.{5})/g), ([, body]) => body!)
  }
}

const get = (url: string, ...more: string[]) =>
  `GET ${url} HTTP/1.1\r\nHost: x\r\n${more.map((field) => `${field}\r\n`).join('')}\r\n`

test('what is ready is answered as Node would write it', async () => {
  await using there = await place()
  const quick = there.dial()
  await quick.ask(get('/ready'))
  const slow = there.dial()
  await slow.ask(get('/else'))
  const plain = (text: string) => text.replace(/Date: .*/, 'Date').replace(/.{5}$/, '')
  assert.equal(plain(quick.text), plain(slow.text))
  const date = /Date: (.*)\r/.exec(quick.text)![1]!
  assert.ok(Math.abs(Date.parse(date) - Date.now()) < 5000)
  assert.equal(new Date(date).toUTCString(), date)
  assert.deepEqual(there.told, ['/else'])
})

test('a connection goes to and fro between what is ready and what is not', async () => {
  await using there = await place()
  const line = there.dial()
  for (let time = 0; time < 3; time++) {
    assert.deepEqual(await line.ask(get('/ready')), ['ready'])
    assert.deepEqual(await line.ask(get('/else')), ['node.'])
  }
  assert.deepEqual(there.told, ['/else', '/else', '/else'])
})

test('requests in one piece, and requests in pieces, are answered in their order', async () => {
  await using there = await place()
  const asked = [get('/ready'), get('/else'), get('/ready')]
  const line = there.dial()
  await line.ask(get('/ready'))
  assert.deepEqual(await line.ask(asked.join(''), 3), ['node.', 'node.', 'node.'])
  assert.deepEqual(there.told, ['/ready', '/else', '/ready'])
  const other = there.dial()
  other.socket.setNoDelay(true)
  for (const byte of asked.join('')) {
    other.socket.write(byte)
    await sleep(1)
  }
  await eventually(async () => assert.deepEqual(other.bodies, ['node.', 'node.', 'node.']))
})

test('nothing overtakes an answer that is under way', async () => {
  await using there = await place({
    serve: (_request, response) =>
      void setTimeout(() => response.writeHead(200, fields).end('node.'), 100),
  })
  const line = there.dial()
  line.socket.write(get('/else'))
  await sleep(30)
  assert.deepEqual(await line.ask(get('/ready'), 2), ['node.', 'node.'])
  assert.deepEqual(there.told, ['/else', '/ready'])
})

test('a body is read by Node, and none of it here', async () => {
  await using there = await place()
  const line = there.dial()
  await line.ask(get('/ready'))
  const hidden = get('/ready')
  const post = `POST /else HTTP/1.1\r\nHost: x\r\nContent-Length: ${hidden.length}\r\n\r\n`
  line.text = ''
  line.socket.write(post)
  await sleep(50)
  assert.deepEqual(await line.ask(hidden), ['node.'])
  assert.deepEqual(await line.ask(get('/ready')), ['node.'])
  assert.deepEqual(there.told, ['/else', '/ready'])
})

test('a connection that becomes another thing is let go', async () => {
  await using there = await place()
  there.server.on('upgrade', (_request, socket: Socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n')
    socket.pipe(socket)
  })
  const line = there.dial()
  await line.ask(get('/ready'))
  await line.ask(get('/else'))
  line.socket.write(get('/echo', 'Connection: upgrade', 'Upgrade: echo'))
  await eventually(async () => assert.match(line.text, /101 Switching/))
  line.text = ''
  line.socket.write(get('/ready'))
  await eventually(async () => assert.equal(line.text, get('/ready')))
})

test('what comes while Node hears nobody, since too much waits to be sent, is heard later', async () => {
  const long = `node.${'x'.repeat(300_000)}`
  await using there = await place({
    serve: ({ url }, response) => {
      const send = (text: string) =>
        response.writeHead(200, { 'content-length': text.length }).end(text)
      if (url === '/large') send(long)
      else setTimeout(() => send('node.'), 100)
    },
  })
  const line = there.dial()
  // The large answer waits for the one before it, and the parser for the large one.
  line.socket.write(get('/late') + get('/large') + get('/late'))
  await sleep(30)
  assert.deepEqual(await line.ask(get('/large') + get('/late'), 5), Array(5).fill('node.'))
})

test('a client that has said all it will say gets its answer', async () => {
  await using there = await place()
  const line = there.dial()
  line.socket.end(get('/ready'))
  await once(line.socket, 'close')
  assert.deepEqual(line.bodies, ['ready'])
})

test('bytes that are no HTTP are refused, before and after an answer', async () => {
  await using there = await place()
  for (const before of ['', get('/ready')]) {
    const line = there.dial()
    if (before !== '') await line.ask(before)
    line.text = ''
    line.socket.write('nonsense\r\n\r\n')
    await once(line.socket, 'close')
    assert.match(line.text, /^HTTP\/1\.1 400 /)
  }
})

test('a silent connection is 408, a resting one is closed', async () => {
  await using there = await place({ firstTimeout: 100, keepAliveTimeout: 300 })
  const silent = there.dial()
  const resting = there.dial()
  const since = performance.now()
  await resting.ask(get('/ready'))
  resting.text = ''
  await Promise.all([once(silent.socket, 'close'), once(resting.socket, 'close')])
  assert.match(silent.text, /^HTTP\/1\.1 408 /)
  assert.equal(resting.text, '')
  assert.ok(performance.now() - since > 250, 'not at the time for silent ones')
})

test('nobody is heard who takes nothing, and nothing of what was asked is lost', async () => {
  const body = Buffer.alloc(2_000_000, 'x')
  const head = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n`
  let found = 0
  await using there = await place({
    find: () => {
      found++
      return { head, body }
    },
  })
  const line = there.dial()
  line.socket.pause()
  line.socket.removeAllListeners('data')
  const asked = 20
  for (let time = 0; time < asked; time++) {
    line.socket.write(get('/ready'))
    await sleep(10)
  }
  assert.ok(found < asked, `${found} were taken into the queue`)
  let length = 0
  line.socket.on('data', (part: Buffer) => (length += part.length)).resume()
  await eventually(async () => {
    // Those that came together are Node's.
    assert.equal(found + there.told.length, asked)
    assert.ok(length > found * body.length)
  })
})

test('what rests is closed when asked to, what is sent is not', async () => {
  const body = Buffer.alloc(20_000_000)
  const head = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n`
  await using there = await place({
    find: ({ url }) => (url === '/large' ? { head, body } : ready),
  })
  const resting = there.dial()
  await resting.ask(get('/ready'))
  const taking = there.dial()
  taking.socket.pause()
  taking.socket.removeAllListeners('data')
  taking.socket.write(get('/large'))
  await sleep(100)
  there.fastPath.closeIdle()
  await once(resting.socket, 'close')
  let length = 0
  taking.socket.on('data', (part: Buffer) => (length += part.length)).resume()
  await eventually(async () => assert.ok(length > body.length))
})
