import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, Keyart } from '../support/keyart.ts'
import { askBytes, parseAnswer } from '../support/ask.ts'
import { Line } from '../support/line.ts'
import { openRaw, webSocketRequest, writeFilms } from '../support/load.ts'
import { temporaryFolder } from '../support/temporary.ts'

const unbounded = ['--limits-derivatives-per-hour', '0', '--limits-render-seconds-per-minute', '0']

suite('connections', () => {
  const stack = new AsyncDisposableStack()
  let keyart: Keyart
  let health: string

  before(async () => {
    const folder = stack.use(await temporaryFolder())
    const films = await writeFilms(join(folder.path, 'films'), 3)
    keyart = stack.use(
      await Keyart.start({
        libraries: [{ kind: 'movies', folder: films }],
        data: join(folder.path, 'data'),
        args: ['--log-level', 'debug', ...unbounded],
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

  test('issue 13, point 19: requests whose client leaves are no errors', async () => {
    const list = '/Items?Recursive=true&IncludeItemTypes=Movie'
    const { Items } = await keyart.client.json<{ Items: readonly { Id: string }[] }>(list)
    const { host } = new URL(keyart.url)
    const seen = keyart.log.length
    for (let n = 0; n < 60; n++) {
      const path = `/Items/${Items[n % 3]!.Id}/Images/Primary?width=${300 + n}`
      const socket = openRaw(keyart.url, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
      // Before it is made, while it is made, or when it is sent.
      await sleep([0, 2, 5, 20, 50][n % 5])
      if (n % 2 === 0) socket.destroy()
      else socket.resetAndDestroy()
    }
    const lines = () =>
      keyart.log.slice(seen).map((line) => JSON.parse(line) as { level: number; msg: string })
    await eventually(async () =>
      assert.ok(lines().some(({ msg }) => msg === 'The client disconnected')),
    )
    // Whatever is still to be told of the last ones.
    await sleep(500)
    assert.deepEqual(
      lines().filter((line) => line.level >= 50 || 'err' in line),
      [],
    )
  })
})
