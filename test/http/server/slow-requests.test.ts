import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { createServer } from '../../../src/http/server/server.ts'
import { logSlowRequests } from '../../../src/http/server/slow-requests.ts'

/** Lines that the log has after a slow request of each kind. */
async function linesOf(
  milliseconds: number,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const lines: string[] = []
  const server = createServer(
    pino({ base: null }, { write: (line: string) => void lines.push(line) }),
  )
  logSlowRequests(server, milliseconds)
  server.get('/slow/:name', { config: { access: 'open' } }, async () => {
    await sleep(60)
    return 'done'
  })
  server.get('/quick', { config: { access: 'open' } }, async () => 'done')
  server.get('/stream', { config: { access: 'open', isStream: true } }, async () => {
    await sleep(60)
    return 'done'
  })
  for (const url of ['/slow/a?ApiKey=secret', '/quick', '/stream'])
    assert.equal((await server.inject({ url })).statusCode, 200)
  await server.close()
  return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
}

test('what took long has a line, by its route', async () => {
  const slow = (await linesOf(50)).filter(({ route }) => route !== '/quick')
  assert.equal(slow.length, 1)
  const [{ milliseconds, requestId, time: _time, ...rest } = assert.fail()] = slow
  const msg = 'Slow request'
  assert.deepEqual(rest, { level: 40, method: 'GET', route: '/slow/:name', status: 200, msg })
  assert.ok(Number(milliseconds) > 50)
  assert.match(String(requestId), /^[0-9a-f-]{36}$/)
})

test('with 0 nothing is logged, and nothing below the bound', async () => {
  assert.deepEqual(await linesOf(0), [])
  assert.deepEqual(await linesOf(60_000), [])
})
