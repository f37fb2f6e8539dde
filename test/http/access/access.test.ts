import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { pino } from 'pino'
import { guardRoutes } from '../../../src/http/access/access.ts'
import { createServer } from '../../../src/http/server/server.ts'
import { accessTable, type Outcome } from '../../support/access-table.ts'
import { headersOf, openRoles, type Role, roles, userIds } from '../../support/roles.ts'

// Here, so that there is a test for each route.
const place = await openRoles()
after(() => place[Symbol.asyncDispose]())
const { film, films } = place
const table = accessTable(place)
const item = `/Items/${film.id}`

function fits(status: number, expected: Outcome): boolean {
  if (expected === 'let in') return status < 500 && status !== 401 && status !== 403
  return status < 400 ? expected === 'ok' : status === expected
}

type Call = { readonly method: string; readonly url: string; readonly payload?: string }

async function call(role: Role, { method, url, payload }: Call) {
  const type = payload === undefined ? {} : { 'content-type': 'application/json' }
  return await place.server.inject({
    method: method as 'GET',
    url,
    headers: { ...headersOf(role), ...type },
    ...(payload === undefined ? {} : { payload }),
  })
}

suite('every route by every role', () => {
  const rowOf = (method: string, url: string) =>
    table[`${method === 'HEAD' ? 'GET' : method} ${url}`]

  test('every route is in the table', () => {
    const missing = place.routes.flatMap(({ methods, url }) =>
      methods
        .filter((method) => rowOf(method, url) === undefined)
        .map((method) => `${method} ${url}`),
    )
    assert.deepEqual(missing, [])
  })

  test('every row of the table is a route', () => {
    const cache = new Set(
      place.routes.flatMap(({ methods, url }) => methods.map((method) => `${method} ${url}`)),
    )
    assert.deepEqual(
      Object.keys(table).filter((row) => !cache.has(row)),
      [],
    )
  })

  test('what may be read by GET may be read by HEAD', () => {
    const urls = (wanted: string) =>
      place.routes.filter(({ methods }) => methods.includes(wanted)).map(({ url }) => url)
    const heads = new Set(urls('HEAD'))
    // The socket is no page.
    const without = urls('GET').filter((url) => !heads.has(url) && url !== '/socket')
    assert.deepEqual(without, [])
  })

  for (const { methods, url } of place.routes)
    for (const method of methods) {
      const row = rowOf(method, url)
      if (row === undefined || (method === 'HEAD' && url === '/keyart/api/scan')) continue
      test(`${method} ${url}`, async () => {
        const [asked, outcomes, payload] = row
        for (const role of roles) {
          // Signing out is tried by itself.
          if (url === '/Sessions/Logout' && outcomes[role] === 'let in') continue
          const { statusCode } = await call(role, {
            method,
            url: asked,
            ...(payload === undefined ? {} : { payload }),
          })
          assert.ok(
            fits(statusCode, outcomes[role]),
            `${role}: expected ${outcomes[role]} but received ${statusCode}`,
          )
        }
      })
    }

  test('what is not a route is 404 to everyone', async () => {
    for (const role of roles)
      assert.equal((await call(role, { method: 'GET', url: '/Nothing' })).statusCode, 404)
  })

  test('nothing of it was a failure of ours, and no token came into the log', () => {
    place.app.log.info('The log is heard')
    assert.match(place.lines.join(''), /The log is heard/)
    for (const line of place.lines) {
      assert.doesNotMatch(line, /token of/)
      assert.doesNotMatch(line, /A request failed/)
    }
  })
})

suite('what a user may see', () => {
  const names = async (role: Role, url: string) => {
    const answer = (await call(role, { method: 'GET', url })).json<{
      Items?: { Name: string }[]
    }>()
    return ((answer.Items ?? answer) as { Name: string }[]).map(({ Name }) => Name)
  }

  test('lists, views and latest leave out the rest', async () => {
    assert.deepEqual(await names('user', '/UserViews'), ['Movies', 'Photos'])
    assert.deepEqual(await names('stranger', '/UserViews'), ['Photos'])
    assert.deepEqual(await names('stranger', `/Users/${userIds.stranger}/Views`), ['Photos'])
    assert.ok((await names('user', '/Items?Recursive=true')).includes('Film'))
    for (const url of [
      '/Items?Recursive=true',
      `/Items?Ids=${film.id}`,
      '/Items?SearchTerm=film',
      '/Items/Latest',
      `/Users/${userIds.stranger}/Items?Recursive=true`,
      `/Users/${userIds.stranger}/Items/Latest`,
    ])
      assert.ok(!(await names('stranger', url)).includes('Film'), url)
  })

  test('who asks for a user sees what the user sees', async () => {
    for (const role of ['admin', 'key'] as const) {
      assert.deepEqual(await names(role, `/Users/${userIds.stranger}/Views`), ['Photos'])
      assert.deepEqual(await names(role, `/UserViews?userId=${userIds.stranger}`), ['Photos'])
      assert.deepEqual(await names(role, '/UserViews'), ['Movies', 'Photos'])
    }
  })

  test('nobody but admins asks for another', async () => {
    const other = (userId: string) =>
      call('user', { method: 'GET', url: `/UserViews?userId=${userId}` })
    assert.equal((await other(userIds.user)).statusCode, 200)
    const dashed = userIds.user.replace(/^(.{8})(.{4})(.{4})(.{4})/, '{$1-$2-$3-$4-') + '}'
    assert.equal((await other(encodeURIComponent(dashed))).statusCode, 200)
    assert.equal((await other(userIds.stranger)).statusCode, 403)
  })

  test('what is meant for a user who cannot be is not done to the caller', async () => {
    for (const url of [
      `/Users/nobody/FavoriteItems/${film.id}`,
      `/UserFavoriteItems/${film.id}?userId=nobody`,
    ]) {
      const answer = await call('user', { method: 'POST', url })
      assert.equal(answer.statusCode, 400, url)
      assert.equal(answer.json<{ code: string }>().code, 'ID_INVALID')
    }
    const url = `/UserItems/${film.id}/UserData`
    const { IsFavorite } = (await call('user', { method: 'GET', url })).json<{
      IsFavorite: boolean
    }>()
    assert.equal(IsFavorite, false)
    const next = { method: 'GET', url: `/Shows/NextUp?parentId=${films.id}` }
    assert.equal((await call('user', next)).statusCode, 200)
    assert.equal((await call('stranger', next)).statusCode, 404)
  })

  test('users: all for an admin, oneself for a user; strangers do not learn who is admin', async () => {
    assert.deepEqual(await names('admin', '/Users'), ['admin', 'stranger', 'user'])
    assert.deepEqual(await names('key', '/Users'), ['admin', 'stranger', 'user'])
    assert.deepEqual(await names('user', '/Users'), ['user'])
    assert.deepEqual(await names('user', '/Users/Public'), ['admin', 'stranger', 'user'])
    const all = await call('anonymous', { method: 'GET', url: '/Users/Public' })
    assert.doesNotMatch(all.body, /"IsAdministrator":true/)
    const one = await call('admin', { method: 'GET', url: `/Users/${userIds.stranger}` })
    const { Policy } = one.json<{ Policy: Record<string, unknown> }>()
    assert.equal(Policy['EnableAllFolders'], false)
    assert.deepEqual(Policy['EnabledFolders'], [place.photos.id])
  })

  test('a hidden image is answered as one that is not there', async () => {
    const url = `${item}/Images/Primary`
    const hiddenOne = await call('stranger', { method: 'GET', url })
    const none = await call('stranger', {
      method: 'GET',
      url: `/Items/${'0'.repeat(32)}/Images/Primary`,
    })
    const problems = [hiddenOne, none].map((answer) => answer.json<{ instance: string }>())
    assert.deepEqual({ ...problems[0], instance: '' }, { ...problems[1], instance: '' })
    assert.equal(hiddenOne.headers['cache-control'], 'no-store')
  })
})

test('401 says how to sign in, and is kept by nobody', async () => {
  for (const role of ['anonymous', 'bad'] as const) {
    const answer = await call(role, { method: 'GET', url: '/UserViews' })
    assert.equal(answer.statusCode, 401)
    assert.equal(answer.headers['www-authenticate'], 'MediaBrowser')
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.equal(answer.json<{ code: string }>().code, 'UNAUTHENTICATED')
  }
})

test('a token opens wherever clients put it', async () => {
  const token = 'token of user'
  const ways: { headers?: Record<string, string>; query?: string }[] = [
    { headers: { authorization: `MediaBrowser Token="${token}"` } },
    { headers: { authorization: `Emby Client="X", Token="${encodeURIComponent(token)}"` } },
    { headers: { 'x-emby-authorization': `MediaBrowser Token="${token}"` } },
    { headers: { 'x-emby-token': token } },
    { headers: { 'x-mediabrowser-token': token } },
    { query: `?ApiKey=${encodeURIComponent(token)}` },
    { query: `?api_key=${encodeURIComponent(token)}` },
  ]
  for (const { headers = {}, query = '' } of ways)
    for (const prefix of ['', '/emby', '/mediabrowser']) {
      const url = `${prefix}/users/me${query}`
      const answer = await place.server.inject({ url, headers })
      assert.equal(answer.statusCode, 200, `${url} ${JSON.stringify(headers)}`)
    }
})

suite('while there is no user', () => {
  let empty: Awaited<ReturnType<typeof openRoles>>
  before(async () => {
    empty = await openRoles({ users: false })
  })
  after(() => empty[Symbol.asyncDispose]())

  test('everyone reads, nobody writes', async () => {
    const { server } = empty
    for (const url of ['/UserViews', `/Items/${empty.film.id}`, '/Users'])
      assert.equal((await server.inject({ url })).statusCode, 200, url)
    assert.equal((await server.inject({ url: `/Users/${userIds.user}` })).statusCode, 404)
    const guarded = createServer(pino({ level: 'silent' }))
    guardRoutes(guarded, { ...empty.deps, imageAccess: 'open' })
    guarded.post('/admin', { config: { access: 'admin' } }, () => 'in')
    guarded.post('/own/:userId', { config: { access: 'self-or-admin' } }, () => 'in')
    guarded.get('/own/:userId', { config: { access: 'self-or-admin' } }, () => 'in')
    const status = async (method: 'GET' | 'POST', url: string) =>
      (await guarded.inject({ method, url })).statusCode
    assert.equal(await status('POST', '/admin'), 401)
    assert.equal(await status('POST', `/own/${userIds.user}`), 401)
    assert.equal(await status('GET', `/own/${userIds.user}`), 200)
    await guarded.close()
  })
})

test('closed images ask for a token and are kept by nobody in between', async () => {
  await using closed = await openRoles({ args: ['--access-images', 'signed-in'] })
  const [poster] = await closed.app.catalog.findImages(closed.film.id, 'Primary')
  const url = `/Items/${closed.film.id}/Images/Primary?tag=${poster!.tag}`
  for (const role of roles) {
    const { statusCode, headers } = await closed.server.inject({ url, headers: headersOf(role) })
    const refused = { anonymous: 401, bad: 401, stranger: 404, photographer: 404 }
    const expected = { ...refused, user: 200, admin: 200, key: 200, reader: 200 }
    assert.equal(statusCode, expected[role], role)
    if (statusCode === 200)
      assert.equal(headers['cache-control'], 'private, max-age=31536000, immutable')
  }
})

test('a route that does not say who may call it is found at the start', async () => {
  const server = createServer(pino({ level: 'silent' }))
  guardRoutes(server, place.deps)
  server.get('/forgotten', () => 'x')
  await assert.rejects(async () => await server.ready(), /to declare its access: GET \/forgotten/)
  await server.close()
})
