import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { pino } from 'pino'
import { guardRoutes } from '../../src/http/access.ts'
import { createServer } from '../../src/http/server.ts'
import { headersOf, openRoles, type Role, roles, userIds } from '../support/roles.ts'

/**
 * What a role gets: `ok` is 2xx or 3xx, `let in` anything but 401, 403 and 5xx (the request is one
 * that changes nothing), else the status.
 */
type Outcome = 'ok' | 'let in' | 401 | 403 | 404
type Outcomes = Readonly<Record<Role, Outcome>>

const everyone = (outcome: Outcome): Outcomes => ({
  anonymous: outcome,
  bad: outcome,
  stranger: outcome,
  user: outcome,
  admin: outcome,
  key: outcome,
})
const open = everyone('ok')
const openButFails = everyone('let in')
/** Of an item that the stranger may not see. */
const image: Outcomes = { ...open, stranger: 404 }
const signedIn: Outcomes = { ...open, anonymous: 401, bad: 401 }
const hidden: Outcomes = { ...signedIn, stranger: 404 }
const nothing: Outcomes = { ...everyone(404), anonymous: 401, bad: 401 }
/** Of the user. */
const own: Outcomes = { ...signedIn, stranger: 403 }
const ownWrite: Outcomes = { ...everyone('let in'), anonymous: 401, bad: 401, stranger: 403 }
const admin: Outcomes = { ...ownWrite, user: 403 }

type Row = readonly [url: string, outcomes: Outcomes, payload?: string]

// Here, so that there is a test for each route.
const place = await openRoles()
after(() => place[Symbol.asyncDispose]())
const { film, films } = place
const item = `/Items/${film.id}`
const me = `/Users/${userIds.user}`

/** Every route, by method and path as it is declared; HEAD is held to what GET is. */
const table: Readonly<Record<string, Row>> = {
  'GET /': ['/', open],
  'GET /health': ['/health', open],
  'GET /System/Info/Public': ['/System/Info/Public', open],
  'GET /keyart/': ['/keyart/', open],
  'GET /keyart/index.html': ['/keyart/index.html', open],
  'GET /keyart/assets/page.js': ['/keyart/assets/page.js', open],
  'GET /keyart/problems/:code': ['/keyart/problems/BUSY', open],
  'GET /keyart/api/scan': ['/keyart/api/scan', open],
  'GET /keyart/api/prerender': ['/keyart/api/prerender', open],
  'GET /keyart/api/session': ['/keyart/api/session', open],
  'GET /keyart/setup': ['/keyart/setup?code=x', openButFails],
  'POST /keyart/setup': ['/keyart/setup', openButFails, '{}'],
  // Its 401 is that of the wrong password; it is tried below.
  'POST /Users/AuthenticateByName': ['/Users/AuthenticateByName', openButFails, '[]'],
  // As a user it would revoke the token; it is tried below.
  'POST /Sessions/Logout': [
    '/Sessions/Logout',
    { anonymous: 401, bad: 401, stranger: 'let in', user: 'let in', admin: 'let in', key: 403 },
  ],

  'GET /Items/:id/Images/:type': [`${item}/Images/Primary`, image],
  'GET /Items/:id/Images/:type/:index': [`${item}/Images/Primary/0?width=10`, image],
  'GET /Items/:id/Images/:type/:index/:tag/:format/:maxWidth/:maxHeight/:percentPlayed/:unplayedCount':
    [`${item}/Images/Primary/0/0/jpg/10/0/0/0`, image],
  'GET /Users/:id/Images/:type': [`${me}/Images/Primary`, everyone(404)],
  'GET /Users/:id/Images/:type/:index': [`${me}/Images/Primary/0`, everyone(404)],
  'GET /UserImage': [`/UserImage?userId=${userIds.user}`, everyone(404)],
  'GET /Branding/Splashscreen': ['/Branding/Splashscreen', openButFails],
  ...Object.fromEntries(
    ['Artists', 'Genres', 'MusicGenres', 'GameGenres', 'Persons', 'Studios', 'Years'].flatMap(
      (kind): [string, Row][] => [
        [`GET /${kind}/:name/Images/:type`, [`/${kind}/x/Images/Primary`, everyone(404)]],
        [`GET /${kind}/:name/Images/:type/:index`, [`/${kind}/x/Images/Primary/0`, everyone(404)]],
      ],
    ),
  ),

  'GET /Items': [`/Items?ParentId=${films.id}`, hidden],
  'GET /Items/Latest': [`/Items/Latest?parentId=${films.id}`, hidden],
  'GET /Items/:id': [item, hidden],
  'GET /Items/:id/Images': [`${item}/Images`, hidden],
  'GET /Items/:id/RemoteImages': [`${item}/RemoteImages`, hidden],
  'GET /Items/:id/RemoteImages/Providers': [`${item}/RemoteImages/Providers`, hidden],
  'GET /UserViews': ['/UserViews', signedIn],
  'GET /Users': ['/Users', signedIn],
  'GET /Users/Public': ['/Users/Public', open],
  'GET /Users/Me': ['/Users/Me', { ...signedIn, key: 404 }],
  'GET /Users/:userId': [me, own],
  'GET /Users/:userId/Items': [`${me}/Items?ParentId=${films.id}`, own],
  'GET /Users/:userId/Items/Latest': [`${me}/Items/Latest`, own],
  'GET /Users/:userId/Items/:id': [`${me}/Items/${film.id}`, own],
  'GET /Users/:userId/Views': [`${me}/Views`, own],

  'GET /keyart/api': ['/keyart/api/', open],
  'GET /keyart/api/openapi.json': ['/keyart/api/openapi.json', open],
  'GET /QuickConnect/Enabled': ['/QuickConnect/Enabled', open],
  'GET /Branding/Configuration': ['/Branding/Configuration', open],
  'GET /System/Info': ['/System/Info', signedIn],
  'GET /System/Endpoint': ['/System/Endpoint', signedIn],
  'GET /SyncPlay/List': ['/SyncPlay/List', signedIn],
  'GET /Sessions': ['/Sessions', signedIn],
  'GET /Playback/BitrateTest': ['/Playback/BitrateTest?Size=10', signedIn],
  // Without an upgrade there is nothing; the upgrade is tried elsewhere.
  'GET /socket': ['/socket', nothing],
  'POST /Sessions/Capabilities': ['/Sessions/Capabilities', signedIn],
  'POST /Sessions/Capabilities/Full': ['/Sessions/Capabilities/Full', signedIn, '{}'],
  'GET /DisplayPreferences/:id': [`/DisplayPreferences/x?userId=${userIds.user}&client=c`, own],
  'POST /DisplayPreferences/:id': [
    `/DisplayPreferences/x?userId=${userIds.user}&client=c`,
    ownWrite,
    '[]',
  ],
  ...Object.fromEntries(
    ['Persons', 'Genres', 'MusicGenres', 'Studios', 'Years', 'Artists'].flatMap(
      (kind): [string, Row][] => [
        [`GET /${kind}`, [`/${kind}?ParentId=${films.id}`, hidden]],
        [`GET /${kind}/:name`, [`/${kind}/x`, nothing]],
      ],
    ),
  ),
  'GET /Artists/AlbumArtists': ['/Artists/AlbumArtists', signedIn],
  // The film is no series.
  'GET /Shows/:seriesId/Seasons': [`/Shows/${film.id}/Seasons`, nothing],
  'GET /Shows/:seriesId/Episodes': [`/Shows/${film.id}/Episodes`, nothing],
  'GET /Shows/NextUp': [`/Shows/NextUp?userId=${userIds.user}`, own],
  'GET /UserItems/Resume': [`/UserItems/Resume?userId=${userIds.user}`, own],
  'GET /Users/:userId/Items/Resume': [`${me}/Items/Resume`, own],
  'GET /Search/Hints': [`/Search/Hints?searchTerm=film&parentId=${films.id}`, hidden],
  'GET /Items/Counts': ['/Items/Counts', signedIn],
  'GET /Items/Root': ['/Items/Root', signedIn],
  'GET /Users/:userId/Items/Root': [`${me}/Items/Root`, own],
  'GET /Items/:id/Ancestors': [`${item}/Ancestors`, hidden],
  'GET /Library/MediaFolders': ['/Library/MediaFolders', signedIn],
  ...Object.fromEntries(
    ['Items', 'Movies', 'Shows', 'Albums', 'Artists', 'Trailers'].map((kind): [string, Row] => [
      `GET /${kind}/:id/Similar`,
      [`/${kind}/${film.id}/Similar`, hidden],
    ]),
  ),
  'GET /UserItems/:id/UserData': [`/UserItems/${film.id}/UserData?userId=${userIds.user}`, own],
  'POST /UserItems/:id/UserData': [
    `/UserItems/${film.id}/UserData?userId=${userIds.user}`,
    ownWrite,
    '[]',
  ],
  'GET /Users/:userId/Items/:id/UserData': [`${me}/Items/${film.id}/UserData`, own],
  'POST /Users/:userId/Items/:id/UserData': [`${me}/Items/${film.id}/UserData`, ownWrite, '[]'],
  ...Object.fromEntries(
    ['Played', 'Favorite'].flatMap((what): [string, Row][] => {
      const newer = `/User${what}Items`
      const older = `/${what}Items`
      const asked = `${newer}/${film.id}?userId=${userIds.user}`
      return [
        [`POST ${newer}/:id`, [asked, ownWrite]],
        [`DELETE ${newer}/:id`, [asked, ownWrite]],
        [`POST /Users/:userId${older}/:id`, [`${me}${older}/${film.id}`, ownWrite]],
        [`DELETE /Users/:userId${older}/:id`, [`${me}${older}/${film.id}`, ownWrite]],
        [`POST /Users/:userId${older}/:id/Delete`, [`${me}${older}/${film.id}/Delete`, ownWrite]],
      ]
    }),
  ),

  'POST /Items/:id/Images/:type': [`${item}/Images/Primary`, admin, 'no picture'],
  'POST /Items/:id/Images/:type/:index': [`${item}/Images/Primary/0`, admin, 'no picture'],
  'DELETE /Items/:id/Images/:type': [`${item}/Images/Disc`, admin],
  'DELETE /Items/:id/Images/:type/:index': [`${item}/Images/Disc/0`, admin],
  'POST /Items/:id/Images/:type/Delete': [`${item}/Images/Disc/Delete`, admin],
  'POST /Items/:id/Images/:type/:index/Delete': [`${item}/Images/Disc/0/Delete`, admin],
  'POST /Items/:id/Images/:type/:index/Index': [`${item}/Images/Disc/0/Index`, admin],
  'POST /Items/:id/Images/:type/:index/Url': [`${item}/Images/Disc/0/Url`, admin],
  'POST /Items/:id/RemoteImages/Download': [`${item}/RemoteImages/Download`, admin],
  'POST /Branding/Splashscreen': ['/Branding/Splashscreen', admin, 'no picture'],
  'DELETE /Branding/Splashscreen': ['/Branding/Splashscreen', admin],
  'POST /Users/:id/Images/:type': [`${me}/Images/Primary`, ownWrite, 'no picture'],
  'POST /Users/:id/Images/:type/:index': [`${me}/Images/Primary/0`, ownWrite, 'no picture'],
  'DELETE /Users/:id/Images/:type': [`${me}/Images/Primary`, ownWrite],
  'DELETE /Users/:id/Images/:type/:index': [`${me}/Images/Primary/0`, ownWrite],
  'POST /Users/:id/Images/:type/Delete': [`${me}/Images/Primary/Delete`, ownWrite],
  'POST /Users/:id/Images/:type/:index/Delete': [`${me}/Images/Primary/0/Delete`, ownWrite],
  'POST /UserImage': [`/UserImage?userId=${userIds.user}`, ownWrite, 'no picture'],
  'DELETE /UserImage': [`/UserImage?userId=${userIds.user}`, ownWrite],
}

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
    assert.ok(place.routes.length > 40)
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
    assert.equal(hiddenOne.body, none.body)
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
    guardRoutes(guarded, { ...empty.house, imageAccess: 'open' })
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
    const expected = { anonymous: 401, bad: 401, stranger: 404, user: 200, admin: 200, key: 200 }
    assert.equal(statusCode, expected[role], role)
    if (statusCode === 200)
      assert.equal(headers['cache-control'], 'private, max-age=31536000, immutable')
  }
})

test('a route that does not say who may call it is found at the start', async () => {
  const server = createServer(pino({ level: 'silent' }))
  guardRoutes(server, place.house)
  server.get('/forgotten', () => 'x')
  await assert.rejects(async () => await server.ready(), /to declare its access: GET \/forgotten/)
  await server.close()
})
