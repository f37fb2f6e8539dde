import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ByteQuota } from '../../src/prerender/byte-quota.ts'

test('what is made stays below the bound, and within the room, whatever its sizes', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(sizes, fc.nat(2_000_000), fc.nat(2_000_000), (list, maxBytes, space) => {
      const kept = new Map<string, number>()
      const used = () => [...kept.values()].reduce((sum, bytes) => sum + bytes, 0)
      const room = {
        free: () => space - used(),
        sizeOf: (key: string) => kept.get(key),
        expect: () => {},
      }
      const quota = new ByteQuota(room, maxBytes)
      for (const [index, bytes] of list.entries()) {
        using reserved = quota.reserve(1, 1)
        if (reserved === undefined) break
        kept.set(String(index), bytes)
        quota.count(String(index))
      }
      assert.equal(quota.bytes, used())
      // The last one may be larger than the mean of those before.
      assert.ok(used() <= Math.max(0, Math.min(maxBytes, space)) + 50_000)
    }),
  )
})

test('what is being made counts until it is given back', () => {
  const room = { free: () => 1_000_000, sizeOf: () => undefined, expect: () => {} }
  const quota = new ByteQuota(room, 100_000)
  const first = quota.reserve(3, 1)
  assert.ok(first)
  assert.equal(quota.reserve(1, 1), undefined)
  first[Symbol.dispose]()
  assert.ok(quota.reserve(1, 1))
  assert.equal(new ByteQuota(room, 0).reserve(1, 1), undefined)
  assert.equal(new ByteQuota({ ...room, free: () => 10 }, 100_000).reserve(1, 1), undefined)
  assert.equal(new ByteQuota(room, 100_000).reserve(3, 0.5), undefined)
})
