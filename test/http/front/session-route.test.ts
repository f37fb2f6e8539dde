import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sessionRoute } from '../../../src/http/front/session-route.ts'
import { createServer } from '../../../src/http/server/server.ts'
import { parseUpstream } from '../../../src/upstream/address.ts'
import { Origin } from '../../../src/upstream/origin.ts'
import pino from 'pino'
import { openOrigin, via } from '../../support/upstream/front.ts'

test('whoever has a token of the origin is signed in to the gallery', async () => {
  const users: Readonly<Record<string, object>> = {
    admin: { Id: '1', Name: 'Ann', Policy: { IsAdministrator: true } },
    child: { Id: '2', Name: 'Bob' },
    odd: { Id: 3 },
  }
  const asked: string[] = []
  await using upstream = await openOrigin((request, response) => {
    asked.push(request.url ?? '')
    const user = users[String(request.headers['x-emby-token'])]
    response.writeHead(user === undefined ? 401 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(user ?? {}))
  })
  using origin = new Origin(parseUpstream(`${upstream.url}/base`)!)
  const server = createServer(pino({ level: 'silent' }))
  server.addHook('onRequest', async (request) => {
    request.access = null as never
  })
  sessionRoute(server, { origin, via, legacy: () => undefined })
  const ask = async (token?: string) => {
    const headers = token === undefined ? {} : { 'x-emby-token': token }
    const answer = await server.inject({ url: '/keyart/api/session', headers })
    return answer.json<object>()
  }
  const anonymous = { caller: 'anonymous', signInNeeded: true, images: 'open' }
  const someone = { caller: 'user', signInNeeded: false, images: 'open' }
  assert.deepEqual(await ask(), anonymous)
  assert.deepEqual(asked, [])
  assert.deepEqual(await ask('admin'), {
    ...someone,
    user: { id: '1', name: 'Ann', isAdmin: true },
  })
  assert.deepEqual(await ask('child'), {
    ...someone,
    user: { id: '2', name: 'Bob', isAdmin: false },
  })
  for (const token of ['odd', 'wrong']) assert.deepEqual(await ask(token), anonymous)
  assert.deepEqual(new Set(asked), new Set(['/base/Users/Me']))
  await server.close()
})
