import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { devicePixels, fillRequest, imageUrl } from '../../web/src/image-url.ts'
import type { ImageRef } from '../../web/src/image-url.ts'

const poster: ImageRef = {
  itemId: 'abc',
  type: 'Primary',
  index: 0,
  tag: 'f00d',
  blurHash: undefined,
}

test('a URL has the sizes in one order, then quality, format and tag', () => {
  const url = imageUrl(poster, { format: 'webp', quality: 80, fillHeight: 300, width: 20 })
  assert.equal(
    url,
    '/Items/abc/Images/Primary?width=20&fillHeight=300&quality=80&format=webp&tag=f00d',
  )
})

test('the first image needs no index, others have it in the path', () => {
  assert.equal(imageUrl({ ...poster, tag: undefined }), '/Items/abc/Images/Primary')
  assert.equal(
    imageUrl({ ...poster, type: 'Backdrop', index: 2 }, {}),
    '/Items/abc/Images/Backdrop/2?tag=f00d',
  )
})

test('what an id holds stays one segment of the path', () => {
  assert.equal(
    imageUrl({ ...poster, itemId: 'a/b?c', tag: undefined }),
    '/Items/a%2Fb%3Fc/Images/Primary',
  )
})

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
