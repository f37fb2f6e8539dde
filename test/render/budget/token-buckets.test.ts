import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { TokenBuckets } from '../../../src/render/budget/token-buckets.ts'

const open = (max = 10) => new TokenBuckets({ capacity: 60, refill: 60_000, max })

test('a full bucket may be emptied at once; then it is paid for as it fills', () => {
  const buckets = open()
  assert.equal(buckets.waitFor('a', 60, 0), 0)
  buckets.take('a', 60, 0)
  assert.equal(buckets.waitFor('a', 1, 0), 1000)
  assert.equal(buckets.waitFor('a', 30, 10_000), 20_000)
  assert.equal(buckets.waitFor('a', 30, 30_000), 0)
  assert.equal(buckets.waitFor('b', 60, 0), 0)
})

test('what costs more than a bucket holds waits for a full one, and is owed afterwards', () => {
  const buckets = open()
  assert.equal(buckets.waitFor('a', 600, 0), 0)
  buckets.take('a', 600, 0)
  assert.equal(buckets.waitFor('a', 1, 0), 541_000)
})

test('what is given back can be taken again, and never makes more than a full bucket', () => {
  const buckets = open()
  buckets.take('a', 60, 0)
  buckets.refund('a', 20, 0)
  assert.equal(buckets.waitFor('a', 20, 0), 0)
  buckets.refund('a', 1000, 0)
  buckets.take('a', 60, 0)
  assert.equal(buckets.waitFor('a', 1, 0), 1000)
  buckets.refund('unknown', 1000, 0)
  buckets.take('unknown', 60, 0)
  assert.equal(buckets.waitFor('unknown', 1, 0), 1000)
})

test('memory is bounded: of many keys the one longest untouched is forgotten', () => {
  const buckets = open(3)
  for (const key of ['a', 'b', 'c', 'd']) buckets.take(key, 60, 0)
  assert.equal(buckets.waitFor('a', 60, 0), 0)
  assert.equal(buckets.waitFor('d', 60, 0), 60_000)
})

test('whatever is asked and when: no more is let through than capacity and refill', () => {
  const asks = fc.array(fc.record({ after: fc.nat(5_000), cost: fc.integer({ min: 1, max: 60 }) }))
  fc.assert(
    fc.property(asks, (list) => {
      const buckets = open()
      let now = 0
      let taken = 0
      for (const { after, cost } of list) {
        now += after
        const wait = buckets.waitFor('a', cost, now)
        if (wait === 0) {
          buckets.take('a', cost, now)
          taken += cost
        } else assert.equal(buckets.waitFor('a', cost, now + wait + 1e-6), 0)
        assert.ok(taken <= 60 + now / 1000 + 1e-6)
      }
    }),
  )
})
