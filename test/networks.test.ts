import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isNetwork, Networks, networkOf } from '../src/networks.ts'

test('an IPv4 address is a client of its own, of IPv6 a /64 is, and IPv4 in IPv6 is IPv4', () => {
  const table = {
    '192.0.2.7': '192.0.2.7',
    '::ffff:192.0.2.7': '192.0.2.7',
    '::FFFF:c000:207': '192.0.2.7',
    '0:0:0:0:0:ffff:192.0.2.7': '192.0.2.7',
    '2001:db8:1:2:3:4:5:6': '2001:db8:1:2',
    '2001:DB8:1:2::': '2001:db8:1:2',
    '2001:0db8::1': '2001:db8:0:0',
    'fe80::1%eth0': 'fe80:0:0:0',
    '::1': '0:0:0:0',
    unknown: 'unknown',
  }
  for (const [address, network] of Object.entries(table)) assert.equal(networkOf(address), network)
  assert.equal(networkOf('x'.repeat(10_000)).length, 64)
})

test('every form of an IPv6 address is of the same network', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }),
      (n) => {
        const long = n.map((group) => group.toString(16).padStart(4, '0')).join(':')
        const short = new URL(`http://[${long}]`).hostname.slice(1, -1)
        assert.equal(networkOf(short), networkOf(long.toUpperCase()))
      },
    ),
  )
})

test('networks have their addresses, in every form', () => {
  const networks = new Networks(['10.0.0.0/8', '192.0.2.7', 'fc00::/7', '::1'])
  for (const address of [
    '10.1.2.3',
    '::ffff:10.1.2.3',
    '192.0.2.7',
    'fd12::1',
    'fd12::1%eth0',
    '::1',
  ])
    assert.equal(networks.has(address), true, address)
  for (const address of ['11.0.0.1', '192.0.2.8', 'fe80::1', '::2', '', 'localhost', '10.1'])
    assert.equal(networks.has(address), false, address)
  assert.equal(new Networks([]).has('127.0.0.1'), false)
})

test('what is a network and what is none', () => {
  for (const text of ['127.0.0.1', '::1', '10.0.0.0/8', '0.0.0.0/1', 'fc00::/7', '2001:db8::/128'])
    assert.equal(isNetwork(text), true, text)
  for (const text of [
    '',
    'local',
    '10.0.0.0/0',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/',
    '::/129',
  ])
    assert.equal(isNetwork(text), false, text)
  for (const text of ['10.0.0.0/8/8', '10.0.0.0/x', '10.0.0.0/-1', '10/8', '/8', ' 10.0.0.1'])
    assert.equal(isNetwork(text), false, text)
})
