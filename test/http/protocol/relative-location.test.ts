import assert from 'node:assert/strict'
import { test } from 'node:test'
import { relativeLocation } from '../../../src/http/protocol/relative-location.ts'
import { ownAddress } from '../../../src/http/protocol/own-address.ts'
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

test('the own address has the base path, and no prefix of the family', () => {
  const at = (originalUrl: string, url: string) =>
    ownAddress({ protocol: 'https', host: 'nas', url, originalUrl })
  assert.equal(at('/System/Info', '/System/Info'), 'https://nas')
  assert.equal(at('/art/System/Info?x=/a', '/System/Info?x=/a'), 'https://nas/art')
  assert.equal(at('/art/emby/System/Info', '/System/Info'), 'https://nas/art')
  assert.equal(at('/MediaBrowser/System/Info', '/System/Info'), 'https://nas')
  // The whole URL of a proxy's client has a host of its own.
  assert.equal(at('http://nas/System/Info', '/System/Info'), 'https://nas')
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
