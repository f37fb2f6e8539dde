import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import pino from 'pino'
import { Type } from 'typebox'
import { createServer } from '../../../src/http/server/server.ts'

async function linesOf(level: string, url: string): Promise<readonly Record<string, unknown>[]> {
  const out = new PassThrough()
  const server = createServer(pino({ level }, out))
  const querystring = Type.Object({ nameStartsWith: Type.Optional(Type.String()) })
  server.get('/Things', { schema: { querystring } }, async () => [])
  assert.equal((await server.inject(url)).statusCode, 200)
  await server.close()
  out.end()
  const text = (await out.toArray()).join('')
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

const url = '/things?NAMESTARTSWITH=a&HasSoul=true&api_key=secret&UserId=1&SeventhSense=1'

test('names parameters that a route does not have at debug, and no values', async () => {
  const lines = await linesOf('debug', url)
  const [line] = lines.filter(({ parameters }) => parameters !== undefined)
  assert.deepEqual(line?.['parameters'], ['hassoul', 'seventhsense'])
  assert.equal(line?.['route'], '/Things')
  assert.doesNotMatch(JSON.stringify(lines), /secret/)
  const known = await linesOf('debug', '/things?nameStartsWith=a')
  assert.ok(known.every(({ parameters }) => parameters === undefined))
})

test('says nothing of them at other levels', async () => {
  assert.deepEqual(await linesOf('info', url), [])
})
