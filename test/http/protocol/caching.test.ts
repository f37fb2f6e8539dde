import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import { test } from 'node:test'
import {
  cacheControl,
  entityTag,
  evaluatePreconditions,
  ifRangeHolds,
  lastModified,
  type Precondition,
} from '../../../src/http/protocol/caching.ts'

const validators = { key: 'abc', isWeak: false, modifiedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678) }
const weak = { ...validators, isWeak: true }
const same = 'Fri, 02 Jan 2026 03:04:05 GMT'
const earlier = 'Fri, 02 Jan 2026 03:04:04 GMT'
const later = 'Fri, 02 Jan 2026 03:04:06 GMT'

// RFC 9110, 13.1 and 13.2.2.
const table: readonly [IncomingHttpHeaders, Precondition][] = [
  [{}, 'proceed'],
  [{ 'if-none-match': '"abc"' }, 'not-modified'],
  [{ 'if-none-match': 'W/"abc"' }, 'not-modified'],
  [{ 'if-none-match': '*' }, 'not-modified'],
  [{ 'if-none-match': '"x", "abc"' }, 'not-modified'],
  [{ 'if-none-match': '"x",W/"abc" , "y"' }, 'not-modified'],
  [{ 'if-none-match': 'abc' }, 'not-modified'],
  [{ 'if-none-match': '"abcd"' }, 'proceed'],
  [{ 'if-none-match': '"x, abc"' }, 'proceed'],
  [{ 'if-none-match': '' }, 'proceed'],
  [{ 'if-modified-since': same }, 'not-modified'],
  [{ 'if-modified-since': later }, 'not-modified'],
  [{ 'if-modified-since': earlier }, 'proceed'],
  [{ 'if-modified-since': 'yesterday' }, 'proceed'],
  [{ 'if-modified-since': '0' }, 'proceed'],
  // An entity tag goes before a date, whichever way it falls out.
  [{ 'if-none-match': '"x"', 'if-modified-since': later }, 'proceed'],
  [{ 'if-none-match': '"abc"', 'if-modified-since': earlier }, 'not-modified'],
  [{ 'if-match': '"abc"' }, 'proceed'],
  [{ 'if-match': '*' }, 'proceed'],
  [{ 'if-match': '"x"' }, 'failed'],
  // If-Match compares strongly.
  [{ 'if-match': 'W/"abc"' }, 'failed'],
  [{ 'if-match': '"x"', 'if-none-match': '"abc"' }, 'failed'],
  [{ 'if-match': '"abc"', 'if-none-match': '"abc"' }, 'not-modified'],
  [{ 'if-unmodified-since': same }, 'proceed'],
  [{ 'if-unmodified-since': earlier }, 'failed'],
  [{ 'if-unmodified-since': 'nonsense' }, 'proceed'],
  [{ 'if-match': '"abc"', 'if-unmodified-since': earlier }, 'proceed'],
]

for (const [headers, expected] of table)
  test(`${JSON.stringify(headers)}: ${expected}`, () => {
    assert.equal(evaluatePreconditions(headers, validators), expected)
  })

test('a weak tag says so, counts for If-None-Match as a strong one, and for If-Match never', () => {
  assert.equal(entityTag(validators), '"abc"')
  assert.equal(entityTag(weak), 'W/"abc"')
  for (const [headers, expected] of table)
    if (headers['if-match'] === undefined)
      assert.equal(evaluatePreconditions(headers, weak), expected, JSON.stringify(headers))
  for (const [value, expected] of [
    ['"abc"', 'failed'],
    ['W/"abc"', 'failed'],
    ['abc', 'failed'],
    ['*', 'proceed'],
  ] as const)
    assert.equal(evaluatePreconditions({ 'if-match': value }, weak), expected, value)
})

test('a date is the same moment wherever the server stands, in all three forms', () => {
  const zone = process.env['TZ']
  try {
    for (const place of ['UTC', 'Asia/Tokyo', 'America/Los_Angeles']) {
      process.env['TZ'] = place
      for (const [hour, expected] of [
        ['03:04:05', 'not-modified'],
        ['03:04:04', 'proceed'],
      ] as const)
        for (const text of [
          `Fri, 02 Jan 2026 ${hour} GMT`,
          `Friday, 02-Jan-26 ${hour} GMT`,
          `Fri Jan  2 ${hour} 2026`,
        ]) {
          const answer = evaluatePreconditions({ 'if-modified-since': text }, validators)
          assert.equal(answer, expected, `${text} in ${place}`)
        }
    }
  } finally {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  }
})

test('only the current tag is kept for ever', () => {
  assert.match(cacheControl('current', 'public'), /max-age=31536000, immutable/)
  assert.equal(cacheControl('stale', 'public'), 'no-cache')
  assert.equal(cacheControl('none', 'public'), 'no-cache')
})

test('Last-Modified is never later than the message', () => {
  assert.equal(lastModified(validators, Date.now()), same)
  assert.equal(lastModified(validators, Date.UTC(2025, 0)), 'Wed, 01 Jan 2025 00:00:00 GMT')
})

test('If-Range holds for the very same representation alone', () => {
  const holds = (value: string | undefined) =>
    ifRangeHolds(value === undefined ? {} : { 'if-range': value }, validators)
  for (const value of [undefined, '"abc"', same]) assert.equal(holds(value), true)
  for (const value of ['"x"', 'W/"abc"', later, earlier, 'nonsense'])
    assert.equal(holds(value), false)
})

test('If-Range never holds for what is told apart weakly', () => {
  assert.equal(ifRangeHolds({}, weak), true)
  for (const value of ['"abc"', 'W/"abc"', same])
    assert.equal(ifRangeHolds({ 'if-range': value }, weak), false)
})
