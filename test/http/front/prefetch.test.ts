import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '../../support/ask.ts'
import { parseExposition } from '../../support/exposition.ts'
import { eventually, Keyart } from '../../support/keyart.ts'
import { noise } from '../../support/pictures.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { PlayingOrigin } from '../../support/upstream/playing-origin.ts'

const count = 10

suite('the rest of a list in front of a server', { timeout: 180_000 }, () => {
  const stack = new AsyncDisposableStack()
  let origin: PlayingOrigin
  let front: Client
  const ids = Array.from({ length: count }, (_, at) => `${at}`.padStart(32, 'c'))

  before(async () => {
    origin = stack.use(await PlayingOrigin.open())
    for (const [at, id] of ids.entries())
      origin.put(
        id,
        'Primary',
        0,
        await noise(120, 180, at + 1)
          .jpeg()
          .toBuffer(),
      )
    origin.forward(60_000)
    const { path: data } = stack.use(await temporaryFolder('front'))
    const args = ['--upstream', origin.url, '--no-prerender-enabled']
    const server = await Keyart.start({ libraries: [], data, scanned: false, args })
    front = stack.use(new Client(stack.use(server).url))
  })
  after(async () => await stack.disposeAsync())

  const list = async (from?: string) =>
    await front.ask('/Items?Recursive=true', from === undefined ? {} : { from })
  const look = async (id: string, width: number, from = '127.0.0.1') => {
    const path = `/Items/${id}/Images/Primary?width=${width}&tag=${origin.tag(id, 'Primary')}`
    const { status, headers } = await front.ask(path, { from })
    assert.equal(status, 200)
    return String(headers['cache-status'])
  }
  const prefetched = async () => {
    const { body } = await front.ask('/keyart/metrics')
    return parseExposition(body.toString())
      .filter(
        ({ name, labels }) =>
          name === 'keyart_renderer_calls_total' && JSON.stringify(labels).includes('prefetch'),
      )
      .reduce((sum, { value }) => sum + value, 0)
  }

  test('is there in the size of the first, without a question to the server', async () => {
    await list()
    // Then their originals are here, and written down.
    for (const id of ids) await look(id, 20)
    await sleep(1_000)
    await list()
    origin.asked.length = 0
    const before = await prefetched()
    for (const id of ids.slice(0, 2)) assert.match(await look(id, 31), /miss/)
    await eventually(async () => assert.ok((await prefetched()) >= before + count - 2))
    for (const id of ids.slice(2)) assert.match(await look(id, 31), /hit/)
    assert.deepEqual(origin.asked, [])
  })

  test('is not made for whoever was not given the list', async () => {
    const from = '127.0.0.2'
    const before = await prefetched()
    for (const id of ids.slice(0, 2)) await look(id, 33, from)
    await sleep(500)
    assert.equal(await prefetched(), before)
    await list(from)
    for (const id of ids.slice(0, 2)) await look(id, 34, from)
    await eventually(async () => assert.ok((await prefetched()) > before))
  })
})
