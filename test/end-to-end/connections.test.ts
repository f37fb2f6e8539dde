import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, Keyart } from '../support/keyart.ts'
import { askBytes, parseAnswer } from '../support/ask.ts'
import { webSocketRequest } from '../support/load.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree } from '../support/tree.ts'

/** A raw connection, and all that came on it. */
class Line implements Disposable {
  readonly socket: Socket
  text = ''

  constructor(url: string) {
    const { hostname, port } = new URL(url)
    this.socket = connect(Number(port), hostname)
    this.socket.on('error', () => undefined)
    this.socket.on('data', (part: Buffer) => (this.text += part.toString('latin1')))
  }

  /** Statuses of the answers so far. */
  get statuses(): readonly string[] {
    return Array.from(this.text.matchAll(/HTTP\/1\.1 (\d{3}) /g), ([, status]) => status!)
  }

  async send(text: string, expected: readonly string[]): Promise<void> {
    this.socket.write(text)
    await eventually(async () => assert.deepEqual(this.statuses, expected))
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }
}

suite('connections', () => {
  const stack = new AsyncDisposableStack()
  let keyart: Keyart
  let health: string

  before(async () => {
    const folder = stack.use(await temporaryFolder())
    const tree = await new Tree(join(folder.path, 'films')).film('Alien/Alien.mkv').write()
    keyart = stack.use(
      await Keyart.start({
        libraries: [{ kind: 'movies', folder: tree.root }],
        data: join(folder.path, 'data'),
      }),
    )
    health = `GET /health HTTP/1.1\r\nHost: ${new URL(keyart.url).host}\r\n\r\n`
  })

  after(() => stack.disposeAsync())

  const dial = () => stack.use(new Line(keyart.url))

  test('issue 13, point 1: raw GET /health on an upgraded connection A is never answered on B', async () => {
    const upgrade = webSocketRequest.replace('Host: x', `Host: ${new URL(keyart.url).host}`)
    const upgraded = Array.from({ length: 8 }, dial)
    for (const [n, a] of upgraded.entries()) {
      // Some were asked something before, and so came and went between the two layers.
      const before = n % 2 === 0 ? [] : ['200', '200']
      if (n % 2 === 1) {
        await a.send(health, ['200'])
        await a.send(health, before)
      }
      await a.send(upgrade, [...before, '101'])
    }
    // They take the parsers that became free.
    const others = Array.from({ length: 8 }, dial)
    for (const b of others) await b.send(health, ['200'])
    for (const a of upgraded) a.socket.write(health)
    // No frame of a client: each of them ends, and nobody else notices.
    for (const a of upgraded) if (!a.socket.closed) await once(a.socket, 'close')
    for (const a of upgraded) assert.equal(a.statuses.at(-1), '101')
    for (const b of others) assert.deepEqual(b.statuses, ['200'])
    for (const b of others) await b.send(health, ['200', '200'])
  })

  test('issue 13, point 1: a KeepAlive of a correct client is answered, and as nothing else', async () => {
    const sockets = Array.from({ length: 6 }, () => new WebSocket(`${keyart.url}/socket`))
    const messages = sockets.map((socket) => {
      const types: string[] = []
      socket.addEventListener('message', ({ data }) =>
        types.push((JSON.parse(String(data)) as { MessageType: string }).MessageType),
      )
      return types
    })
    await eventually(async () => assert.deepEqual(messages.flat(), Array(6).fill('ForceKeepAlive')))
    const others = Array.from({ length: 6 }, dial)
    for (const b of others) await b.send(health, ['200'])
    for (let round = 1; round <= 3; round++) {
      for (const socket of sockets) socket.send('{"MessageType":"KeepAlive"}')
      await eventually(async () => {
        for (const types of messages)
          assert.deepEqual(types.slice(1), Array(round).fill('KeepAlive'))
      })
    }
    await sleep(50)
    for (const b of others) assert.deepEqual(b.statuses, ['200'])
    for (const socket of sockets) socket.close()
  })

  const ask = async (...lines: readonly string[]) => {
    const bytes = Buffer.from([...lines, 'Connection: close', '\r\n'].join('\r\n'))
    const { status, body } = parseAnswer(await askBytes(keyart.url, bytes))!
    return { status, text: body.toString() }
  }

  test('issue 13, point 23: two Host headers are a 400', async () => {
    const { host } = new URL(keyart.url)
    assert.equal((await ask('GET /health HTTP/1.1', `Host: ${host}`)).status, 200)
    for (const hosts of [
      [`Host: ${host}`, `Host: ${host}`],
      [`Host: ${host}`, 'hOST: b'],
      [],
      ['Host: a b'],
    ])
      for (const path of ['/health', '/keyart/', '/Items?Limit=1']) {
        const { status, text } = await ask(`GET ${path} HTTP/1.1`, ...hosts)
        assert.equal(status, 400, `${path} ${hosts.join()}`)
        assert.equal((JSON.parse(text) as { status: number }).status, 400)
      }
  })

  test('issue 13, point 23: a whole URL in the request line is what its path is', async () => {
    const { host } = new URL(keyart.url)
    for (const path of ['/System/Info/Public', '/emby/System/Info/Public']) {
      const { status, text } = await ask(`GET http://${host}${path} HTTP/1.1`, `Host: ${host}`)
      assert.equal(status, 200)
      assert.equal(text, (await ask(`GET ${path} HTTP/1.1`, `Host: ${host}`)).text)
    }
    assert.equal((await ask(`GET http://a@b/health HTTP/1.1`, `Host: ${host}`)).status, 400)
    assert.equal((await ask(`GET http://${host}/nothing HTTP/1.1`, `Host: ${host}`)).status, 404)
  })

  test('issue 13, point 23: HEAD of the event stream ends', async () => {
    const { host } = new URL(keyart.url)
    const events = [
      '/keyart/api/scan HTTP/1.1',
      `Host: ${host}`,
      'Accept: text/event-stream',
      '\r\n',
    ]
    const line = dial()
    // The next answer comes on the same connection.
    await line.send(`HEAD ${events.join('\r\n')}`, ['200'])
    assert.match(line.text, /content-type: text\/event-stream/)
    await line.send(health, ['200', '200'])
  })
})
