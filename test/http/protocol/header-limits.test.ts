import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { Type } from 'typebox'
import { maxHeaderLength } from '../../../src/http/protocol/header-limits.ts'
import { createServer } from '../../../src/http/server/server.ts'

const long = 'a'.repeat(maxHeaderLength)

test('point 2: what is matched is bounded before, headers and values of the query', async () => {
  const server = createServer(pino({ level: 'silent' }))
  const query = Type.Object({
    width: Type.Optional(Type.Number()),
    name: Type.Optional(Type.String()),
    ids: Type.Optional(Type.Array(Type.String())),
  })
  server.get('/x', { schema: { querystring: query } }, () => 'in')
  const ask = async (url: string, headers: Record<string, string> = {}) =>
    await server.inject({ url, headers })

  for (const name of ['accept', 'if-none-match', 'if-range', 'range', 'x-forwarded-for']) {
    assert.equal((await ask('/x', { [name]: long })).statusCode, 200, name)
    const refused = await ask('/x', { [name]: `${long}a` })
    assert.equal(refused.statusCode, 431, name)
    assert.match(String(refused.headers['content-type']), /^application\/problem\+json/)
  }
  // What a proxy in between wants is passed over.
  for (const name of ['authorization', 'x-emby-token', 'cookie', 'user-agent'])
    assert.equal((await ask('/x', { [name]: `Negotiate ${long}${long}` })).statusCode, 200, name)

  assert.equal((await ask(`/x?name=${long}`)).statusCode, 200)
  assert.equal((await ask(`/x?ids=${`${'a'.repeat(32)},`.repeat(400)}`)).statusCode, 200)
  for (const parameter of ['name', 'width']) {
    const { statusCode, body } = await ask(`/x?${parameter}=${'1'.repeat(4097)}`)
    assert.equal(statusCode, 400)
    assert.match(
      body,
      new RegExp(`"Expected at most 4096 characters for ${parameter} but received`),
    )
  }
  await server.close()
})
