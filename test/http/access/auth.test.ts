import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseAuthorization, readCredentials } from '../../../src/http/access/auth.ts'
import { readBody } from '../../../src/http/protocol/body.ts'
import { isKeyartError } from '../../../src/errors.ts'
import { splitQuery } from '../../../src/http/protocol/query-keys.ts'

test('what the clients of the family send', () => {
  for (const [header, expected] of [
    [
      'MediaBrowser Client="Jellyfin Web", Device="Firefox", DeviceId="abc=", Version="10.11.0", Token="t"',
      {
        client: 'Jellyfin Web',
        device: 'Firefox',
        deviceid: 'abc=',
        version: '10.11.0',
        token: 't',
      },
    ],
    ['Emby UserId="1",Token=t', { userid: '1', token: 't' }],
    ['mediabrowser TOKEN = "t" ,  device = "A, B"', { token: 't', device: 'A, B' }],
    ['MediaBrowser Device="B%C3%A9a%20TV", Token="t"', { device: 'Béa TV', token: 't' }],
    ['MediaBrowser Device="a \\"b\\"", Token="t"', { device: 'a "b"', token: 't' }],
    ['MediaBrowser Device="100%", Token="t"', { device: '100%', token: 't' }],
    ['MediaBrowser Device=My "TV", Token="t"', { token: 't' }],
    ['MediaBrowser', {}],
    ['MediaBrowserToken="t"', {}],
    ['Basic dTpw', {}],
    ['Bearer t', {}],
    ['', {}],
  ] as const)
    assert.deepEqual({ ...parseAuthorization(header) }, expected, header)
  assert.deepEqual({ ...parseAuthorization(undefined) }, {})
  assert.deepEqual({ ...parseAuthorization(`MediaBrowser Token="${'t'.repeat(5000)}"`) }, {})
})

test('of several tokens the first in a fixed order, empty ones aside', () => {
  const query = splitQuery('APIKEY=q1&api_key=q2')
  const headers = {
    authorization: 'MediaBrowser Token="a"',
    'x-emby-authorization': 'MediaBrowser Token="b", Client="C"',
    'x-emby-token': 'c',
    'x-mediabrowser-token': 'd',
  }
  const tokens = []
  for (const name of ['', ...Object.keys(headers)] as (keyof typeof headers)[]) {
    delete headers[name]
    tokens.push(readCredentials(headers, query).token)
  }
  assert.deepEqual(tokens, ['a', 'b', 'c', 'd', 'q1'])
  assert.equal(readCredentials({}, splitQuery('ApiKey=&api_key=q2')).token, 'q2')
  assert.equal(readCredentials({ 'x-emby-token': '' }, splitQuery('')).token, undefined)
  const proxied = { authorization: 'Basic x', 'x-emby-authorization': 'Emby Client="C", Token="t"' }
  const { token, client } = readCredentials(proxied, splitQuery(''))
  assert.deepEqual([token, client.client, client.device], ['t', 'C', ''])
})

test('any values come back out of a header, and no header is too odd to read', () => {
  const value = fc.string({ unit: 'grapheme', maxLength: 40 })
  fc.assert(
    fc.property(value, value, (device, token) => {
      const quoted = (text: string) => `"${encodeURIComponent(text)}"`
      const header = `MediaBrowser Device=${quoted(device)}, Token=${quoted(token)}`
      assert.deepEqual({ ...parseAuthorization(header) }, { device, token })
    }),
  )
  const odd = fc.stringMatching(/^[ a,="\\%]{0,300}$/)
  fc.assert(fc.property(odd, (text) => typeof parseAuthorization(`Emby ${text}`) === 'object'))
})

test('bodies: names in any case, null is absent, values stay out of errors', () => {
  const schema = {
    properties: { username: { type: 'string', default: '' }, pw: { type: 'string', default: '' } },
  }
  for (const body of [
    { Username: 'Ann', Pw: 'x' },
    { username: 'Ann', PW: 'x', Other: { a: 1 } },
    Object.assign(Object.create(null) as object, { USERNAME: 'Ann', pw: 'x' }),
  ])
    assert.deepEqual(readBody(schema, body), { username: 'Ann', pw: 'x' })
  assert.deepEqual(readBody(schema, { Username: null, Pw: '' }), { username: '', pw: '' })
  assert.deepEqual(readBody(schema, { Pw: 1234 }), { username: '', pw: '1234' })
  for (const body of [null, undefined, 'x', ['Pw'], 1])
    assert.throws(
      () => readBody(schema, body),
      (error) => isKeyartError(error, 'BODY_INVALID'),
    )
  assert.throws(
    () => readBody(schema, { Pw: ['hunter2'] }),
    (error) => isKeyartError(error, 'BODY_INVALID') && !error.message.includes('hunter2'),
  )
})
