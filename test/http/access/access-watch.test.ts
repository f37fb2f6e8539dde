import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { listen } from '../../../src/http/listen.ts'
import { headersOf, openRoles, type Role, userIds } from '../../support/roles.ts'

/** Point 11: sockets outlive the token that opened them. */

async function openPlace(options: Parameters<typeof openRoles>[0] = {}) {
  await using stack = new AsyncDisposableStack()
  const place = stack.use(await openRoles(options))
  const { url } = stack.use(
    await listen(place.deps, {
      host: '127.0.0.1',
      port: 0,
      http: { trustedProxies: [], maxConnections: 0 },
    }),
  )
  const owned = stack.move()
  return { ...place, url, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** A socket and a stream of events of a role; `ended` resolves once both were ended. */
async function openBoth(url: string, role: Role) {
  const headers = headersOf(role)
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket`, { headers })
  socket.on('error', () => undefined)
  await once(socket, 'open')
  const call = get(`${url}/keyart/api/scan`, {
    headers: { ...headers, accept: 'text/event-stream' },
  })
  const [stream] = (await once(call, 'response')) as [IncomingMessage]
  assert.equal(stream.statusCode, 200)
  stream.resume()
  const close = once(socket, 'close') as Promise<[number]>
  const ended = Promise.all([close, once(stream, 'end')]).then(([[code]]) => code)
  // Of those that the test ends itself.
  ended.catch(() => undefined)
  return {
    ended,
    isOpen: () => socket.readyState === WebSocket.OPEN && !stream.readableEnded,
    [Symbol.dispose]: () => {
      socket.terminate()
      call.destroy()
    },
  }
}

test('point 11: what is open ends with its token, its user, their password and their sight', async () => {
  await using place = await openPlace()
  const { catalog } = place.app
  using admin = await openBoth(place.url, 'admin')
  using key = await openBoth(place.url, 'key')
  const { user, stranger } = userIds
  const changes: readonly (readonly [Role, () => Promise<unknown>])[] = [
    [
      'stranger',
      () => catalog.putUser({ id: stranger, name: 'stranger', createdAt: 1, libraryIds: [] }),
    ],
    ['photographer', () => catalog.removeToken('photographer')],
    ['user', () => catalog.setPassword(user, 'a hash')],
    ['stranger', () => catalog.removeUser(stranger)],
  ]
  for (const [role, change] of changes) {
    using open = await openBoth(place.url, role)
    await change()
    assert.equal(await open.ended, 1008, role)
  }
  assert.ok(admin.isOpen() && key.isOpen())
})

test('point 11: what nobody in particular opened ends with the first account', async () => {
  await using place = await openPlace({ users: false })
  using open = await openBoth(place.url, 'anonymous')
  await place.app.catalog.putUser({ id: userIds.user, name: 'Bo', createdAt: 1 })
  assert.ok(open.isOpen())
  await place.app.catalog.setPassword(userIds.user, 'a hash')
  assert.equal(await open.ended, 1008)
})

test('point 11: strangers learn nothing of scans, and health tells nothing of libraries', async () => {
  await using place = await openPlace()
  const ask = (url: string) => place.server.inject({ url })
  for (const url of ['/keyart/api/scan', '/keyart/api/prerender'])
    assert.equal((await ask(url)).statusCode, 401, url)
  for (const url of ['/health', '/health/live', '/health/ready'])
    assert.deepEqual((await ask(url)).json(), { status: 'ok' })
})
