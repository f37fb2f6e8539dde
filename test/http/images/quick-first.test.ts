import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../support/keyart.ts'
import { headersOf, openRoles } from '../../support/roles.ts'

test('issue 17: who waits gets a JPEG, the next ones the WebP; each has its own tag, and stays good', async () => {
  await using open = await openRoles({ args: ['--no-prerender-enabled'] })
  const ask = async (more: Record<string, string> = {}) =>
    await open.server.inject({
      url: `/Items/${open.film.id}/Images/Primary?width=30`,
      headers: { ...headersOf('user'), accept: 'image/webp', ...more },
    })
  const first = await ask()
  assert.deepEqual([first.headers['content-type'], first.headers['vary']], ['image/jpeg', 'Accept'])
  assert.deepEqual([...first.rawPayload.subarray(0, 2)], [0xff, 0xd8])
  const second = await eventually(async () => {
    const answer = await ask()
    assert.equal(answer.headers['content-type'], 'image/webp')
    return answer
  })
  assert.equal(second.headers['vary'], 'Accept')
  assert.notEqual(second.headers['etag'], first.headers['etag'])
  for (const { headers } of [first, second]) {
    const same = await ask({ 'if-none-match': String(headers['etag']) })
    assert.deepEqual([same.statusCode, same.headers['etag']], [304, headers['etag']])
  }
})

test('issue 17: a setting keeps the quick answer off', async () => {
  const args = ['--no-prerender-enabled', '--no-formats-quick-first']
  await using open = await openRoles({ args })
  const url = `/Items/${open.film.id}/Images/Primary?width=30`
  const { headers } = await open.server.inject({ url, headers: { accept: 'image/webp' } })
  assert.equal(headers['content-type'], 'image/webp')
})
