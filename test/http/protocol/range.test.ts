import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { planRange } from '../../../src/http/protocol/range.ts'

const table: readonly [string | undefined, ReturnType<typeof planRange>][] = [
  [undefined, 'whole'],
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=0-', { start: 0, end: 99 }],
  ['bytes=10-19', { start: 10, end: 19 }],
  ['bytes=90-200', { start: 90, end: 99 }],
  ['bytes=-10', { start: 90, end: 99 }],
  ['bytes=-1000', { start: 0, end: 99 }],
  ['BYTES=5-6', { start: 5, end: 6 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=20-10', 'whole'],
  ['bytes=0-1,5-6', 'whole'],
  ['bytes=-', 'whole'],
  ['bytes=a-b', 'whole'],
  ['items=0-1', 'whole'],
]

for (const [header, expected] of table)
  test(`${header} of 100 bytes`, () => assert.deepEqual(planRange(header, 100), expected))

test('a range always lies within the body', () => {
  const digits = fc.option(fc.nat().map(String), { nil: '' })
  const outcomes = { whole: 0, unsatisfiable: 0, range: 0 }
  fc.assert(
    fc.property(digits, digits, fc.nat(), (first, last, length) => {
      const range = planRange(`bytes=${first}-${last}`, length)
      outcomes[typeof range === 'string' ? range : 'range']++
      if (typeof range === 'string') return
      assert.ok(range.start >= 0 && range.start <= range.end && range.end < length)
    }),
    { numRuns: 1000 },
  )
  for (const count of Object.values(outcomes)) assert.ok(count > 20, JSON.stringify(outcomes))
})
