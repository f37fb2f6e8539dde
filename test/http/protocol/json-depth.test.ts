import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import fc from 'fast-check'
import { isTooDeep, maxJsonDepth } from '../../../src/http/protocol/json-depth.ts'
import { headersOf, openRoles, userIds } from '../../support/roles.ts'

const nested = (depth: number, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth)

test('the depth of a document is told as its parser sees it', () => {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 80, depthSize: 'max' },
      fc.string(),
      fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('a', '[', '{"', '\\'), tie('value'), { maxKeys: 2 }),
    ),
  }))
  const depthOf = (of: unknown): number =>
    typeof of === 'object' && of !== null ? 1 + Math.max(0, ...Object.values(of).map(depthOf)) : 0
  fc.assert(
    fc.property(value, fc.nat(70), (document, more) => {
      const text = '[{"[":'.repeat(more) + JSON.stringify(document) + '}]'.repeat(more)
      assert.equal(isTooDeep(text), depthOf(JSON.parse(text)) > maxJsonDepth)
    }),
  )
  assert.equal(isTooDeep(nested(maxJsonDepth)), false)
  assert.equal(isTooDeep(nested(maxJsonDepth + 1)), true)
  assert.equal(isTooDeep('["\\"[[['), false)
})

suite('point 23: JSON nested 10,000 deep is a 400, and changes nothing', async () => {
  const place = await openRoles()
  after(() => place[Symbol.asyncDispose]())
  const { id } = place.film
  const { catalog } = place.app
  const before = await catalog.userItems(userIds.user, [id])

  const deep = [
    nested(10_000),
    nested(10_000, '{"a":', '}').replace('}', '1}'),
    `{"CustomPrefs":${nested(10_000)}}`,
    `{"Likes":true,"Rating":${nested(10_000)}}`,
    `{"Username":"admin","Other":${nested(10_000)}}`,
    '['.repeat(60_000),
  ]
  const urls = [
    `/DisplayPreferences/view?client=web`,
    `/UserFavoriteItems/${id}`,
    `/UserPlayedItems/${id}`,
    `/UserItems/${id}/UserData`,
    '/Users/AuthenticateByName',
    '/Sessions/Capabilities/Full',
    '/keyart/setup',
  ]
  const post = async (url: string, payload: string) =>
    await place.server.inject({
      method: 'POST',
      url,
      headers: { ...headersOf('user'), 'content-type': 'application/json; charset=utf-8' },
      payload,
    })

  for (const url of urls)
    test(url.replace(id, ':id'), async () => {
      for (const payload of deep) {
        const { statusCode, headers, body } = await post(url, payload)
        assert.equal(statusCode, 400, payload.slice(0, 40))
        assert.match(String(headers['content-type']), /^application\/problem\+json/)
        assert.match(body, /"BODY_INVALID".*at most 64 objects or lists/)
      }
      assert.deepEqual(await catalog.userItems(userIds.user, [id]), before)
      assert.equal(await catalog.findUserSetting(userIds.user, 'web', 'view'), undefined)
    })

  test('what clients send is taken, brackets in its texts, too', async () => {
    const preferences = JSON.stringify({ CustomPrefs: { a: '['.repeat(500) } })
    assert.equal((await post(urls[0]!, preferences)).statusCode, 204)
    const kept = await catalog.findUserSetting(userIds.user, 'web', 'view')
    assert.ok(kept?.includes('[[['))
    const capabilities = `{"DeviceProfile":${nested(60)}}`
    assert.equal((await post('/Sessions/Capabilities/Full', capabilities)).statusCode, 204)
  })
})
