import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, suite, test } from 'node:test'
import { listen } from '../../../src/http/listen.ts'
import { Streams } from '../../../src/http/connection/streams.ts'
import { eventually } from '../../support/keyart.ts'
import { Line } from '../../support/line.ts'
import { headersOf, openRoles } from '../../support/roles.ts'

const maxConnections = 12
const maxStreams = 3

suite('issue 13, point 19: what one address may hold', () => {
  const stack = new AsyncDisposableStack()
  let open: Awaited<ReturnType<typeof openRoles>>

  before(async () => {
    open = stack.use(await openRoles())
  })
  after(() => stack.disposeAsync())

  /** A server of its own, and raw connections to it. */
  async function place(trustedProxies: readonly string[]) {
    const owned = new AsyncDisposableStack()
    const { url } = owned.use(
      await listen(
        { ...open.deps, streams: new Streams(maxStreams) },
        {
          host: '127.0.0.1',
          port: 0,
          http: { trustedProxies, maxConnections: 0, maxConnectionsPerAddress: maxConnections },
        },
      ),
    )
    const { host } = new URL(url)
    const dial = () => owned.use(new Line(url))
    const request = (path: string, more: Readonly<Record<string, string>> = {}) => {
      const fields = Object.entries({ Host: host, ...headersOf('user'), ...more })
      const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`)
      return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
    }
    return { dial, request, [Symbol.asyncDispose]: () => owned.disposeAsync() }
  }

  const events = { Accept: 'text/event-stream' }
  const webSocket = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  }

  test('one connection more than an address may have is a 429, and closed', async () => {
    await using there = await place([])
    const lines = Array.from({ length: maxConnections }, () => there.dial())
    for (const line of lines) await line.send(there.request('/health'), ['200'])
    const more = there.dial()
    await once(more.socket, 'close')
    assert.deepEqual(more.statuses, ['429'])
    assert.match(more.text, /Retry-After: \d+\r\n[^]*"code":"TOO_MANY_CONNECTIONS"/)
    // The others notice nothing, and whoever leaves makes room.
    for (const line of lines) await line.send(there.request('/health'), ['200', '200'])
    lines[0]!.socket.destroy()
    await eventually(async () => {
      const line = there.dial()
      line.socket.write(there.request('/health'))
      await eventually(async () => assert.notDeepEqual(line.statuses, []))
      assert.deepEqual(line.statuses, ['200'])
    })
  })

  test('one stream more than an address may have is a 429, be it a WebSocket or one of events', async () => {
    await using there = await place([])
    const first = there.dial()
    await first.send(there.request('/keyart/api/scan', events), ['200'])
    await there.dial().send(there.request('/keyart/api/scan', events), ['200'])
    await there.dial().send(there.request('/socket', webSocket), ['101'])
    for (const [path, more] of [
      ['/keyart/api/scan', events],
      ['/socket', webSocket],
    ] as const) {
      const line = there.dial()
      await line.send(there.request(path, more), ['429'])
      await eventually(async () =>
        assert.match(line.text, /retry-after: \d+\r\n[^]*"code":"TOO_MANY_STREAMS"/i),
      )
    }
    // What is no stream is none.
    const plain = there.dial()
    await plain.send(there.request('/keyart/api/scan'), ['200'])
    await plain.send(there.request('/socket'), ['200', '404'])
    first.socket.destroy()
    await eventually(async () => {
      const line = there.dial()
      line.socket.write(there.request('/socket', webSocket))
      await eventually(async () => assert.notDeepEqual(line.statuses, []))
      assert.deepEqual(line.statuses, ['101'])
    })
  })

  test('a trusted proxy is not one client, and its clients are', async () => {
    await using there = await place(['127.0.0.0/8'])
    const lines = Array.from({ length: 2 * maxConnections }, () => there.dial())
    for (const line of lines) await line.send(there.request('/health'), ['200'])
    const stream = (address: string) =>
      there.request('/keyart/api/scan', { ...events, 'X-Forwarded-For': address })
    for (const line of lines.slice(0, maxStreams))
      await line.send(stream('192.0.2.1'), ['200', '200'])
    await lines[maxStreams]!.send(stream('192.0.2.1'), ['200', '429'])
    await lines[maxStreams + 1]!.send(stream('192.0.2.2'), ['200', '200'])
    await lines[maxStreams + 2]!.send(stream('2001:db8::1'), ['200', '200'])
  })
})
