import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { WebSocket } from 'ws'
import { listen } from '../../../src/http/listen.ts'
import { Client } from '../../support/ask.ts'
import { openRoles, userIds } from '../../support/roles.ts'

/*
 * Point 9: any web page reads a server on loopback that has no account. And on an address that
 * others reach, it serves nothing but the set-up.
 */

type Place = Awaited<ReturnType<typeof openRoles>>
type Headers = Readonly<Record<string, string>>

interface Case {
  readonly headers: Headers
  readonly code: 'HOST_UNKNOWN' | 'ORIGIN_REFUSED' | 'SET_UP_NEEDED'
}

const status = { HOST_UNKNOWN: 421, ORIGIN_REFUSED: 403, SET_UP_NEEDED: 403 } as const

/** What a page elsewhere, or a machine elsewhere, can bring about. */
const refused: Readonly<Record<string, Case>> = {
  'a name that was pointed here': { headers: { host: 'evil.example' }, code: 'HOST_UNKNOWN' },
  'such a name with a port': { headers: { host: 'evil.example:8097' }, code: 'HOST_UNKNOWN' },
  'a name that looks like an address': {
    headers: { host: '127.0.0.1.evil.example' },
    code: 'HOST_UNKNOWN',
  },
  'a page of another origin': {
    headers: { origin: 'https://evil.example' },
    code: 'ORIGIN_REFUSED',
  },
  'a page of another port': { headers: { origin: 'http://127.0.0.1:3' }, code: 'ORIGIN_REFUSED' },
  'a page that hides where it is from': { headers: { origin: 'null' }, code: 'ORIGIN_REFUSED' },
  'a picture in another page': {
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    code: 'ORIGIN_REFUSED',
  },
  'a frame in another page': {
    headers: {
      'sec-fetch-site': 'same-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'iframe',
    },
    code: 'ORIGIN_REFUSED',
  },
  'a proxy that nobody trusts': {
    headers: { 'x-forwarded-for': '127.0.0.1' },
    code: 'SET_UP_NEEDED',
  },
  'another such proxy': { headers: { forwarded: 'for=127.0.0.1' }, code: 'SET_UP_NEEDED' },
  'one that says but its name': { headers: { via: '1.1 somewhere' }, code: 'SET_UP_NEEDED' },
}

const admitted: Readonly<Record<string, Headers>> = {
  localhost: { host: 'localhost' },
  'a name below localhost': { host: 'keyart.localhost:1' },
  'an address of version 6': { host: '[::1]:8097' },
  'its own page': { host: '127.0.0.1:1', origin: 'http://127.0.0.1:1' },
  'a picture in its own page': { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors' },
  'an address that is typed': { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
  'a link that is followed': {
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  },
}

async function openServer(stack: AsyncDisposableStack, args: readonly string[], users = false) {
  const place = stack.use(await openRoles({ users, args }))
  const { url } = stack.use(
    await listen(place.deps, {
      host: '127.0.0.1',
      port: 0,
      http: { trustedProxies: [], maxConnections: 0 },
    }),
  )
  return { place, client: stack.use(new Client(url)) }
}

const codeOf = (body: Buffer | string) => (JSON.parse(String(body)) as { code?: string }).code

suite('point 9: a server on loopback without an account', () => {
  const stack = new AsyncDisposableStack()
  let place: Place
  let client: Client
  let image: string
  before(async () => {
    ;({ place, client } = await openServer(stack, []))
    image = `/Items/${place.film.id}/Images/Primary?width=20`
  })
  after(() => stack.disposeAsync())

  for (const [name, { headers, code }] of Object.entries(refused))
    test(`refuses ${name}, also what is known already`, async () => {
      for (const path of [image, '/Items', '/metrics', '/keyart/api/scan', '/socket', '/nothing']) {
        // By now the image is known, and answered before anything is parsed.
        assert.equal((await client.ask(image)).status, 200)
        const answer = await client.ask(path, { headers })
        assert.equal(answer.status, status[code], path)
        assert.equal(codeOf(answer.body), code, path)
        assert.equal(answer.headers['access-control-allow-origin'], undefined)
        assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin')
      }
      const preflight = await client.ask('/Items', { method: 'OPTIONS', headers })
      assert.equal(preflight.status, status[code])
      assert.equal((await client.ask('/health', { headers })).status, 200)
    })

  for (const [name, headers] of Object.entries(admitted))
    test(`answers ${name}`, async () => {
      for (const path of [image, '/Items', '/metrics']) {
        const answer = await client.ask(path, { headers })
        assert.equal(answer.status, 200, path)
        const { origin } = headers
        if (path !== '/metrics') assert.equal(answer.headers['access-control-allow-origin'], origin)
      }
    })

  test('what is no host is a 400 (RFC 9112 3.2), also for what is known already', async () => {
    for (const path of [image, '/Items', '/metrics', '/keyart/api/scan', '/health']) {
      assert.equal((await client.ask(image)).status, 200)
      const headers = { host: '127.0.0.1@evil.example' }
      const answer = await client.ask(path, { headers })
      assert.equal(answer.status, 400, path)
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
    }
  })

  test('what is known is answered quickly to who asks alike, and to nobody else', async () => {
    const { responseCache } = place.deps
    const spared = async (headers: Headers) => {
      const { hits } = responseCache
      const { status: got } = await client.ask(image, { headers })
      return [got, responseCache.hits > hits]
    }
    await client.ask(image)
    assert.deepEqual(await spared({}), [200, true])
    for (const { headers, code } of Object.values(refused))
      assert.deepEqual(await spared(headers), [status[code], false])
    assert.deepEqual(await spared({}), [200, true])
  })

  test('no page of another origin gets a socket', async () => {
    const opened = (origin: string) =>
      new Promise<boolean>((resolve) => {
        const socket = new WebSocket(`${client.url.replace('http', 'ws')}/socket`, { origin })
        socket.once('open', () => {
          socket.terminate()
          resolve(true)
        })
        socket.once('error', () => resolve(false))
      })
    assert.equal(await opened('https://evil.example'), false)
    assert.equal(await opened(client.url), true)
  })

  test('another machine gets the set-up and whether the server is well, and no more', async () => {
    const { server, routes } = place
    const code = (await place.deps.setUp.open())!
    const far = (url: string) => server.inject({ url, remoteAddress: '192.0.2.1' })
    for (const url of ['/', '/keyart/']) {
      const answer = await far(url)
      const { pathname } = new URL(answer.headers.location ?? '', `http://127.0.0.1${url}`)
      assert.deepEqual([answer.statusCode, pathname], [302, '/keyart/setup'])
    }
    assert.match((await far('/keyart/setup')).body, /no account yet/)
    assert.equal((await far(`/keyart/setup?code=${code}`)).statusCode, 200)
    const open = ['/', '/keyart/', '/keyart/setup', '/keyart/problems/:code']
    let tried = 0
    for (const { methods, url } of routes)
      for (const method of methods) {
        if (open.includes(url) || url.startsWith('/health')) continue
        const answer = await server.inject({
          method: method as 'GET',
          url: url.replace('*', ''),
          remoteAddress: '192.0.2.1',
        })
        assert.equal(answer.statusCode, 403, `${method} ${url}`)
        if (method !== 'HEAD') assert.equal(codeOf(answer.body), 'SET_UP_NEEDED')
        tried++
      }
    assert.ok(tried > 100)
  })
})

test('point 9: with the first account nothing is answered by the rule before', async () => {
  await using stack = new AsyncDisposableStack()
  const { place, client } = await openServer(stack, ['--access-images', 'signed-in'])
  const image = `/Items/${place.film.id}/Images/Primary?width=20`
  for (const expected of [200, 200]) assert.equal((await client.ask(image)).status, expected)
  await place.app.catalog.putUser({ id: userIds.admin, name: 'Ann', createdAt: 1, isAdmin: true })
  assert.equal((await client.ask(image)).status, 401)
  // Pages of any origin may ask, for nothing opens without a token.
  const answer = await client.ask('/Items', { headers: { origin: 'https://evil.example' } })
  assert.equal(answer.status, 401)
  assert.equal(answer.headers['access-control-allow-origin'], '*')
})

test('point 9: settings open it on purpose', async () => {
  await using stack = new AsyncDisposableStack()
  const origin = 'http://dashboard.local:3000'
  const { place, client } = await openServer(stack, [
    '--access-without-accounts=open',
    '--access-host-names=nas.local',
    `--access-origins=${origin}`,
  ])
  const { server, film } = place
  const image = `/Items/${film.id}/Images/Primary?width=20`
  for (const url of [image, '/Items', '/keyart/']) {
    const answer = await server.inject({ url, remoteAddress: '192.0.2.1' })
    assert.equal(answer.statusCode, 200, url)
  }
  const ask = (headers: Headers) => client.ask(image, { headers })
  assert.equal((await ask({ host: 'NAS.local:8097' })).status, 200)
  assert.equal((await ask({ host: 'evil.example' })).status, 421)
  const read = await ask({ origin })
  assert.deepEqual([read.status, read.headers['access-control-allow-origin']], [200, origin])
  const embedded = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }
  const shown = await ask({ ...embedded, referer: `${origin}/` })
  assert.deepEqual(
    [shown.status, shown.headers['cross-origin-resource-policy']],
    [200, 'cross-origin'],
  )
  for (const referer of ['https://evil.example/', `https://evil.example/${origin}`, 'x'])
    assert.equal((await ask({ ...embedded, referer })).status, 403)
  assert.equal((await ask({ origin: 'https://evil.example' })).status, 403)
})

test('point 9: a proxy that is trusted says who asks', async () => {
  await using place = await openRoles({
    users: false,
    args: ['--http-trusted-proxies', '127.0.0.1'],
  })
  const ask = async (address: string) => {
    const headers = { 'x-forwarded-for': address }
    return (await place.server.inject({ url: '/Items', headers })).statusCode
  }
  assert.equal(await ask('127.0.0.1'), 200)
  assert.equal(await ask('192.0.2.1'), 403)
})
