import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  isFresh,
  isProven,
  isSameFile,
  isSettled,
  type Observed,
  type Sightings,
  withSighting,
} from '../../../src/upstream/images/freshness.ts'

const at = (sentAt: number, receivedAt = sentAt + 1) => ({ sentAt, receivedAt })
const start = Date.parse('2026-01-01T00:00:00Z')
/** Seconds of the origin's clock. */
const dated = (seconds: number) => new Date(start + seconds * 1000).toUTCString()
const observed = (first: number, last: number, modified: number): Observed => ({
  facts: { length: 5, lastModified: dated(modified), etag: undefined },
  first: at(first),
  last: at(last),
  isSettled: true,
})
const seen = (first: number, last: number, date: number): Sightings => ({
  tag: 'a',
  first: { ...at(first), date: start + date * 1000 },
  last: at(last),
})

suite('bytes belong to a tag', () => {
  for (const [name, bytes, tags, expected] of [
    [
      'when the tag was seen between two looks at them',
      observed(10, 30, 0),
      seen(20, 20, 50),
      true,
    ],
    [
      'when they were seen between two sights of the tag',
      observed(20, 20, 0),
      seen(10, 30, 50),
      true,
    ],
    ['not when the tag was only seen before', observed(20, 20, 0), seen(10, 10, 50), false],
    ['not when it was only seen after', observed(20, 20, 0), seen(30, 40, 50), false],
    ['not when answers overlap', observed(20, 20, 0), seen(20, 21, 50), false],
    [
      'not when the file is younger than the first sight of the tag',
      observed(20, 20, 60),
      seen(10, 30, 50),
      false,
    ],
    ['not when it changed within the same second', observed(20, 20, 49), seen(10, 30, 50), false],
  ] as const)
    test(name, () => assert.equal(isProven(bytes, tags), expected))

  test('not without a date', () => {
    const { first, last } = observed(20, 20, 0)
    const facts = { length: 5, lastModified: undefined, etag: '"1"' }
    assert.equal(isProven({ facts, first, last, isSettled: true }, seen(10, 30, 50)), false)
  })

  test('changed to and fro between two lists: the date tells', () => {
    // A list with tag a at second 50, then another file, of which the bytes are, then a again.
    const tags = withSighting(seen(10, 10, 50), 'a', { ...at(40), date: start + 90_000 })
    assert.equal(isProven(observed(20, 20, 60), tags!), false)
  })
})

suite('the tag of an image', () => {
  const sight = (sentAt: number) => ({ ...at(sentAt), date: start })
  test('stays while it is seen again', () => {
    const previous = withSighting(undefined, 'a', sight(1))
    const again = withSighting(previous, 'a', sight(9))
    assert.deepEqual([again?.first.sentAt, again?.last.sentAt], [1, 9])
  })
  test('begins anew when another is seen', () => {
    assert.equal(withSighting(seen(1, 5, 0), 'b', sight(9))?.tag, 'b')
  })
  test('is that of the later answer, whichever comes first', () => {
    assert.equal(withSighting(seen(20, 30, 0), 'b', sight(10))?.tag, 'a')
  })
  test('is unknown when two answers of the same time differ', () => {
    const one = { ...at(1, 20), date: start }
    assert.equal(
      withSighting(withSighting(undefined, 'a', one), 'b', { ...at(10, 30), date: start }),
      undefined,
    )
  })
})

test('a file is the same by date, entity tag and length', () => {
  const file = { length: 5, lastModified: dated(1), etag: undefined }
  assert.equal(isSameFile(file, { ...file }), true)
  assert.equal(isSameFile(file, { ...file, lastModified: dated(0) }), false)
  assert.equal(isSameFile(file, { ...file, length: 6 }), false)
  assert.equal(isSameFile(file, { ...file, etag: '"2"' }), false)
  const unknown = { length: 5, lastModified: undefined, etag: undefined }
  assert.equal(isSameFile(unknown, unknown), false)
})

test('a date of this second may be that of the next file, too', () => {
  const file = { length: 5, lastModified: dated(10), etag: undefined }
  assert.equal(isSettled(file, start + 11_000), false)
  assert.equal(isSettled(file, start + 12_000), true)
  assert.equal(isSettled(file, undefined), false)
  assert.equal(isSettled({ ...file, lastModified: 'yesterday' }, start + 99_000), false)
})

test('what was seen is believed for half a minute, and not beyond a change', () => {
  assert.equal(isFresh(at(1_000), 31_000, 0), true)
  assert.equal(isFresh(at(1_000), 31_001, 0), false)
  assert.equal(isFresh(at(1_000), 2_000, 1_000), false)
})
