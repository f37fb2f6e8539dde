import assert from 'node:assert/strict'
import { truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { ResponseCache } from '../../../src/http/images/response-cache.ts'
import { listen } from '../../../src/http/listen.ts'
import { type Answer, Client } from '../../support/ask.ts'
import { eventually } from '../../support/keyart.ts'
import { quarters, write } from '../../support/pictures.ts'
import { headersOf, openRoles, userIds } from '../../support/roles.ts'

/** How many requests the routes were spared. */
const answeredBy = ({ hits, notModified, storageHits }: ResponseCache) =>
  hits + notModified + storageHits

/** Without what says when, how, by which tier and to which request it was answered. */
function told({ status, headers: all, body }: Answer) {
  const { 'x-request-id': _id, 'server-timing': _timing, ...headers } = all
  return { status, headers: { ...headers, date: '', 'cache-status': '' }, body }
}

for (const args of [[], ['--access-images', 'signed-in']])
  suite(`known answers ${args.join(' ')}`, () => {
    const stack = new AsyncDisposableStack()
    let open: Awaited<ReturnType<typeof openRoles>>
    let cache: ResponseCache
    let client: Client
    let images: string
    const stranger = headersOf('stranger')
    const user = headersOf('user')
    /** A size that no test asked for yet. */
    let width = 100
    const fresh = () => `${images}?width=${++width}`

    before(async () => {
      open = stack.use(await openRoles({ args: ['--no-formats-quick-first', ...args] }))
      cache = new ResponseCache(open.app.catalog, open.app.derivatives)
      const deps = { ...open.deps, responseCache: cache }
      const { url } = stack.use(
        await listen(deps, {
          host: '127.0.0.1',
          port: 0,
          http: { trustedProxies: [], maxConnections: 0 },
        }),
      )
      client = stack.use(new Client(url))
      images = `/Items/${open.film.id}/Images/Primary`
    })
    after(() => stack.disposeAsync())

    /** Whether the routes were spared, and what came. */
    async function ask(path: string, headers: Record<string, string> = user, method = 'GET') {
      const before = answeredBy(cache)
      const answer = await client.ask(path, { method, headers })
      return { spared: answeredBy(cache) > before, ...answer }
    }

    test('the second of two equal requests is answered alike, by memory alone', async () => {
      const [image] = await open.app.catalog.findImages(open.film.id, 'Primary')
      for (const query of ['', '&format=png', `&tag=${image!.tag}`, `&tag=${'f'.repeat(32)}`])
        for (const accept of ['image/webp,*/*', 'text/html'])
          for (const prefix of ['', '/emby']) {
            const path = `${prefix}${fresh()}${query}`
            const first = await ask(path, { ...user, accept })
            const second = await ask(path, { ...user, accept })
            assert.deepEqual([first.status, first.spared, second.spared], [200, false, true], path)
            assert.deepEqual(told(second), told(first))
            assert.equal(second.headers['cache-status'], 'Keyart; hit; detail=memory')
            const head = await ask(path, { ...user, accept }, 'HEAD')
            assert.deepEqual([head.spared, head.body.length], [true, 0])
            assert.deepEqual(told(head).headers, told(first).headers)
          }
    })

    test('a 304 says what the routes say', async () => {
      const path = fresh()
      const { headers } = await ask(path)
      const validators = { 'if-none-match': String(headers['etag']) }
      const quick = await ask(path, { ...user, ...validators })
      // As browsers send it; the date does not count.
      const dated = await ask(path, { ...user, ...validators, 'if-modified-since': 'yesterday' })
      const listed = { 'if-none-match': `"x", ${validators['if-none-match']}` }
      const slow = await ask(path, { ...user, ...listed })
      assert.deepEqual([quick.spared, dated.spared, slow.spared], [true, true, false])
      for (const answer of [quick, dated]) assert.deepEqual(told(answer), told(slow))
      assert.equal(quick.status, 304)
    })

    test('what is not plain goes through the routes', async () => {
      const path = fresh()
      await ask(path)
      const rows: readonly [Record<string, string>, number][] = [
        [{ range: 'bytes=0-9' }, 206],
        [{ 'if-match': '"x"' }, 412],
        [{ 'if-modified-since': new Date().toUTCString() }, 304],
        [{ 'if-none-match': '*' }, 304],
        [{ 'if-none-match': '"x"' }, 200],
      ]
      for (const [headers, status] of rows) {
        const answer = await ask(path, { ...user, ...headers })
        assert.deepEqual([answer.status, answer.spared], [status, false], JSON.stringify(headers))
      }
      assert.equal((await ask(path, user, 'POST')).spared, false)
    })

    test('formats and callers are told apart', async () => {
      const path = fresh()
      const webp = { ...user, accept: 'image/webp' }
      for (const headers of [user, webp]) await ask(path, headers)
      assert.equal((await ask(path, webp)).headers['content-type'], 'image/webp')
      const plain = await ask(path, { ...user, accept: 'text/plain' })
      assert.equal(plain.headers['content-type'], 'image/jpeg')
      for (let time = 1; time <= 2; time++)
        assert.equal((await ask(path, stranger)).status, 404, 'of a library that is not theirs')
      const anonymous = await ask(path, {})
      assert.equal(anonymous.status, args.length === 0 ? 200 : 401)
      assert.equal(anonymous.spared, false)
    })

    test('a change of rights is seen by the very next request', async () => {
      const { catalog } = open.app
      const path = fresh()
      await ask(path)
      assert.equal((await ask(path)).spared, true)
      const entry = { id: userIds.user, name: 'user', createdAt: 1 }
      await catalog.putUser({ ...entry, libraryIds: [open.photos.id] })
      assert.equal((await ask(path)).status, 404)
      await catalog.putUser(entry)
      assert.equal((await ask(path)).status, 200)
    })

    test('a changed picture is seen by the very next request', async () => {
      const path = fresh()
      const first = await ask(path)
      await write(join(open.films.root, 'Film (2001)/poster.jpg'), quarters(90, 60).jpeg())
      await open.app.scanner.request('all')
      const second = await ask(path)
      assert.equal(second.spared, false)
      assert.notEqual(second.headers['etag'], first.headers['etag'])
      assert.equal((await ask(path)).spared, true)
    })

    test('a token that is used here alone is not forgotten', async () => {
      const { catalog } = open.app
      const lastUsed = async () =>
        (await catalog.tokens()).find(({ id }) => id === 'user')?.lastUsedAt ?? 0
      await eventually(async () => assert.ok((await lastUsed()) > 0))
    })

    test('nothing is answered after a stop', async () => {
      const path = fresh()
      await ask(path)
      cache.stop()
      assert.equal((await ask(path)).spared, false)
    })
  })

test('issue 17: a 304 to who has a JPEG that others no longer get is answered from memory', async () => {
  await using stack = new AsyncDisposableStack()
  const { app, deps, film } = stack.use(await openRoles({ args: ['--no-prerender-enabled'] }))
  const cache = new ResponseCache(app.catalog, app.derivatives)
  const network = { trustedProxies: [], maxConnections: 0 }
  const server = await listen(
    { ...deps, responseCache: cache },
    { host: '127.0.0.1', port: 0, http: network },
  )
  const client = stack.use(new Client(stack.use(server).url))
  const ask = async (etag?: string) => {
    const headers = {
      accept: 'image/webp',
      ...(etag === undefined ? {} : { 'if-none-match': etag }),
    }
    const before = answeredBy(cache)
    const path = `/Items/${film.id}/Images/Primary?width=30`
    const answer = await client.ask(path, { headers: { ...headersOf('user'), ...headers } })
    return { ...answer, spared: answeredBy(cache) > before, etag: String(answer.headers.etag) }
  }
  const quick = await ask()
  assert.equal(quick.headers['content-type'], 'image/jpeg')
  const better = await eventually(async () => {
    const answer = await ask()
    assert.equal(answer.headers['content-type'], 'image/webp')
    return answer
  })
  const [first, second] = [await ask(quick.etag), await ask(quick.etag)]
  assert.deepEqual([first.status, first.spared, second.spared], [304, false, true])
  assert.deepEqual(told(second), told(first))
  // Each has its own, and who names none gets the better one.
  for (const etag of [better.etag, quick.etag]) {
    const answer = await ask(etag)
    assert.deepEqual([answer.status, answer.spared, answer.etag], [304, true, etag])
  }
  const last = await ask()
  assert.deepEqual([last.status, last.spared, last.etag], [200, true, better.etag])
  // Nobody has that one.
  assert.equal((await ask('W/"other"')).status, 200)
})

test('issue 17: a derivative that has left memory is answered from storage, without the routes', async () => {
  await using stack = new AsyncDisposableStack()
  const args = ['--cache-memory-bytes', '100000']
  const open = stack.use(await openRoles({ args }))
  const { app, deps, film } = open
  const cache = new ResponseCache(app.catalog, app.derivatives)
  const network = { trustedProxies: [], maxConnections: 0 }
  const server = await listen(
    { ...deps, responseCache: cache },
    { host: '127.0.0.1', port: 0, http: network },
  )
  const client = stack.use(new Client(stack.use(server).url))
  const ask = (width: number, headers: Record<string, string> = {}) => {
    const path = `/Items/${film.id}/Images/Primary?width=${width}`
    return client.ask(path, { method: 'GET', headers: { ...headersOf('user'), ...headers } })
  }
  const { headers, body } = await ask(20)
  const again = { 'if-none-match': String(headers['etag']) }
  assert.deepEqual([(await ask(20, again)).status, answeredBy(cache)], [304, 1])
  let bytes = 0
  for (let width = 21; bytes < 100_000; width++) {
    const path = `/Items/${film.id}/Images/Primary?width=${width}`
    // Asked for more often than the first, by others, of whom nothing is known yet.
    for (const role of ['admin', 'key', 'anonymous'] as const) {
      const { body } = await client.ask(path, { method: 'GET', headers: headersOf(role) })
      // A larger one is not held.
      assert.ok(body.length <= 100_000 / 16, `${width} pixels wide`)
      if (role === 'key') bytes += body.length
    }
  }
  await app.derivatives.settled()
  assert.deepEqual([(await ask(20, again)).status, answeredBy(cache)], [304, 2])
  app.derivatives.releaseMemory()
  const before = deps.traffic.requests
  const images = () => [...before].reduce((sum, [[name], n]) => sum + (name === 'image' ? n : 0), 0)
  const routed = images()
  const stored = await ask(20)
  assert.deepEqual([stored.status, stored.headers['cache-status']], [200, storageHit])
  assert.equal(stored.headers['etag'], headers['etag'])
  assert.deepEqual(stored.body, body)
  assert.deepEqual([cache.storageHits, images()], [1, routed])
  // It is gone from there, too: it is made again, with the same name.
  app.derivatives.releaseMemory()
  const key = /[0-9a-f]{32}/.exec(String(headers['etag']))![0]
  // Cut off, which is as good as gone also where it is still open.
  await truncate(join(open.path, 'data/derivatives', key.slice(0, 2), key))
  const again20 = await ask(20)
  assert.deepEqual([again20.status, again20.headers['etag']], [200, headers['etag']])
  assert.match(String(again20.headers['cache-status']), /uri-miss/)
})

const storageHit = 'Keyart; hit; detail=storage'
