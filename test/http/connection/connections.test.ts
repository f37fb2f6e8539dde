import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Connections, type SlowClientLimits } from '../../../src/http/connection/connections.ts'
import { refuseMalformed } from '../../../src/http/connection/protocol-errors.ts'
import { eventually } from '../../support/keyart.ts'

/** A server of Node's own under the eyes of `Connections`, and raw connections to it. */
async function place(patience: Partial<SlowClientLimits>, answer: RequestListener) {
  const stack = new AsyncDisposableStack()
  const server = createServer({ requestTimeout: 0 }, answer)
  refuseMalformed(server)
  const connections = stack.use(new Connections(server, { interval: 20, ...patience }))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stack.defer(() => {
    server.closeAllConnections()
    connections.closeAll()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const dial = (text: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    stack.defer(() => void socket.destroy())
    socket.write(text)
    return socket
  }
  return { server, connections, dial, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** All that comes until the other side closes. */
async function everything(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (part: Buffer) => (text += part.toString('latin1')))
  if (!socket.closed) await once(socket, 'close')
  return text
}

const readAll: RequestListener = (request, response) => {
  request.on('error', () => undefined)
  request.resume().once('end', () => response.end('thanks'))
}
const post = (length: number) =>
  `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`
const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'

test('a body that does not come is 408, and its connection ends', async () => {
  await using there = await place({ grace: 200, pace: 1000 }, readAll)
  const socket = there.dial(`${post(1_000_000)}a little`)
  assert.match(await everything(socket), /^HTTP\/1\.1 408 [\s\S]*"status":408/)
  await eventually(async () => assert.equal(there.connections.size, 0))
})

test('a slow body is taken for as long as it keeps the pace, whatever it takes', async () => {
  await using there = await place({ grace: 200, pace: 1000 }, readAll)
  const socket = there.dial(post(5_000))
  const answer = everything(socket)
  // 1 s: five times the grace.
  for (let n = 0; n < 20; n++) {
    await sleep(50)
    socket.write('x'.repeat(250))
  }
  assert.match(await answer, /^HTTP\/1\.1 200 [\s\S]*thanks$/)
})

const large = Buffer.alloc(20_000_000)
const sendLarge: RequestListener = (_request, response) => response.end(large)

test('an answer that nobody takes ends with its connection', async () => {
  await using there = await place({ grace: 200, pace: 1_000_000_000 }, sendLarge)
  const socket = there.dial(get).pause()
  await once(socket, 'connect')
  await eventually(async () => assert.equal(there.connections.size, 1))
  await eventually(async () => assert.equal(there.connections.size, 0))
})

test('Node tells of an answer that stands still, and its connection ends', async () => {
  await using there = await place({}, sendLarge)
  there.server.setTimeout(200)
  const socket = there.dial(get).pause()
  await once(socket, 'connect')
  await eventually(async () => assert.equal(there.connections.size, 0))
})

test('an answer that is long in the making ends nothing', async () => {
  await using there = await place({ grace: 100, pace: 1000 }, (_request, response) => {
    setTimeout(() => response.end('at last'), 600)
  })
  there.server.setTimeout(100)
  const socket = there.dial('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  assert.match(await everything(socket), /at last$/)
})

test('when too much waits to be taken, those who wait longest are cut off', async () => {
  // Two do not fit beside each other; the system holds a few megabytes of each.
  await using there = await place({ maxBufferedBytes: 25_000_000 }, sendLarge)
  const first = there.dial(get).pause()
  await once(first, 'connect')
  await eventually(async () => assert.equal(there.connections.size, 1))
  await sleep(100)
  const second = there.dial(get).pause()
  await once(second, 'connect')
  await eventually(async () => assert.equal(there.connections.size, 2))
  await eventually(async () => assert.equal(there.connections.size, 1))
  // What its system had taken already, and the end.
  const rest = await everything(first.resume())
  assert.ok(rest.length < large.length)
  let taken = 0
  second.on('data', ({ length }: Buffer) => (taken += length)).resume()
  await eventually(async () => assert.ok(taken > large.length))
})

test('when it leaves, what never asked is closed at once', async () => {
  await using there = await place({}, readAll)
  const silent = there.dial('')
  const asking = there.dial('GET / HT')
  await eventually(async () => assert.equal(there.connections.size, 2))
  await sleep(50)
  assert.equal(there.connections.isLeaving, false)
  there.connections.leave()
  assert.equal(there.connections.isLeaving, true)
  await everything(silent)
  await eventually(async () => assert.equal(there.connections.size, 1))
  assert.equal(asking.closed, false)
})
