import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import sharp from 'sharp'
import { ChromiumCanvas } from '../../../support/chromium-canvas.ts'
import { oddOriginals } from '../../../support/corpus/odd-originals.ts'
import { pictureDistance } from '../../../support/picture-distance.ts'
import { needsPrograms } from '../../../support/programs.ts'
import { Studio } from '../../../support/rendered.ts'

/** CIE76. Edges are drawn a little otherwise, and what is lossy is rounded otherwise. */
const maxDifference = 2.5

suite('issue 15, point 1: derivatives look as browsers show the original', () => {
  test('originals of every odd kind, and drawings at larger sizes, too', async (t) => {
    if (!needsPrograms(t, 'chromium')) return
    await using chromium = await ChromiumCanvas.open()
    await using studio = await Studio.open()
    for (const { name, mime, bytes, like = bytes } of await oddOriginals()) {
      const shown = await chromium.draw(like, mime)
      assert.ok(shown !== undefined, name)
      const { width, height } = await sharp(shown).metadata()
      const original = await studio.put('x', bytes)
      // A drawing is drawn anew at each size.
      for (const scale of mime === 'image/svg+xml' ? [1, 3] : [1]) {
        const size = { width: width * scale, height: height * scale }
        const made = await studio.png(original, size)
        const wanted = await sharp(shown)
          .resize({ ...size, fit: 'fill', kernel: 'nearest' })
          .png()
          .toBuffer()
        const { mean } = await pictureDistance(made, wanted)
        t.diagnostic(`${name}, ${size.width} x ${size.height}: ${mean.toFixed(2)}`)
        assert.ok(
          mean < maxDifference,
          `${name} at ${size.width} x ${size.height}: ${mean.toFixed(2)}`,
        )
      }
    }
  })
})
