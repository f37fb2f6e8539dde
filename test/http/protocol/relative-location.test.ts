import assert from 'node:assert/strict'
import { test } from 'node:test'
import { relativeLocation } from '../../../src/http/protocol/relative-location.ts'
import { withoutBase } from '../../../src/http/protocol/request-target.ts'

test('a relative location leads to the same place, whatever stands before the path', () => {
  for (const url of ['/', '/keyart', '/keyart/', '/keyart/index.html', '/keyart/api?x=/y/'])
    for (const base of ['', '/art', '/a/b']) {
      const location = relativeLocation({ url, originalUrl: base + url }, '/keyart/setup')
      const { pathname } = new URL(location, `http://keyart${base}${url}`)
      assert.equal(pathname, `${base}/keyart/setup`, base + url)
    }
  const location = relativeLocation({ url: '/', originalUrl: '/art?x' }, '/keyart/')
  assert.equal(new URL(location, 'http://keyart/art').pathname, '/art/keyart/')
})

test('a base path is taken away where it is whole', () => {
  for (const [path, rest] of [
    ['/art', '/'],
    ['/art?a=1', '/?a=1'],
    ['/ART/Items', '/Items'],
    ['/arts/Items', '/arts/Items'],
    ['/Items/art', '/Items/art'],
  ] as const)
    assert.equal(withoutBase(path, '/art'), rest)
  assert.equal(withoutBase('/Items', ''), '/Items')
})
