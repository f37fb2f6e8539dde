import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { suite, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { isKeyartError, type ProblemCode } from '../../src/errors.ts'
import { type FetchOptions, fetchPicture as open } from '../../src/fetch/fetch-picture.ts'

/** All of it. */
async function fetchPicture(url: string, how: FetchOptions): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(open(url, how)))
}

const options: FetchOptions = {
  maxBytes: 1000,
  timeout: 10_000,
  mayConnect: (address) => address === '127.0.0.1',
}

const fails = (work: Promise<unknown>, code: ProblemCode, words = /./) =>
  assert.rejects(work, (error) => isKeyartError(error, code) && words.test(error.message))

/** A server of this machine, and what it was asked. */
async function serve(answer: RequestListener) {
  const asked: Parameters<RequestListener>[0][] = []
  const server: Server = createServer((request, response) => {
    asked.push(request)
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function serveRaw(talk: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    talk(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

suite('fetching a picture', () => {
  test('CVE-2025-57752: gives the bytes and takes nothing of ours along', async () => {
    await using server = await serve((_request, response) => response.end(Buffer.alloc(1000, 7)))
    assert.deepEqual(await fetchPicture(`${server.url}/a?b=c`, options), Buffer.alloc(1000, 7))
    const [request] = server.asked
    assert.equal(request?.url, '/a?b=c')
    assert.equal(request?.headers['accept-encoding'], 'identity')
    assert.equal(request?.headers.cookie ?? request?.headers.authorization, undefined)
  })

  test('CVE-2025-65019: only http and https, and no credentials', async () => {
    for (const url of ['', 'x', '/etc/passwd', 'file:///etc/passwd', 'ftp://1.1.1.1/', 'data:,x'])
      await fails(fetchPicture(url, options), 'URL_REFUSED')
    await fails(fetchPicture('http://a:b@127.0.0.1/', options), 'URL_REFUSED', /password/)
  })

  test('CVE-2021-29490, CVE-2023-30019, CVE-2025-24354, CVE-2025-6087: no address that is not public, in whatever words', async () => {
    await using server = await serve((_request, response) => response.end('x'))
    const hosts = ['127.0.0.1', 'localhost', '127.1', '2130706433', '0x7f000001', '0177.0.0.1']
    for (const host of [
      ...hosts,
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '0.0.0.0',
      '[::]',
    ])
      await fails(
        fetchPicture(`http://${host}:${server.port}/`, { maxBytes: 9, timeout: 10_000 }),
        'URL_REFUSED',
        /public internet/,
      )
    assert.equal(server.asked.length, 0)
  })

  test('CVE-2025-58179: every address of a name must be allowed, and is when it is connected to', async () => {
    await using server = await serve((_request, response) => response.end('x'))
    const seen: string[] = []
    const mayConnect = (address: string) => {
      seen.push(address)
      return false
    }
    const url = `http://localhost:${server.port}/`
    await fails(fetchPicture(url, { ...options, mayConnect }), 'URL_REFUSED')
    assert.ok(seen.includes('127.0.0.1') || seen.includes('::1'))
    assert.equal(server.asked.length, 0)
  })

  test('CVE-2026-27829, CVE-2026-41321: redirects are followed, three of them, and checked each time', async () => {
    await using server = await serve((request, response) => {
      const step = Number(request.url?.slice(1))
      if (step === 0) response.end('there')
      else response.writeHead(302, { location: `/${step - 1}` }).end()
    })
    assert.equal(String(await fetchPicture(`${server.url}/3`, options)), 'there')
    await fails(fetchPicture(`${server.url}/4`, options), 'FETCH_FAILED', /redirects/)

    const places = [
      'http://169.254.169.254/',
      'http://[::1]/',
      'file:///etc/passwd',
      'http://u@127.0.0.1/',
    ]
    for (const location of places) {
      await using away = await serve((_request, response) => {
        response.writeHead(307, { location }).end()
      })
      await fails(fetchPicture(away.url, options), 'URL_REFUSED')
    }
  })

  test('CVE-2025-59471: no more bytes than allowed, whatever the answer says of itself', async () => {
    await using honest = await serve((_request, response) => response.end(Buffer.alloc(1001)))
    await fails(fetchPicture(honest.url, options), 'IMAGE_TOO_LARGE', /1000 bytes/)
    await using endless = await serve((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(300)));
      }
      response.on('drain', more)
      more()
    })
    await fails(fetchPicture(endless.url, options), 'IMAGE_TOO_LARGE')
    await using short = await serveRaw((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort'),
    )
    await fails(fetchPicture(short.url, options), 'FETCH_FAILED')
    await using cut = await serveRaw((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n'),
    )
    await fails(fetchPicture(cut.url, options), 'FETCH_FAILED')
    await using long = await serveRaw((socket) => {
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n${'exact'.repeat(1000)}`)
    })
    const bytes = await fetchPicture(long.url, options).catch((error: unknown) => error)
    assert.ok(isKeyartError(bytes, 'FETCH_FAILED') || String(bytes) === 'exact', String(bytes))
  })

  test('nothing is unpacked', async () => {
    await using server = await serve((_request, response) => {
      response.setHeader('content-encoding', 'gzip')
      response.end(gzipSync(Buffer.alloc(100_000)))
    })
    await fails(fetchPicture(server.url, options), 'FETCH_FAILED', /Content-Encoding/)
  })

  test('no longer than allowed, for headers as for the body', async () => {
    await using silent = await serve(() => undefined)
    await fails(fetchPicture(silent.url, { ...options, timeout: 100 }), 'FETCH_FAILED', /100 ms/)
    await using slow = await serve((_request, response) => {
      const drip = setInterval(() => response.write('x'), 20)
      response.once('close', () => clearInterval(drip))
    })
    await fails(fetchPicture(slow.url, { ...options, timeout: 300 }), 'FETCH_FAILED', /300 ms/)
  })

  test('anything but 200 is a failure', async () => {
    await using server = await serve((_request, response) => response.writeHead(404).end('none'))
    await fails(fetchPicture(server.url, options), 'FETCH_FAILED', /404/)
    const closed = server.url
    await server[Symbol.asyncDispose]().catch(() => undefined)
    await fails(fetchPicture(closed, options), 'FETCH_FAILED')
  })
})
