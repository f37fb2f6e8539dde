import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { suite, test } from 'node:test'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import { FrameBoundaries } from '../../src/upstream/frame-boundaries.ts'
import { joinSockets } from '../../src/upstream/join-sockets.ts'
import { legacyTranslation } from '../../src/upstream/legacy.ts'
import { dial, openOrigin, openTestFront } from '../support/upstream/front.ts'

const pathsOfSockets = [
  '/socket',
  '/embywebsocket',
  '/emby/socket',
  '/jellyfin/socket?api_key=1&deviceId=a%2Fb',
]

/** An origin that takes every WebSocket, and gives it to `onSocket`. */
async function openSocketOrigin(onSocket: (socket: WebSocket, path: string) => void) {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: true })
  return await openOrigin(
    (_message, response) => void response.writeHead(404).end(),
    (server) =>
      server.on('upgrade', (request, socket, head) => {
        if (request.url === '/refused') {
          socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nX-Why: token\r\n\r\nno')
          return
        }
        sockets.handleUpgrade(request, socket, head, (one) => onSocket(one, request.url ?? ''))
      }),
  )
}

suite('a WebSocket through the front', () => {
  for (const path of pathsOfSockets)
    test(`carries messages both ways: ${path}`, async () => {
      await using origin = await openSocketOrigin((socket, url) => {
        socket.send(url)
        socket.on('message', (message, isBinary) => socket.send(message, { binary: isBinary }))
      })
      await using front = await openTestFront(origin.url)
      for (const perMessageDeflate of [false, true]) {
        const socket = new WebSocket(`ws://127.0.0.1:${front.port}${path}`, { perMessageDeflate })
        const messages = read(socket)
        assert.equal(String(await messages()), path)
        for (const message of ['', 'KeepAlive', 'é'.repeat(70_000), Buffer.alloc(3_000_000, 7)]) {
          socket.send(message)
          assert.equal(Buffer.compare(await messages(), Buffer.from(message)), 0)
        }
        socket.close()
        await once(socket, 'close')
      }
    })

  test('close codes and reasons pass in both directions', async () => {
    const closed: unknown[] = []
    await using origin = await openSocketOrigin((socket, path) => {
      if (path === '/server') socket.close(4001, 'restart')
      else socket.once('close', (code, reason) => closed.push([code, String(reason)]))
    })
    await using front = await openTestFront(origin.url)
    const first = new WebSocket(`ws://127.0.0.1:${front.port}/server`)
    const [code, reason] = (await once(first, 'close')) as [number, Buffer]
    assert.deepEqual([code, String(reason)], [4001, 'restart'])
    const second = new WebSocket(`ws://127.0.0.1:${front.port}/client`)
    await once(second, 'open')
    second.close(4002, 'bye')
    await once(second, 'close')
    assert.deepEqual(closed, [[4002, 'bye']])
  })

  test('bytes never cross connections', async () => {
    await using origin = await openSocketOrigin((socket, path) => {
      socket.on('message', (message) => socket.send(`${path} ${String(message as Buffer)}`))
    })
    await using front = await openTestFront(origin.url)
    await Promise.all(
      Array.from({ length: 30 }, async (_, number) => {
        const socket = new WebSocket(`ws://127.0.0.1:${front.port}/${number}`)
        const messages = read(socket)
        await once(socket, 'open')
        for (let count = 0; count < 30; count++) {
          socket.send(`${count}`)
          assert.equal(String(await messages()), `/${number} ${count}`)
        }
        socket.terminate()
      }),
    )
  })

  test('an origin that refuses the handshake is heard', async () => {
    await using origin = await openSocketOrigin(() => assert.fail())
    await using front = await openTestFront(origin.url)
    const socket = new WebSocket(`ws://127.0.0.1:${front.port}/refused`)
    const [, answer] = (await once(socket, 'unexpected-response')) as [
      unknown,
      { statusCode: number; headers: Record<string, string> },
    ]
    assert.equal(answer.statusCode, 401)
    assert.equal(answer.headers['x-why'], 'token')
    socket.on('error', () => undefined).terminate()
  })

  test('whoever vanishes takes the other side along', async () => {
    const { promise: taken, resolve: take } = Promise.withResolvers<WebSocket>()
    await using origin = await openSocketOrigin(take)
    await using front = await openTestFront(origin.url)
    const socket = new WebSocket(`ws://127.0.0.1:${front.port}/socket`)
    await once(socket, 'open')
    const other = await taken
    socket.terminate()
    await once(other, 'close')
  })

  test('the oldest path and token are translated where the origin knows them no more', async () => {
    const paths: string[] = []
    await using origin = await openSocketOrigin((socket, path) => {
      paths.push(path)
      socket.close()
    })
    const legacy = legacyTranslation('')
    await using front = await openTestFront(origin.url, { legacy: () => legacy })
    const socket = new WebSocket(`ws://127.0.0.1:${front.port}/embywebsocket?api_key=1&deviceId=a`)
    await once(socket, 'close')
    assert.deepEqual(paths, ['/socket?ApiKey=1&deviceId=a'])
  })

  test('another protocol that is offered and not wanted leaves a request as any', async () => {
    await using origin = await openOrigin((message, response) => response.end(message.url))
    await using front = await openTestFront(origin.url)
    const socket = await dial(front.port)
    socket.write(
      'GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n',
    )
    const [bytes] = (await once(socket, 'data')) as [Buffer]
    assert.match(bytes.toString(), /^HTTP\/1\.1 200 OK[^]*\/x/)
    socket.destroy()
  })
})

/** The messages of a socket one by one. */
function read(socket: WebSocket): () => Promise<Buffer> {
  const waiting: Buffer[] = []
  let wake = () => {}
  socket.on('message', (message: RawData) => {
    waiting.push(message as Buffer)
    wake()
  })
  return async () => {
    while (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    return waiting.shift()!
  }
}

suite('a side that says nothing', () => {
  const times = { silence: 100, timeout: 200, linger: 1_000 }

  /** Two ends, and the two connections between which bytes are carried. */
  async function joined() {
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const pair = async (): Promise<readonly [Socket, Socket]> => {
      const near = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
      const [far] = (await once(server, 'connection')) as [Socket]
      for (const socket of [near, far]) socket.on('error', () => undefined)
      return [near, far]
    }
    const [client, ownClient] = await pair()
    const [origin, ownOrigin] = await pair()
    const none = Buffer.alloc(0)
    joinSockets({ client: ownClient, clientHead: none, origin: ownOrigin, originHead: none }, times)
    return {
      client,
      origin,
      [Symbol.dispose]: () => {
        for (const socket of [client, origin, ownClient, ownOrigin]) socket.destroy()
        server.close()
      },
    }
  }

  test('is asked with a ping of its direction, and taken for gone when it does not answer', async () => {
    using ends = await joined()
    const heard = { client: Buffer.alloc(0), origin: Buffer.alloc(0) }
    ends.client.on('data', (bytes: Buffer) => (heard.client = Buffer.concat([heard.client, bytes])))
    ends.origin.on('data', (bytes: Buffer) => (heard.origin = Buffer.concat([heard.origin, bytes])))
    const began = performance.now()
    await Promise.all([once(ends.client, 'end'), once(ends.origin, 'end')])
    assert.ok(performance.now() - began >= times.silence)
    assert.deepEqual([...heard.client.subarray(0, 2)], [0x89, 0x00])
    assert.deepEqual([...heard.origin.subarray(0, 2)], [0x89, 0x80])
  })

  test('stays for as long as it answers', async () => {
    using ends = await joined()
    for (const [end, pong] of [
      [ends.client, Buffer.from([0x8a, 0x80, 1, 2, 3, 4])],
      [ends.origin, Buffer.from([0x8a, 0])],
    ] as const)
      end.on('data', () => void end.write(pong))
    let isClosed = false
    for (const end of [ends.client, ends.origin]) end.once('end', () => (isClosed = true))
    await new Promise((resolve) => setTimeout(resolve, 6 * (times.silence + times.timeout)))
    assert.equal(isClosed, false)
  })

  test('is not asked in the middle of a message', async () => {
    using ends = await joined()
    const heard: Buffer[] = []
    ends.client.on('data', (bytes: Buffer) => void heard.push(bytes))
    // A text of five bytes, of which two come.
    ends.origin.write(Buffer.from([0x81, 5, 0x61, 0x62]))
    ends.origin.on('data', () => void ends.origin.write(Buffer.alloc(0)))
    await once(ends.client, 'end')
    assert.deepEqual(Buffer.concat(heard), Buffer.from([0x81, 5, 0x61, 0x62]))
  })
})

test('frames are told apart however they are cut', () => {
  const frames = [
    Buffer.from([0x81, 0]),
    Buffer.from([0x89, 0x80, 1, 2, 3, 4]),
    Buffer.concat([Buffer.from([0x82, 126, 1, 0]), Buffer.alloc(256)]),
    Buffer.concat([
      Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 9, 9, 9, 9]),
      Buffer.alloc(65_536),
    ]),
  ]
  const ends = new Set<number>()
  let length = 0
  for (const frame of frames) ends.add((length += frame.length))
  const bytes = Buffer.concat(frames)
  for (const size of [1, 2, 3, 7, 1000]) {
    const boundaries = new FrameBoundaries()
    for (let at = 0; at < bytes.length; at += size) {
      const piece = bytes.subarray(at, at + size)
      boundaries.pass(piece)
      assert.equal(boundaries.isBetween, ends.has(at + piece.length), `${at} of ${size}`)
    }
  }
})
