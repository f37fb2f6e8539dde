import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { childrenOf, gone, Keyart, runKeyart } from '../support/keyart.ts'
import { askLightly, type Ending, openRaw, webSocketRequest, writeFilms } from '../support/load.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** A server with some films, whose images are listed by path. */
async function start(root: string, args: readonly string[] = [], scanned = true) {
  const keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: join(root, 'films') }],
    data: join(root, 'data'),
    args,
    scanned,
  })
  const posters = async () => {
    const url = '/Items?Recursive=true&IncludeItemTypes=Movie'
    const { Items } = await keyart.client.json<{ Items: readonly { Id: string }[] }>(url)
    return Items.map(({ Id }) => `/Items/${Id}/Images/Primary`)
  }
  return { keyart, posters }
}

const upload =
  'POST /Users/AuthenticateByName HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{'

test('a stop under load finishes what was begun, and nothing that hangs on keeps it', async () => {
  await using folder = await temporaryFolder()
  await writeFilms(join(folder.path, 'films'), 8)
  const unbounded = [
    '--limits-derivatives-per-hour',
    '0',
    '--limits-render-seconds-per-minute',
    '0',
  ]
  const { keyart, posters } = await start(folder.path, unbounded)
  await using _ = keyart
  const paths = await posters()
  const rescan = keyart.client.ask('/Library/Refresh', { method: 'POST' })

  const raw = [
    ...Array.from({ length: 20 }, () => openRaw(keyart.url)),
    ...Array.from({ length: 3 }, () => openRaw(keyart.url, webSocketRequest)),
    openRaw(
      keyart.url,
      'GET /keyart/api/scan HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n',
    ),
    openRaw(
      keyart.url,
      `GET ${paths[0]!}?width=4000&format=png HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    ),
  ]
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const endings: Ending[] = []
  let isOver = false
  const client = async (number: number) => {
    for (let n = 0; !isOver; n++) {
      const path = `${paths[(number + n) % paths.length]!}?width=${100 + 40 * number + (n % 40)}`
      const ending = await askLightly(keyart.url, path, { agent })
      if (ending.kind === 'not-accepted') return
      endings.push(ending)
    }
  }
  const clients = Promise.all(Array.from({ length: 16 }, (__, number) => client(number)))
  await sleep(1500)
  const children = childrenOf(keyart.pid)
  const stopped = performance.now()
  const code = await keyart.stop()
  const took = performance.now() - stopped
  isOver = true
  await Promise.all([clients, rescan.catch(() => undefined)])
  agent.destroy()
  for (const socket of raw) socket.destroy()

  assert.equal(code, 0, keyart.errors)
  // Ten seconds for who does not read, and some for a busy machine.
  assert.ok(took < 25_000, `${took} ms`)
  await gone(children)
  assert.ok(endings.length > 16)
  const statuses = endings.map((ending) => (ending.kind === 'answered' ? ending.status : ending))
  assert.deepEqual([...new Set(statuses)], [200])
  const { code: verdict, out } = await runKeyart(['verify', '--data', join(folder.path, 'data')])
  assert.equal(verdict, 0, out)
})

test('it stops at once when nothing is under way, though many connections are open', async () => {
  await using folder = await temporaryFolder()
  await writeFilms(join(folder.path, 'films'), 1)
  const { keyart } = await start(folder.path)
  await using _ = keyart
  const idle = Array.from({ length: 100 }, () => openRaw(keyart.url))
  await Promise.all(idle.map((socket) => once(socket, 'connect')))
  await sleep(200)
  const stopped = performance.now()
  assert.equal(await keyart.stop(), 0)
  // What waits for answers would have waited ten seconds.
  assert.ok(performance.now() - stopped < 8_000)
  for (const socket of idle) socket.destroy()
})

test('a stop in the middle of the first scan and of pre-rendering leaves nothing behind', async () => {
  await using folder = await temporaryFolder()
  await writeFilms(join(folder.path, 'films'), 15)
  const { keyart } = await start(folder.path, [], false)
  await using _ = keyart
  await sleep(500)
  const children = childrenOf(keyart.pid)
  assert.equal(await keyart.stop('SIGINT'), 0, keyart.errors)
  await gone(children)
  const again = await start(folder.path)
  await using __ = again.keyart
  assert.equal((await again.posters()).length, 15)
})

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  test(`a second ${signal} ends it at once, its children too`, async () => {
    await using folder = await temporaryFolder()
    await writeFilms(join(folder.path, 'films'), 1)
    const { keyart, posters } = await start(folder.path)
    await using _ = keyart
    const [poster] = await posters()
    await keyart.client.ask(`${poster!}?width=50`)
    const children = childrenOf(keyart.pid)
    assert.ok(children.length > 0 || process.platform !== 'linux')
    // A body that never ends holds a stop up.
    const slow = openRaw(keyart.url, upload)
    await once(slow, 'connect')
    await sleep(300)
    const ended = keyart.stop(signal)
    await sleep(1000)
    const second = performance.now()
    process.kill(keyart.pid, signal)
    assert.equal(await ended, 130)
    assert.ok(performance.now() - second < 8_000)
    await gone(children)
    slow.destroy()
  })
