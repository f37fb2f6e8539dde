import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { connect, createServer as createTcpServer, type AddressInfo } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import { suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { endToEnd, pairs } from '../../src/upstream/fields.ts'
import {
  appRequests,
  type ClientRequest,
  webRequests,
} from '../support/upstream/client-requests.ts'
import { dial, exchange, openOrigin, openTestFront, via } from '../support/upstream/front.ts'
import { freePort } from '../support/free-port.ts'

interface Recorded {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly rawHeaders: readonly string[]
  readonly body: string
}

async function readAll(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1')
}

/** An origin that writes down every request, and answers with 204. */
async function openRecorder() {
  const recorded: Recorded[] = []
  const origin = await openOrigin((message, response) => {
    void readAll(message).then((body) => {
      const { method, url, rawHeaders } = message
      recorded.push({ method, url, rawHeaders: [...rawHeaders], body })
      response.writeHead(204).end()
    })
  })
  return Object.assign(origin, { recorded })
}

function toBytes({ method, path, fields, body = '' }: ClientRequest, host: string): Buffer {
  const isChunked = fields.some(([name]) => name === 'Transfer-Encoding')
  const bytes = Buffer.from(body)
  const framed = isChunked
    ? `${bytes.length.toString(16)}\r\n${bytes.toString('latin1')}\r\n0\r\n\r\n`
    : bytes.toString('latin1')
  const lines = [['Host', host], ...fields, ['Connection', 'close']].map((pair) => pair.join(': '))
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${framed}`,
    'latin1',
  )
}

const added = new Set(['via', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'])
const isFraming = (name: string) => name === 'transfer-encoding' || name === 'connection'

suite('requests as clients send them reach the origin as they were', () => {
  for (const [client, requests] of [
    ['jellyfin-web', webRequests],
    ['apps', appRequests],
  ] as const)
    test(`${client}: ${requests.length} shapes`, async () => {
      await using origin = await openRecorder()
      await using front = await openTestFront(origin.url)
      for (const sent of requests) {
        const answer = await exchange(front.port, toBytes(sent, 'media.example:8096'))
        assert.match(answer, /^HTTP\/1\.1 204 /, `${sent.method} ${sent.path}`)
        const came = origin.recorded.pop()
        assert.equal(came?.method, sent.method)
        assert.equal(came?.url, sent.path)
        assert.equal(came?.body, Buffer.from(sent.body ?? '').toString('latin1'), sent.path)
        const fields = [...pairs(came?.rawHeaders ?? [])].filter(
          ([name]) => !isFraming(name.toLowerCase()),
        )
        const own = fields.filter(([name]) => !added.has(name.toLowerCase()))
        assert.deepEqual(own, [
          ['Host', 'media.example:8096'],
          ...sent.fields.filter(([name]) => name !== 'Transfer-Encoding'),
        ])
        assert.deepEqual(
          fields.filter(([name]) => added.has(name.toLowerCase())),
          [
            ['X-Forwarded-For', '127.0.0.1'],
            ['X-Forwarded-Proto', 'http'],
            ['X-Forwarded-Host', 'media.example:8096'],
            ['Via', via],
          ],
        )
      }
    })

  test('a whole URL as the target, HTTP/1.0, and bytes above ASCII in a field', async () => {
    await using origin = await openRecorder()
    await using front = await openTestFront(origin.url)
    await exchange(
      front.port,
      Buffer.from(
        'GET http://media.example/a%2Fb?c HTTP/1.1\r\nHost: other\r\nX-Name: J\xf6rg\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\n\r\n',
        'latin1',
      ),
    )
    const came = origin.recorded.pop()
    assert.equal(came?.url, '/a%2Fb?c')
    const raw = came?.rawHeaders ?? []
    assert.equal(raw[raw.indexOf('X-Name') + 1], 'J\xf6rg')
    assert.equal(raw.includes('X-Hop'), false)
    assert.match(await exchange(front.port, 'GET /old HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 204 /)
    assert.equal(origin.recorded.pop()?.url, '/old')
  })

  test('what a proxy says of who asks counts only where it is trusted', async () => {
    await using origin = await openRecorder()
    await using open = await openTestFront(origin.url)
    await using behind = await openTestFront(origin.url, { isTrusted: () => true })
    const text =
      'GET / HTTP/1.1\r\nHost: inner\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: media.example\r\nVia: 1.1 nginx\r\nConnection: close\r\n\r\n'
    const told = async (port: number) => {
      await exchange(port, text)
      const { rawHeaders = [] } = origin.recorded.pop() ?? {}
      return Object.fromEntries(
        [...pairs(rawHeaders)].filter(([name]) => added.has(name.toLowerCase())),
      )
    }
    assert.deepEqual(await told(open.port), {
      'X-Forwarded-For': '203.0.113.9, 127.0.0.1',
      'X-Forwarded-Proto': 'http',
      'X-Forwarded-Host': 'inner',
      Via: `1.1 nginx, ${via}`,
    })
    assert.deepEqual(await told(behind.port), {
      'X-Forwarded-For': '203.0.113.9, 127.0.0.1',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'media.example',
      Via: `1.1 nginx, ${via}`,
    })
  })
})

suite('answers reach the client as they were', () => {
  const packed = gzipSync('{"a":1}')
  const answers: readonly (readonly [
    name: string,
    status: number,
    reason: string,
    fields: readonly string[],
    body: Buffer | undefined,
  ])[] = [
    [
      'repeated fields in their order and case',
      200,
      'Fine',
      ['Set-Cookie', 'a=1', 'SET-COOKIE', 'b=2', 'X-b', '', 'Content-Length', '2'],
      Buffer.from('ok'),
    ],
    [
      'a part',
      206,
      'Partial Content',
      ['Content-Range', 'bytes 2-3/9', 'Content-Length', '2', 'Accept-Ranges', 'bytes'],
      Buffer.from('cd'),
    ],
    [
      'compressed as it came',
      200,
      'OK',
      ['Content-Encoding', 'gzip', 'Content-Length', String(packed.length)],
      packed,
    ],
    ['nothing', 204, 'No Content', ['X-a', '1'], undefined],
    [
      'not modified, with the length of what there is',
      304,
      'Not Modified',
      ['ETag', '"1"', 'Content-Length', '77'],
      undefined,
    ],
    ['chunked', 200, 'OK', ['Transfer-Encoding', 'chunked'], Buffer.from('some')],
    ['an unknown status', 599, 'Odd', ['Content-Length', '0'], undefined],
    ['a relative redirect', 302, 'Found', ['Location', 'web/', 'Content-Length', '0'], undefined],
    [
      'a redirect elsewhere',
      302,
      'Found',
      ['Location', 'http://127.0.0.1.example/x', 'Content-Length', '0'],
      undefined,
    ],
  ]
  for (const [name, status, reason, fields, body] of answers)
    test(name, async () => {
      await using origin = await openOrigin((message, response) => {
        response.sendDate = false
        response.writeHead(status, reason, [...fields, 'Date', 'Sat, 01 Jan 2000 00:00:00 GMT'])
        response.end(message.method === 'HEAD' ? undefined : body)
      })
      await using front = await openTestFront(origin.url)
      for (const method of ['GET', 'HEAD']) {
        const call = request(`${front.url}/x`, { method, agent: false })
        call.end()
        const [answer] = (await once(call, 'response')) as [IncomingMessage]
        assert.equal(answer.statusCode, status)
        assert.equal(answer.statusMessage, reason)
        const came = endToEnd(answer.rawHeaders)
        const own = [
          ...fields.filter((_, at, all) => all[at - (at % 2)] !== 'Transfer-Encoding'),
          'Date',
          'Sat, 01 Jan 2000 00:00:00 GMT',
          'Via',
          via,
        ]
        assert.deepEqual(came, own)
        assert.equal(
          await readAll(answer),
          method === 'HEAD' ? '' : (body ?? '').toString('latin1'),
        )
      }
    })

  test('absolute redirects and LocalAddress name the front', async () => {
    await using origin = await openOrigin((message, response) => {
      if (message.url === '/go') {
        const place = `http://${message.socket.localAddress}:${message.socket.localPort}/web/?a`
        return void response.writeHead(302, { location: place, 'content-length': 0 }).end()
      }
      const text =
        '{"LocalAddress":"http://10.0.0.9:8096/base","Id":"1","Other":"http://10.0.0.9:8096"}'
      const isPacked = message.headers['accept-encoding'] !== undefined
      const bytes = isPacked ? gzipSync(text) : Buffer.from(text)
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': bytes.length,
        ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
      })
      response.end(bytes)
    })
    await using front = await openTestFront(origin.url)
    const moved = await fetch(`${front.url}/go`, { redirect: 'manual' })
    assert.equal(moved.headers.get('location'), `${front.url}/web/?a`)
    for (const path of ['/System/Info/Public', '/emby/System/Info?x=1', '/system/info/public']) {
      const answer = await fetch(`${front.url}${path}`)
      assert.deepEqual(await answer.json(), {
        LocalAddress: `${front.url}/base`,
        Id: '1',
        Other: 'http://10.0.0.9:8096',
      })
    }
  })

  test('an event stream arrives event by event', async () => {
    const { promise, resolve } = Promise.withResolvers<() => void>()
    await using origin = await openOrigin((_message, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.flushHeaders()
      resolve(() => response.write('data: 1\n\n'))
    })
    await using front = await openTestFront(origin.url)
    const answer = await fetch(`${front.url}/events`)
    const send = await promise
    const reader = answer.body!.getReader()
    for (let event = 0; event < 3; event++) {
      send()
      assert.equal(Buffer.from((await reader.read()).value!).toString(), 'data: 1\n\n')
    }
    await reader.cancel()
  })
})

suite('expectations', () => {
  const head =
    'POST /upload HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\n\r\n'

  test('the origin asks for the body, and gets it', async () => {
    let body = ''
    await using origin = await openOrigin((message, response) => {
      void readAll(message).then((text) => {
        body = text
        response.end('thanks')
      })
    })
    await using front = await openTestFront(origin.url)
    const socket = await dial(front.port)
    socket.write(head)
    const [first] = (await once(socket, 'data')) as [Buffer]
    assert.match(first.toString(), /^HTTP\/1\.1 100 Continue\r\n\r\n$/)
    socket.write('hello')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    assert.match(answer.toString(), /^HTTP\/1\.1 200 OK/)
    assert.equal(body, 'hello')
    socket.destroy()
  })

  test('the origin does not want the body, and it is not asked for', async () => {
    await using origin = await openOrigin(
      () => assert.fail('Expected to be asked first'),
      (server) =>
        server.on('checkContinue', (_message, response) => {
          response.writeHead(413, { 'content-length': 0, connection: 'close' }).end()
        }),
    )
    await using front = await openTestFront(origin.url)
    const socket = await dial(front.port)
    socket.write(head)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    assert.match(answer.toString(), /^HTTP\/1\.1 413 /)
    socket.destroy()
  })
})

suite('bodies stream with back-pressure', () => {
  /** More than all buffers between two ends together, and far less than what is offered. */
  const maxOnTheWay = 24 * 1024 * 1024
  const chunk = Buffer.alloc(256 * 1024)
  const offered = 200 * 1024 * 1024

  test('an answer is not read faster than the client reads it', async () => {
    let written = 0
    function* film() {
      for (; written < offered; written += chunk.length) yield chunk
    }
    await using origin = await openOrigin((_message, response) => {
      response.writeHead(200, { 'content-length': offered })
      pipeline(Readable.from(film()), response, () => undefined)
    })
    await using front = await openTestFront(origin.url)
    const socket = await dial(front.port)
    socket.pause()
    socket.write('GET /film HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    await settle(() => written)
    assert.ok(written > chunk.length)
    assert.ok(written < maxOnTheWay, `${written} bytes on the way`)
    let read = 0
    socket.on('data', (bytes: Buffer) => (read += bytes.length)).resume()
    await once(socket, 'close')
    assert.ok(read > offered)
  })

  test('an upload is not read faster than the origin reads it', async () => {
    const { promise: started, resolve: start } = Promise.withResolvers<IncomingMessage>()
    await using origin = await openOrigin((message, response) => {
      message.pause()
      start(message)
      message.once('end', () => response.end('done'))
    })
    await using front = await openTestFront(origin.url)
    const socket = await dial(front.port)
    socket.write(
      `POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: ${offered}\r\nConnection: close\r\n\r\n`,
    )
    let sent = 0
    const sending = (async () => {
      while (sent < offered) {
        sent += chunk.length
        if (!socket.write(chunk)) await once(socket, 'drain')
      }
    })()
    const message = await started
    await settle(() => sent)
    assert.ok(sent < maxOnTheWay, `${sent} bytes on the way`)
    let read = 0
    message.on('data', (bytes: Buffer) => (read += bytes.length)).resume()
    const [answer] = (await once(socket, 'data')) as [Buffer]
    await sending
    assert.match(answer.toString(), /^HTTP\/1\.1 200 OK/)
    assert.equal(read, offered)
    socket.destroy()
  })
})

/** Until a number stops growing. */
async function settle(read: () => number): Promise<void> {
  for (let before = -1; before !== read();) {
    before = read()
    await sleep(300)
  }
}

suite('whoever leaves ends the other side', () => {
  for (const [when, hasBegun] of [
    ['before the answer', false],
    ['in the middle of the answer', true],
  ] as const)
    test(`a client that leaves ${when}`, async () => {
      const { promise: started, resolve: start } = Promise.withResolvers<void>()
      const { promise: left, resolve: leave } = Promise.withResolvers<number>()
      await using origin = await openOrigin((message, response) => {
        if (hasBegun) response.write('some')
        message.socket.once('close', () => leave(performance.now()))
        start()
      })
      await using front = await openTestFront(origin.url)
      const socket = await dial(front.port)
      socket.write('GET /transcode HTTP/1.1\r\nHost: a\r\n\r\n')
      await started
      if (hasBegun) await once(socket, 'data')
      const at = performance.now()
      socket.destroy()
      assert.ok((await left) - at < 1_000)
    })

  test('an origin that leaves in the middle: the client does not take it for the whole', async () => {
    for (const fields of [{}, { 'content-length': 100 }]) {
      await using origin = await openOrigin((message, response) => {
        response.writeHead(200, fields)
        response.write('some', () => message.socket.destroy())
      })
      await using front = await openTestFront(origin.url)
      const answer = await fetch(`${front.url}/x`)
      await assert.rejects(answer.text())
    }
  })

  test('an origin that is not there is told within two seconds', async () => {
    const url = await openOrigin(() => undefined).then(async (origin) => {
      await origin[Symbol.asyncDispose]()
      return origin.url
    })
    await using front = await openTestFront(url)
    const began = performance.now()
    const answer = await fetch(`${front.url}/Items`)
    assert.equal(answer.status, 502)
    assert.equal(((await answer.json()) as { code: string }).code, 'UPSTREAM_AWAY')
    assert.ok(performance.now() - began < 2_000)
    assert.deepEqual(front.failures, ['ECONNREFUSED'])
  })
})

suite('nothing with a body is sent twice', () => {
  /** Takes requests, and ends the connection of those that `isRefused` says without a word. */
  async function openBreaker(isRefused: (text: string, count: number) => boolean) {
    const seen: string[] = []
    const server = createTcpServer((socket) => {
      let count = 0
      socket.on('error', () => undefined)
      socket.on('data', (bytes) => {
        const text = bytes.toString()
        seen.push(text.slice(0, text.indexOf(' HTTP')))
        if (isRefused(text, count++)) socket.resetAndDestroy()
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return {
      seen,
      url: `http://127.0.0.1:${port}`,
      [Symbol.dispose]: () => void server.close(),
    }
  }

  test('a POST that the origin broke off is answered with 502', async () => {
    using origin = await openBreaker((text) => text.startsWith('POST'))
    await using front = await openTestFront(origin.url)
    await fetch(`${front.url}/a`)
    for (const body of [null, 'x']) {
      const answer = await fetch(`${front.url}/b`, { method: 'POST', body })
      assert.equal(answer.status, 502)
    }
    assert.deepEqual(origin.seen, ['GET /a', 'POST /b', 'POST /b'])
  })

  test('a GET into a connection that the origin was closing is sent again, once', async () => {
    using origin = await openBreaker((_text, count) => count > 0)
    await using front = await openTestFront(origin.url)
    for (const path of ['/a', '/b', '/c'])
      assert.equal((await fetch(`${front.url}${path}`)).status, 200, path)
    assert.deepEqual(origin.seen, ['GET /a', 'GET /b', 'GET /b', 'GET /c'])
  })

  test('a GET that ends a new connection is not repeated', async () => {
    using origin = await openBreaker(() => true)
    await using front = await openTestFront(origin.url)
    assert.equal((await fetch(`${front.url}/a`)).status, 502)
    assert.deepEqual(origin.seen, ['GET /a'])
  })
})

test('an origin whose answer cannot be passed on is a 502, and ends nothing else', async () => {
  const answers = [
    '200 O\x01K\r\nContent-Length: 0',
    '200 OK\r\nX-a: \x02\r\nContent-Length: 0',
    '200 OK\r\nbroken',
  ]
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (bytes: Buffer) => {
      const at = Number(/^GET \/(\d)/.exec(bytes.toString())?.[1])
      socket.end(`HTTP/1.1 ${answers[at]}\r\n\r\n`, 'latin1')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    await using front = await openTestFront(`http://127.0.0.1:${port}`)
    for (const at of answers.keys()) {
      const answer = await exchange(front.port, `GET /${at} HTTP/1.1\r\nHost: a\r\n\r\n`)
      assert.match(answer, /^HTTP\/1\.1 502 /, `answer ${at}`)
    }
    const about = 'GET /0/System/Info HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
    assert.match(await exchange(front.port, about), /^HTTP\/1\.1 200 OK\r\n/)
  } finally {
    server.close()
  }
})

test('what leads back to itself is told so, and goes round no second time', async () => {
  const port = await freePort()
  await using front = await openFrontAt(port)
  const answer = await fetch(`${front.url}/Items`)
  assert.equal(answer.status, 508)
  assert.equal(((await answer.json()) as { code: string }).code, 'UPSTREAM_LOOP')
})

/** A front whose upstream is another front that leads back to it. */
async function openFrontAt(port: number) {
  await using stack = new AsyncDisposableStack()
  const front = stack.use(await openTestFront(`http://127.0.0.1:${port}`))
  const back = createTcpServer((socket) => {
    const other = connect(front.port, '127.0.0.1')
    socket.pipe(other).pipe(socket)
    for (const one of [socket, other]) one.on('error', () => undefined)
  })
  back.listen(port, '127.0.0.1')
  await once(back, 'listening')
  stack.defer(() => void back.close())
  const owned = stack.move()
  return { url: front.url, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
