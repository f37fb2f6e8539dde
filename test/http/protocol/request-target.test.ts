import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findHostFault, isHost, readTarget } from '../../../src/http/protocol/request-target.ts'

test('a target names a path, and a whole URL its host as well', () => {
  for (const [target, path, host] of [
    ['/a?b=c', '/a?b=c', undefined],
    ['http://media.test/a?b=http://other.test/', '/a?b=http://other.test/', 'media.test'],
    ['HTTPS://media.test:8097/a', '/a', 'media.test:8097'],
    ['http://media.test', '/', 'media.test'],
    ['http://media.test?a', '/?a', 'media.test'],
    ['http:///a', '/a', ''],
    ['//media.test/a', '//media.test/a', undefined],
    ['*', '/*', undefined],
    ['ftp://media.test/a', '/ftp://media.test/a', undefined],
  ] as const)
    assert.deepEqual(readTarget(target), { path, host }, target)
})

test('names, addresses and ports are hosts', () => {
  for (const value of [
    '',
    'x',
    'a_b.test',
    '10.0.0.1:80',
    '[::1]',
    '[fe80::1]:8097',
    'a%20b',
    ':80',
  ])
    assert.equal(isHost(value), true, value)
  for (const value of [
    'a b',
    'a/b',
    'a@b',
    'a:b',
    'a:1:2',
    '::1',
    '[::1',
    '[x]',
    'a"',
    'ä',
    'a?',
    'a#',
  ])
    assert.equal(isHost(value), false, value)
})

const headers = { host: 'x' }

test('RFC 9112 3.2: one Host, and none for HTTP/1.0 alone', () => {
  const fault = (httpVersion: string, ...rawHeaders: string[]) =>
    findHostFault({ httpVersion, rawHeaders, headers })
  assert.equal(fault('1.1', 'Accept', '*/*', 'hOST', 'x'), undefined)
  assert.equal(fault('1.0'), undefined)
  assert.match(fault('1.1', 'Accept', 'Host')!, /a Host header/)
  for (const version of ['1.0', '1.1'])
    assert.match(fault(version, 'Host', 'x', 'host', 'x')!, /one Host header/)
  assert.match(fault('1.1', 'Host', 'x y')!, /a name or an address/)
  assert.match(
    findHostFault({ httpVersion: '1.1', rawHeaders: ['Host', 'x'], headers: { host: 'a@b' } })!,
    /in the URL/,
  )
})
