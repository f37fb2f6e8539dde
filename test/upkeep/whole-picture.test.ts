import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isWholePicture } from '../../src/upkeep/whole-picture.ts'
import { animation, noise } from '../support/pictures.ts'

const pictures = {
  jpeg: () => noise(33, 21).jpeg().toBuffer(),
  png: () => noise(33, 21).png().toBuffer(),
  webp: () => noise(33, 21).webp().toBuffer(),
  avif: () => noise(33, 21).avif({ effort: 0 }).toBuffer(),
  gif: () => noise(33, 21).gif().toBuffer(),
  'animated webp': () => animation(20, 3, 'webp'),
}

for (const [name, make] of Object.entries(pictures))
  test(`${name}: whole as it was made, and however it is cut it is not`, async () => {
    const bytes = await make()
    assert.ok(isWholePicture(bytes))
    // A cut that happens to end with an end mark would be none of ours to see.
    for (const length of [0, 1, 7, 12, Math.floor(bytes.length / 2), bytes.length - 1])
      assert.ok(!isWholePicture(bytes.subarray(0, length)), `${length} of ${bytes.length} bytes`)
    assert.ok(!isWholePicture(Buffer.alloc(bytes.length)))
  })
