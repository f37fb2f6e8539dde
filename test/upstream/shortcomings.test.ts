import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findShortcomings } from '../../src/upstream/shortcomings.ts'

const facts = {
  product: 'Jellyfin Server',
  version: '10.11.11',
  serverId: '1',
  serverName: 'Films',
  clockAhead: 0,
  took: 1,
}

for (const [what, found, proxies, expected] of [
  ['nothing', facts, undefined, []],
  ['nothing with a proxy', { ...facts, version: '12.0.0' }, ['10.0.0.7'], []],
  ['no proxy', facts, [], [/every client at the address of Keyart/]],
  ['an older version', { ...facts, version: '10.8.13' }, undefined, [/not compared/]],
  ['Emby', { ...facts, product: undefined, version: '4.9.0.1' }, undefined, [/not compared/]],
  ['no clock', { ...facts, clockAhead: undefined }, undefined, [/Date/]],
] as const)
  test(`what would not work: ${what}`, () => {
    const said = findShortcomings(found, proxies)
    assert.equal(said.length, expected.length)
    for (const [index, pattern] of expected.entries()) assert.match(said[index]!, pattern)
  })
