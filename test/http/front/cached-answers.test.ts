import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import { type Answer, Client } from '../../support/ask.ts'
import { type Colour, field, quartersOf } from '../../support/coloured-library.ts'
import { Keyart } from '../../support/keyart.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { PlayingOrigin } from '../../support/upstream/playing-origin.ts'

suite('answers that are sent again in front of a server', { timeout: 180_000 }, () => {
  const stack = new AsyncDisposableStack()
  let origin: PlayingOrigin
  let front: Client

  before(async () => {
    origin = stack.use(await PlayingOrigin.open())
    const { path: data } = stack.use(await temporaryFolder('front'))
    const args = ['--upstream', origin.url, '--http-trusted-proxies', '127.0.0.3']
    const server = await Keyart.start({ libraries: [], data, scanned: false, args })
    front = stack.use(new Client(stack.use(server).url))
  })
  after(async () => await stack.disposeAsync())

  const put = async (id: string, colour: Colour) => {
    origin.put(id, 'Primary', 0, await field(colour))
    origin.forward(60_000)
  }
  const newPoster = async (colour: Colour = 'red') => {
    const id = randomUUID().replaceAll('-', '')
    await put(id, colour)
    return { id, path: `/Items/${id}/Images/Primary?fillWidth=20` }
  }
  /** Asks until the answer is one that was ready. */
  const warm = async (path: string, options: Parameters<Client['ask']>[1] = {}) => {
    for (let n = 0; n < 3; n++) await front.ask(path, options)
    const answer = await front.ask(path, options)
    assert.ok(wasReady(answer), path)
    return answer
  }
  const colourOf = async ({ body }: Answer) => (await quartersOf(body)).split(' ')[0]

  test('they are what the routes answer, without a question to the server', async () => {
    const { path } = await newPoster()
    const first = await front.ask(path)
    origin.asked.length = 0
    const again = await warm(path)
    assert.deepEqual(origin.asked, [])
    assert.deepEqual(again.body, first.body)
    for (const name of ['cache-control', 'etag', 'last-modified', 'content-type', 'vary'])
      assert.equal(again.headers[name], first.headers[name], name)
    assert.equal(again.headers['cache-status'], 'Keyart; hit; detail=memory')
    const unchanged = await front.ask(path, { headers: { 'if-none-match': first.headers.etag! } })
    assert.equal(unchanged.status, 304)
    assert.ok(wasReady(unchanged))
  })

  test('whom the server was not asked about gets what the server says', async () => {
    const { path, id } = await newPoster()
    await warm(path)
    const child = { 'x-emby-token': 'child' }
    await warm(path, { headers: child })
    origin.mayRead = (token, item) => (item !== id || token === 'child' ? 200 : 403)
    try {
      for (const options of [
        { headers: { 'x-emby-token': 'other' } },
        { from: '127.0.0.2' },
        { from: '127.0.0.2', headers: child },
        { from: '127.0.0.3', headers: { 'x-forwarded-for': '192.0.2.1' } },
      ]) {
        const answer = await front.ask(path, options)
        assert.equal(answer.status, 'headers' in options && options.headers === child ? 200 : 403)
        assert.equal(wasReady(answer), false)
      }
    } finally {
      origin.mayRead = () => 200
    }
    const proxied = { from: '127.0.0.3', headers: { 'x-forwarded-for': '192.0.2.2' } }
    assert.equal((await front.ask(path, proxied)).status, 200)
    await warm(path, proxied)
  })

  test('a change through Keyart, and one that a list has named, end them', async () => {
    const { path, id } = await newPoster('red')
    await warm(path)
    const body = (await field('blue')).toString('base64')
    const headers = { 'content-type': 'image/png' }
    await front.ask(`/Items/${id}/Images/Primary`, { method: 'POST', headers, body })
    assert.equal(await colourOf(await front.ask(path)), 'blue')

    await front.ask('/Items?Recursive=true')
    await put(id, 'green')
    const tagged = `${path}&tag=${origin.tag(id, 'Primary')}`
    const { headers: before } = await front.ask(tagged)
    assert.doesNotMatch(String(before['cache-control']), /immutable/)
    await front.ask('/Items?Recursive=true')
    assert.equal(await colourOf(await front.ask(tagged)), 'green')
    await front.ask('/Items?Recursive=true')
    const proven = await front.ask(tagged)
    assert.match(String(proven.headers['cache-control']), /immutable/)
    const old = await warm(tagged)
    assert.match(String(old.headers['cache-control']), /immutable/)
    await put(id, 'yellow')
    await front.ask('/Items?Recursive=true')
    const stale = await front.ask(tagged)
    assert.equal(stale.headers['cache-control'], 'no-cache')
  })
})

/** The routes number their answers, and the server's have no such status. */
function wasReady({ status, headers }: Answer): boolean {
  const isOwn = status === 304 || headers['cache-status'] === 'Keyart; hit; detail=memory'
  return isOwn && headers['x-request-id'] === undefined
}
