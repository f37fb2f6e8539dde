import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { name, openClientFixture, password } from '../support/client-fixture.ts'

/* Home Assistant's client names the type of a body that it does not send. */

const fixture = await openClientFixture()
after(() => fixture[Symbol.asyncDispose]())
const { keyart, userId } = fixture
const identity = 'MediaBrowser Client="Empty", Device="Test", DeviceId="empty", Version="1"'

const { AccessToken: token } = (await (
  await fetch(`${keyart.url}/Users/AuthenticateByName`, {
    method: 'POST',
    headers: { authorization: identity, 'content-type': 'application/json' },
    body: JSON.stringify({ Username: name, Pw: password }),
  })
).json()) as { AccessToken: string }

async function send(method: string, path: string, type = 'application/json'): Promise<number> {
  const headers = { authorization: `${identity}, Token="${token}"`, 'content-type': type }
  return (await fetch(keyart.url + path, { method, headers })).status
}

test('an empty body with a content type is an empty body', async () => {
  const { Items } = (await (
    await fetch(`${keyart.url}/Items?recursive=true&limit=1`, {
      headers: { 'x-emby-token': token },
    })
  ).json()) as { Items: { Id: string }[] }
  const { Id } = Items[0]!
  for (const type of ['application/json', 'application/json; charset=utf-8']) {
    assert.equal(await send('POST', `/Users/${userId}/FavoriteItems/${Id}`, type), 200)
    assert.equal(await send('DELETE', `/Users/${userId}/FavoriteItems/${Id}`, type), 200)
    assert.equal(await send('POST', `/UserPlayedItems/${Id}`, type), 200)
    assert.equal(await send('POST', '/Sessions/Capabilities/Full', type), 204)
    assert.equal(await send('POST', '/Library/Refresh', type), 204)
  }
  // What needs a body still says so.
  assert.equal(await send('POST', '/Users/AuthenticateByName'), 400)
})

test('a token is read from the query by the names of its headers, too', async () => {
  for (const parameter of ['X-Emby-Token', 'x-mediabrowser-token', 'api_key', 'ApiKey']) {
    const path = `${keyart.url}/Users/Me?${parameter}=`
    assert.equal((await fetch(path + token)).status, 200, parameter)
    assert.equal((await fetch(`${path}x`)).status, 401, parameter)
  }
})
