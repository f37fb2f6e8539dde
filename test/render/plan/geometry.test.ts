import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  fitPixels,
  planSize,
  withoutEnlarging,
  roundHalfEven,
  roundUp,
  type Size,
  type SizeQuery,
} from '../../../src/render/plan/geometry.ts'

const poster: Size = { width: 1000, height: 1500 }
const backdrop: Size = { width: 3840, height: 2160 }
const odd: Size = { width: 1001, height: 667 }

// Worked out by hand from Jellyfin's rule: exact, then max-height, then max-width, then fill.
const table: readonly [Size, SizeQuery, width: number, height: number][] = [
  [poster, {}, 1000, 1500],
  // Exact sizes enlarge and distort.
  [poster, { width: 300 }, 300, 450],
  [poster, { width: 2000 }, 2000, 3000],
  [poster, { height: 450 }, 300, 450],
  [poster, { height: 3000 }, 2000, 3000],
  [poster, { width: 300, height: 300 }, 300, 300],
  [poster, { width: 1, height: 4000 }, 1, 4000],
  // Half to even: 667 / 1001 * 3 = 1.999, 101 * 1.5 = 151.5 -> 152, 99 * 1.5 = 148.5 -> 148.
  [poster, { width: 101 }, 101, 152],
  [poster, { width: 99 }, 99, 148],
  [odd, { width: 3 }, 3, 2],
  // Bounds never enlarge.
  [poster, { maxWidth: 5000 }, 1000, 1500],
  [poster, { maxHeight: 5000 }, 1000, 1500],
  [poster, { maxWidth: 200 }, 200, 300],
  [poster, { maxHeight: 300 }, 200, 300],
  [poster, { maxWidth: 100, maxHeight: 300 }, 100, 150],
  [poster, { maxWidth: 300, maxHeight: 300 }, 200, 300],
  // Exact, then bounded by its own shape.
  [poster, { width: 800, maxWidth: 400 }, 400, 600],
  [poster, { width: 800, height: 400, maxWidth: 400 }, 400, 200],
  [poster, { width: 800, height: 400, maxHeight: 100 }, 200, 100],
  [poster, { width: 2000, maxHeight: 1500 }, 1000, 1500],
  // Fill covers the box, crops nothing, never enlarges.
  [backdrop, { fillWidth: 480, fillHeight: 270 }, 480, 270],
  [backdrop, { fillWidth: 300, fillHeight: 300 }, 534, 300],
  [poster, { fillWidth: 300, fillHeight: 300 }, 300, 450],
  [poster, { fillWidth: 300 }, 300, 450],
  [poster, { fillHeight: 300 }, 200, 300],
  [poster, { fillWidth: 1000, fillHeight: 100 }, 1000, 1500],
  [poster, { fillWidth: 1001 }, 1000, 1500],
  [poster, { fillWidth: 5000, fillHeight: 10 }, 1000, 1500],
  [poster, { width: 500, fillWidth: 250 }, 250, 375],
  [poster, { maxWidth: 500, fillHeight: 300 }, 200, 300],
  // No side ever vanishes.
  [{ width: 4000, height: 10 }, { width: 20 }, 20, 1],
  [{ width: 10, height: 4000 }, { maxHeight: 20 }, 1, 20],
]

for (const [size, query, width, height] of table)
  test(`${size.width}x${size.height} by ${JSON.stringify(query)} is ${width}x${height}`, () => {
    assert.deepEqual(planSize(size, query), { width, height })
  })

test('rounds half to even, as .NET does', () => {
  const pairs = [
    [0.5, 1], // 0 would be no image
    [1.5, 2],
    [2.5, 2],
    [3.5, 4],
    [2.4999, 2],
    [2.5001, 3],
  ] as const
  for (const [value, expected] of pairs) assert.equal(roundHalfEven(value), expected)
})

const side = fc.integer({ min: 1, max: 20_000 })
const size = fc.record({ width: side, height: side })
const query = fc.record(
  {
    width: side,
    height: side,
    maxWidth: side,
    maxHeight: side,
    fillWidth: side,
    fillHeight: side,
  },
  { requiredKeys: [] },
)

/** fast-check leaves keys out; the compiler wants to know it. */
const asQuery = (value: object) => value as SizeQuery

test('every combination gives whole sides of at least 1', () => {
  fc.assert(
    fc.property(size, query, (original, asked) => {
      const { width, height } = planSize(original, asQuery(asked))
      assert.ok(Number.isInteger(width) && width >= 1)
      assert.ok(Number.isInteger(height) && height >= 1)
    }),
  )
})

test('bounds and boxes never enlarge, and bounds are kept', () => {
  fc.assert(
    fc.property(size, query, (original, { width: _w, height: _h, ...asked }) => {
      const planned = planSize(original, asQuery(asked))
      assert.ok(planned.width <= original.width && planned.height <= original.height)
      const { maxWidth = Infinity, maxHeight = Infinity } = asQuery(asked)
      // A bound of 1 pixel on one side may leave the other at its least, 1, too.
      assert.ok(planned.width <= Math.max(1, maxWidth))
      assert.ok(planned.height <= Math.max(1, maxHeight))
    }),
  )
})

test('both exact sizes without bounds are taken as they are', () => {
  fc.assert(
    fc.property(size, side, side, (original, width, height) => {
      assert.deepEqual(planSize(original, { width, height }), { width, height })
    }),
  )
})

test('a picture brought below a limit keeps within it and keeps its shape', () => {
  fc.assert(
    fc.property(
      size,
      fc.integer({ min: 1, max: 50_000_000 }),
      fc.integer({ min: 1, max: 16_384 }),
      (original, pixels, longest) => {
        const { width, height } = fitPixels(original, pixels, longest)
        assert.ok(width >= 1 && height >= 1 && width * height <= pixels)
        assert.ok(width <= longest && height <= longest)
        assert.ok(width <= original.width && height <= original.height)
      },
    ),
  )
})

test('a step rounds every size that is asked for up, and 0 none', () => {
  const query = { width: 301, maxHeight: 300, fillWidth: 1 }
  assert.deepEqual(roundUp(query, 20), { width: 320, maxHeight: 300, fillWidth: 20 })
  assert.deepEqual(roundUp(query, 0), query)
  assert.deepEqual(roundUp({}, 20), {})
})

suite('nothing is enlarged, as of Jellyfin 12', () => {
  // What 10.11.11 and 12.0.0 answered to the same requests.
  for (const [width, height, query, enlarged, expected] of [
    [1920, 1080, { height: 1920 }, '3413x1920', '1920x1080'],
    [1000, 1500, { width: 1366 }, '1366x2049', '1000x1500'],
    [600, 336, { width: 23_100, height: 23_100 }, '23100x23100', '336x336'],
    [1000, 1500, { maxHeight: 2500, fillWidth: 33 }, '33x50', '33x50'],
    [800, 310, { maxHeight: 1920, fillHeight: 1920 }, '800x310', '800x310'],
  ] as const)
    test(`${width} x ${height}, ${JSON.stringify(query)}`, () => {
      const original = { width, height }
      const asked = planSize(original, query)
      const size = withoutEnlarging(asked, original)
      assert.equal(`${asked.width}x${asked.height}`, enlarged)
      assert.equal(`${size.width}x${size.height}`, expected)
    })
})
