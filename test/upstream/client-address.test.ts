import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Networks } from '../../src/networks.ts'
import { clientAddress } from '../../src/upstream/client-address.ts'

const proxies = new Networks(['10.0.0.0/8'])

suite('the address of a client', () => {
  for (const [what, remoteAddress, fields, expected] of [
    ['is its own', '192.0.2.1', [], '192.0.2.1'],
    ['is its own, whatever it says', '192.0.2.1', ['X-Forwarded-For', '10.0.0.9'], '192.0.2.1'],
    ['is IPv4 also in IPv6', '::ffff:192.0.2.1', [], '192.0.2.1'],
    ['is what a trusted proxy says', '10.0.0.1', ['X-Forwarded-For', '192.0.2.1'], '192.0.2.1'],
    ['is the proxy’s, which says nothing', '10.0.0.1', ['X-Forwarded-For', ' , '], '10.0.0.1'],
    [
      'is the last that is no proxy, for clients put others in front',
      '10.0.0.1',
      ['x-forwarded-for', '198.51.100.7, 192.0.2.1', 'X-Forwarded-For', '10.0.0.2'],
      '192.0.2.1',
    ],
    [
      'is the first of proxies alone',
      '10.0.0.1',
      ['X-Forwarded-For', '10.0.0.3,10.0.0.2'],
      '10.0.0.3',
    ],
  ] as const)
    test(what, () => {
      const request = { rawHeaders: fields, socket: { remoteAddress } }
      assert.equal(
        clientAddress(request, (address) => proxies.has(address)),
        expected,
      )
    })
})
