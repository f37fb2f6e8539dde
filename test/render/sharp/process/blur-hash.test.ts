import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encode } from 'blurhash'
import fc from 'fast-check'
import { encodeBlurHash } from '../../../../src/render/sharp/process/blur-hash.ts'

const sides = fc.integer({ min: 1, max: 32 })
const waves = fc.integer({ min: 1, max: 9 })

const pictures = fc
  .record({ width: sides, height: sides, x: waves, y: waves, contrast: fc.nat({ max: 255 }) })
  .chain(({ width, height, x, y, contrast }) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      x: fc.constant(x),
      y: fc.constant(y),
      pixels: fc.uint8Array({
        minLength: 4 * width * height,
        maxLength: 4 * width * height,
        max: contrast,
      }),
    }),
  )

test('a BlurHash is the one that the package makes', () => {
  fc.assert(
    fc.property(pictures, ({ pixels, width, height, x, y }) => {
      const theirs = encode(new Uint8ClampedArray(pixels), width, height, x, y)
      assert.equal(encodeBlurHash({ pixels, width, height }, { x, y }), theirs)
    }),
  )
})

test('a picture of one colour and one wave has six characters', () => {
  const white = { pixels: new Uint8Array(16).fill(255), width: 2, height: 2 }
  assert.equal(encodeBlurHash(white, { x: 1, y: 1 }), '00TSUA')
})
