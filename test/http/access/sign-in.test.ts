import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { hashToken } from '../../../src/access/token.ts'
import { KeyartError } from '../../../src/errors.ts'
import { headersOf, openRoles, userIds } from '../../support/roles.ts'

type Place = Awaited<ReturnType<typeof openRoles>>

interface Answer {
  readonly User: { readonly Id: string; readonly ServerId: string; readonly Policy: object }
  readonly AccessToken: string
  readonly ServerId: string
  readonly SessionInfo: Record<string, unknown>
}

function signIn({ server }: Place, Username: string, Pw: string, remoteAddress = '10.0.0.1') {
  return server.inject({
    method: 'POST',
    url: '/Users/AuthenticateByName',
    headers: { authorization: 'MediaBrowser Client="C", Device="D", DeviceId="I", Version="V"' },
    payload: { Username, Pw },
    remoteAddress,
  })
}

suite('signing in', () => {
  test('gives what clients need, and a token that works until it is revoked', async () => {
    await using place = await openRoles()
    const { app, server, passwords, deps } = place
    await app.catalog.setPassword(userIds.user, await passwords.hash('hunter2 hunter2'))
    const signedIn = await signIn(place, 'USER', 'hunter2 hunter2')
    assert.equal(signedIn.statusCode, 200)
    assert.equal(signedIn.headers['cache-control'], 'no-store')
    const answer = signedIn.json<Answer>()
    assert.match(answer.AccessToken, /^[0-9a-f]{64}$/)
    assert.equal(answer.ServerId, deps.serverId)
    assert.equal(answer.User.Id, userIds.user)
    assert.equal(answer.User.ServerId, deps.serverId)
    assert.ok(answer.User.Policy)
    const { Client, DeviceName, DeviceId, ApplicationVersion, UserId } = answer.SessionInfo
    assert.deepEqual(
      [Client, DeviceName, DeviceId, ApplicationVersion, UserId],
      ['C', 'D', 'I', 'V', userIds.user],
    )
    const kept = JSON.stringify(await app.catalog.tokens())
    assert.doesNotMatch(kept, new RegExp(answer.AccessToken))

    const headers = { 'x-emby-token': answer.AccessToken }
    const status = async () => (await server.inject({ url: '/UserViews', headers })).statusCode
    assert.equal(await status(), 200)
    const session = await server.inject({ url: '/keyart/api/session', headers })
    assert.deepEqual(session.json(), {
      caller: 'user',
      user: { id: userIds.user, name: 'user', isAdmin: false },
      signInNeeded: false,
      images: 'open',
    })
    const out = await server.inject({ method: 'POST', url: '/Sessions/Logout', headers })
    assert.equal(out.statusCode, 204)
    assert.equal(await status(), 401)
    const after = await server.inject({ url: '/keyart/api/session', headers })
    assert.deepEqual(after.json(), { caller: 'anonymous', signInNeeded: true, images: 'open' })

    const again = (await signIn(place, 'user', 'hunter2 hunter2')).json<Answer>()
    headers['x-emby-token'] = again.AccessToken
    assert.equal(await status(), 200)
    await app.catalog.removeToken(String(again.SessionInfo['Id']))
    assert.equal(await status(), 401)
    const secrets = /hunter2|[0-9a-f]{64}/
    for (const line of place.lines) assert.doesNotMatch(line, secrets)
  })

  test('a changed password and a removed user are signed out at once', async () => {
    await using place = await openRoles()
    const status = async () =>
      (await place.server.inject({ url: '/UserViews', headers: headersOf('user') })).statusCode
    assert.equal(await status(), 200)
    await place.app.catalog.setPassword(userIds.user, '$scrypt$ln=4,r=8,p=1$AAAA$AAAA')
    assert.equal(await status(), 401)
    const stranger = { url: '/UserViews', headers: headersOf('stranger') }
    assert.equal((await place.server.inject(stranger)).statusCode, 200)
    await place.app.catalog.removeUser(userIds.stranger)
    assert.equal((await place.server.inject(stranger)).statusCode, 401)
  })

  test('without a password an empty one will do, but for an admin', async () => {
    await using place = await openRoles()
    assert.equal((await signIn(place, 'stranger', '')).statusCode, 200)
    assert.equal((await signIn(place, 'stranger', 'x')).statusCode, 401)
    assert.equal((await signIn(place, 'admin', '')).statusCode, 401)
    await place.app.catalog.setPassword(userIds.stranger, await place.passwords.hash('x'))
    assert.equal((await signIn(place, 'stranger', '')).statusCode, 401)
    assert.equal((await signIn(place, 'stranger', 'x')).statusCode, 200)
  })

  test('a wrong name and a wrong password are answered alike, and slow down alike', async () => {
    let now = 1_000_000
    await using place = await openRoles({ now: () => now })
    await place.app.catalog.setPassword(userIds.user, await place.passwords.hash('right'))
    const answers = new Map<string, string[]>()
    for (const name of ['user', 'nobody']) {
      const seen: string[] = []
      answers.set(name, seen)
      for (let n = 0; n < 6; n++) {
        const answer = await signIn(place, name, 'wrong', `10.0.0.${n}`)
        // What is of one request alone tells nothing.
        const body = answer.body.replace(/,"instance":"[^"]*"/, '')
        seen.push(`${answer.statusCode} ${String(answer.headers['retry-after'])} ${body}`)
      }
      assert.match(seen[0]!, /^401 undefined .*SIGN_IN_REFUSED/)
      assert.match(seen[5]!, /^429 1 .*TOO_MANY_ATTEMPTS/)
    }
    assert.deepEqual(answers.get('user'), answers.get('nobody'))
    // Even the right one waits.
    assert.equal((await signIn(place, 'user', 'right')).statusCode, 429)
    now += 1000
    assert.equal((await signIn(place, 'user', 'right')).statusCode, 200)
  })

  test('point 17: strangers who guess lock nobody out of their own address and device', async () => {
    await using place = await openRoles({ now: () => 1_000_000 })
    await place.app.catalog.setPassword(userIds.user, await place.passwords.hash('right'))
    const from = async (remoteAddress: string, deviceId: string, Pw = 'right') => {
      const { statusCode } = await place.server.inject({
        method: 'POST',
        url: '/Users/AuthenticateByName',
        headers: { authorization: `MediaBrowser Client="C", Device="D", DeviceId="${deviceId}"` },
        payload: { Username: 'user', Pw },
        remoteAddress,
      })
      return statusCode
    }
    assert.equal(await from('192.0.2.1', 'phone'), 200)
    for (let n = 0; n < 6; n++) await from(`198.51.100.${n}`, `other ${n}`, 'wrong')
    assert.equal(await from('198.51.100.9', 'new'), 429)
    assert.equal(await from('203.0.113.5', 'phone'), 200)
    assert.equal(await from('192.0.2.1', 'new'), 200)
    // Where the user has been by now.
    assert.equal(await from('203.0.113.5', 'another'), 200)
    const kept = JSON.stringify(await place.app.catalog.findSignInPlaces(userIds.user, ['phone']))
    assert.equal(kept, '[]')
  })

  test('point 23: what fails for another reason than the password is no wrong password', async () => {
    await using place = await openRoles({ now: () => 1_000_000 })
    const { passwords, app } = place
    await app.catalog.setPassword(userIds.user, await passwords.hash('right'))
    const matches = passwords.matches.bind(passwords)
    for (const error of [new KeyartError('BUSY', 'Busy'), new Error('The disk is gone')]) {
      passwords.matches = () => Promise.reject(error)
      for (let n = 0; n < 30; n++)
        assert.equal(
          (await signIn(place, 'user', 'right')).statusCode,
          error instanceof KeyartError ? 503 : 500,
        )
    }
    passwords.matches = matches
    assert.equal((await signIn(place, 'user', 'right')).statusCode, 200)
    for (let n = 0; n < 5; n++)
      assert.equal((await signIn(place, 'user', 'wrong', '10.9.9.9')).statusCode, 401)
  })

  test('point 16: without a password one signs in from the local network alone', async () => {
    const far = { headers: { 'x-forwarded-for': '10.0.0.1' }, remoteAddress: '10.0.0.1' }
    const status = async ({ server }: Place, more: object) =>
      (
        await server.inject({
          method: 'POST',
          url: '/Users/AuthenticateByName',
          payload: { Username: 'stranger', Pw: '' },
          ...more,
        })
      ).statusCode
    {
      await using place = await openRoles()
      assert.equal(await status(place, { remoteAddress: '192.0.2.1' }), 401)
      assert.equal(await status(place, far), 401)
      for (const near of ['127.0.0.1', '::ffff:192.168.1.2', 'fd00::1', '172.16.0.1'])
        assert.equal(await status(place, { remoteAddress: near }), 200, near)
    }
    await using place = await openRoles({ args: ['--access-without-password', 'open'] })
    assert.equal(await status(place, { remoteAddress: '192.0.2.1' }), 200)
    assert.equal(await status(place, far), 200)
  })

  test('a sign-in that is not used for as long as the setting says ends', async () => {
    await using place = await openRoles({ args: ['--access-token-days', '7'] })
    const { catalog } = place.app
    const day = 24 * 3600_000
    const add = async (id: string, unused: number) => {
      await catalog.addToken(hashToken(id), {
        kind: 'session',
        id,
        createdAt: 1,
        userId: userIds.user,
        client: 'C',
        device: 'D',
        deviceId: id,
        version: '1',
      })
      await catalog.touchToken(id, Date.now() - unused)
    }
    await add('fresh', 6.9 * day)
    await add('stale', 7.1 * day)
    const status = async (token: string) =>
      (await place.server.inject({ url: '/UserViews', headers: { 'x-emby-token': token } }))
        .statusCode
    assert.deepEqual([await status('fresh'), await status('stale')], [200, 401])
    assert.equal(await status('token of key'), 200)
    assert.ok(!(await catalog.tokens()).some(({ id }) => id === 'stale'))
  })

  test('a hidden user signs in, and is shown to no stranger', async () => {
    await using place = await openRoles()
    const hidden = { id: 'd'.repeat(32), name: 'Dan', createdAt: 1, isHidden: true } as const
    await place.app.catalog.putUser(hidden)
    const answer = await place.server.inject({ url: '/Users/Public' })
    assert.deepEqual(
      answer.json<{ Name: string }[]>().map(({ Name }) => Name),
      ['admin', 'stranger', 'user'],
    )
    const { User } = (await signIn(place, 'dan', '')).json<Answer>()
    assert.equal((User.Policy as { IsHidden: boolean }).IsHidden, true)
    const url = { url: '/Users', headers: headersOf('admin') }
    assert.match((await place.server.inject(url)).body, /"Dan"/)
  })

  test('bodies of every kind', async () => {
    await using place = await openRoles()
    const post = async (payload: string, type: string) => {
      const { statusCode } = await place.server.inject({
        method: 'POST',
        url: '/emby/users/authenticatebyname',
        headers: { 'content-type': type },
        payload,
      })
      return statusCode
    }
    const json = 'application/json; charset=utf-8'
    assert.equal(await post('{"username":"stranger"}', json), 200)
    assert.equal(await post('{"USERNAME":"Stranger","PW":null}', json), 200)
    assert.equal(await post('Username=stranger&Pw=', 'application/x-www-form-urlencoded'), 200)
    for (const payload of ['', '{', '[]', 'null', '"x"', '{"Pw":{}}', '{"__proto__":{"a":1}}'])
      assert.equal(await post(payload, json), 400, payload)
    assert.equal(await post('{"Username":"nobody"}', json), 401)
    assert.equal(await post(JSON.stringify({ Pw: 'x'.repeat(100_000) }), json), 413)
    assert.equal(await post('<a/>', 'application/xml'), 415)
  })
})

suite('the link of the first start', () => {
  const form = (fields: Record<string, string>) => ({
    method: 'POST' as const,
    url: '/keyart/setup',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  })

  test('makes one admin, once', async () => {
    await using place = await openRoles({ users: false })
    const { server, deps } = place
    const code = (await deps.setUp.open())!
    assert.equal(await deps.setUp.open(), code)
    const page = await server.inject({ url: `/keyart/setup?code=${code}` })
    assert.equal(page.statusCode, 200)
    assert.match(
      String(page.headers['content-security-policy']),
      /^default-src 'none'; style-src 'sha256-/,
    )
    assert.equal(page.headers['referrer-policy'], 'no-referrer')
    assert.equal(page.headers['cache-control'], 'no-store')
    assert.doesNotMatch(page.body, /<script|http-equiv/)

    const good = { code, name: 'Ann', password: 'long enough', again: 'long enough' }
    for (const bad of [
      { password: 'short', again: 'short' },
      { again: 'another one' },
      { name: ' ' },
      { name: '<script>alert(1)</script>'.repeat(9) },
    ]) {
      const answer = await server.inject(form({ ...good, ...bad }))
      assert.equal(answer.statusCode, 400)
      assert.match(answer.body, /role="alert"/)
      assert.doesNotMatch(answer.body, /<script|long enough/)
    }
    for (const wrong of ['', 'x', code.slice(1), `${code}0`])
      assert.equal((await server.inject(form({ ...good, code: wrong }))).statusCode, 404)
    assert.equal((await server.inject('/keyart/setup')).statusCode, 404)
    assert.equal(await place.app.catalog.hasAccounts(), false)

    const both = await Promise.all([server.inject(form(good)), server.inject(form(good))])
    assert.deepEqual(new Set(both.map(({ statusCode }) => statusCode)), new Set([200, 404]))
    const [ann, ...more] = await place.app.catalog.users()
    assert.deepEqual([ann?.name, ann?.isAdmin, ann?.hasPassword, more], ['Ann', true, true, []])
    assert.equal((await server.inject(form(good))).statusCode, 404)
    assert.equal((await server.inject(`/keyart/setup?code=${code}`)).statusCode, 404)
    assert.equal(await deps.setUp.open(), undefined)
    assert.equal((await signIn(place, 'ann', 'long enough')).statusCode, 200)
    for (const line of place.lines) assert.ok(!line.includes('long enough') && !line.includes(code))
  })

  test('is dead as soon as there is an account, and where none was asked for', async () => {
    await using place = await openRoles({ users: false })
    const fields = { name: 'Ann', password: 'long enough', again: 'long enough' }
    assert.equal((await place.server.inject(form({ ...fields, code: '' }))).statusCode, 404)
    const code = (await place.deps.setUp.open())!
    // A name with a picture, which nobody can mistake for somebody in charge.
    await place.app.catalog.putUser({ id: userIds.user, name: 'Bob', createdAt: 1 })
    assert.equal((await place.server.inject(`/keyart/setup?code=${code}`)).statusCode, 200)
    await place.app.catalog.setPassword(userIds.user, 'hash')
    assert.equal((await place.server.inject(`/keyart/setup?code=${code}`)).statusCode, 404)
    assert.equal((await place.server.inject(form({ ...fields, code }))).statusCode, 404)
  })
})
