import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { devicePixels, fillRequest } from '../../web/src/image-request.ts'

test('device pixels cover the box and are at most one step more', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 4000, noNaN: true }),
      fc.double({ min: 0.5, max: 4, noNaN: true }),
      fc.integer({ min: 1, max: 640 }),
      (css, ratio, step) => {
        const pixels = devicePixels(css, ratio, step)
        assert.equal(pixels % step, 0)
        assert.ok(pixels >= css * ratio - 1e-6)
        assert.ok(pixels < css * ratio + step || pixels === step)
      },
    ),
  )
})

test('a box is filled at the density of the screen', () => {
  assert.deepEqual(fillRequest(150, 225, 2), { fillWidth: 300, fillHeight: 460, quality: 90 })
})
