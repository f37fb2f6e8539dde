import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headersOf, openRoles } from '../../support/roles.ts'

test('point 13: on a server with accounts strangers have no say in what is made ahead', async () => {
  await using open = await openRoles({ args: ['--no-prerender-enabled'] })
  const { film, app, server } = open
  let width = 10
  /** Whether what is asked for in this way is counted. */
  const isCounted = async (
    from: string,
    headers: Record<string, string> = {},
    size = `maxWidth=${++width}`,
  ) => {
    const url = `/Items/${film.id}/Images/Primary?${size}`
    const { statusCode } = await server.inject({ url, remoteAddress: from, headers })
    assert.equal(statusCode, 200)
    await app.presetStats.save()
    const tallies = await app.catalog.presetTallies()
    return tallies.some(({ preset }) => preset.includes(size))
  }
  assert.equal(await isCounted('192.0.2.1'), false)
  assert.equal(await isCounted('192.0.2.1', headersOf('user')), true)
  // From where somebody signed in came lately, pages ask without a token.
  assert.equal(await isCounted('192.0.2.1'), true)
  assert.equal(await isCounted('192.0.2.2'), false)
  // Behind a proxy that is not named, all have one address.
  assert.equal(await isCounted('192.0.2.1', { 'x-forwarded-for': '203.0.113.1' }), false)
  // Larger than the original.
  assert.equal(await isCounted('192.0.2.1', {}, 'width=3300'), false)
})
