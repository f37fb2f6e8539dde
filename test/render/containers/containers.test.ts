import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import sharp from 'sharp'
import { outlineGif } from '../../../src/render/containers/gif.ts'
import { outlineJpeg } from '../../../src/render/containers/jpeg.ts'
import { withoutCompressedText } from '../../../src/render/containers/png.ts'
import { reasonToRefuse } from '../../../src/render/containers/refusal.ts'
import { pictureFamily } from '../../../src/render/containers/signature.ts'
import { countTiffPages } from '../../../src/render/containers/tiff.ts'
import { countWebpFrames } from '../../../src/render/containers/webp.ts'
import { gif } from '../../support/corpus/gif.ts'
import { withScans } from '../../support/corpus/jpeg.ts'
import {
  blackPng,
  compressedInternationalText,
  compressedText,
  pngChunk,
} from '../../support/corpus/png.ts'
import { soundOriginals } from '../../support/corpus/sound-originals.ts'
import { blackDirectory, tiff } from '../../support/corpus/tiff.ts'
import { movingWebp } from '../../support/corpus/webp.ts'
import { animation, noise, quarters } from '../../support/pictures.ts'

const countScans = (bytes: Buffer) => outlineJpeg(bytes).scans

/** Where each block of pixels of a GIF of one frame ends. */
function pixelBlocksOf(gif: Buffer): number[] {
  const table = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1))
  let at = gif.indexOf(0x2c, 13 + table(gif[10]!))
  at += 11 + table(gif[at + 9]!)
  const ends: number[] = []
  while (gif[at] !== 0) ends.push((at += 1 + gif[at]!))
  return ends
}

suite('containers', () => {
  test('are told by their first bytes', async () => {
    for (const { format, bytes } of await soundOriginals()) {
      assert.equal(pictureFamily(bytes), format === 'avif' ? 'heif' : format)
      assert.equal(reasonToRefuse(bytes), undefined, format)
    }
    for (const bytes of ['', 'hello', '%PDF-1.7', '<html><svg/></html>', 'P6 1 1 255\n', 'BM'])
      assert.match(reasonToRefuse(Buffer.from(bytes)) ?? '', /not (?:an image|supported)/)
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    assert.equal(
      pictureFamily(Buffer.concat([Buffer.from('\ufeff <?xml?><!-- x -->'), svg])),
      'svg',
    )
    assert.match(reasonToRefuse(gzipSync(svg)) ?? '', /SVGZ/)
  })

  test('frames of a GIF, and how it ends', async () => {
    const { frames, ending, showsCanvas } = outlineGif(gif(9, 9, 7))
    assert.deepEqual(
      { frames, ending, showsCanvas },
      { frames: 7, ending: 'trailer', showsCanvas: true },
    )
    const moving = await animation(20, 5, 'gif')
    const whole = outlineGif(moving)
    assert.deepEqual([whole.frames, whole.ending, whole.showsCanvas], [5, 'trailer', false])
    const still = await noise(90, 70).gif().toBuffer()
    for (const original of [moving, still]) {
      // The trailer, then the end of the pixels, too, are missing; then a part of the pixels.
      for (const missing of [1, 2])
        assert.equal(outlineGif(original.subarray(0, -missing)).ending, 'bare', String(missing))
      assert.equal(outlineGif(original.subarray(0, -3)).ending, 'cut')
    }
    // Cut where a block of pixels ends, which a decoder does not notice.
    assert.equal(outlineGif(still.subarray(0, pixelBlocksOf(still).at(-2))).ending, 'cut')
    assert.equal(reasonToRefuse(gif(1, 1, 5000)), undefined)
    assert.match(reasonToRefuse(gif(1, 1, 5001)) ?? '', /5000 frames/)
  })

  test('frames of a WebP', async () => {
    const still = await quarters(4, 4).webp().toBuffer()
    assert.equal(countWebpFrames(still), 0)
    assert.equal(countWebpFrames(await animation(20, 5, 'webp')), 5)
    assert.equal(countWebpFrames(movingWebp(still, 4, 4, 9)), 9)
    assert.match(reasonToRefuse(movingWebp(still, 4, 4, 5001)) ?? '', /5000 frames/)
  })

  test('pages of a TIFF, also of one that leads back to itself', async () => {
    const page = blackDirectory(8, 8, { offset: 8, bytes: 8, compression: 1 })
    const pages = (count: number) => Array.from({ length: count }, () => page)
    assert.equal(countTiffPages(await quarters(9, 9).tiff().toBuffer(), 10), 1)
    assert.equal(countTiffPages(await quarters(9, 9).tiff({ bigtiff: true }).toBuffer(), 10), 1)
    assert.equal(countTiffPages(tiff(Buffer.alloc(8), pages(7)), 10), 7)
    assert.equal(countTiffPages(tiff(Buffer.alloc(8), pages(50)), 10), 11)
    const loop = tiff(Buffer.alloc(8), pages(2), (first) => first)
    assert.equal(countTiffPages(loop, 10), 11)
    assert.match(reasonToRefuse(loop) ?? '', /1000 pages/)
  })

  test('scans of a JPEG', async () => {
    const plain = await quarters(40, 30).jpeg().toBuffer()
    const progressive = await quarters(40, 30).jpeg({ progressive: true }).toBuffer()
    assert.equal(countScans(plain), 1)
    const scans = countScans(progressive)
    assert.ok(scans > 4 && scans < 20, String(scans))
    assert.equal(countScans(withScans(progressive, 600)), scans + 600)
    // What lies behind its end is not the picture's.
    assert.equal(countScans(Buffer.concat([plain, plain])), 1)
  })

  test('compressed texts of a PNG are left out, and nothing else', async () => {
    const profile = pngChunk('sRGB', Buffer.from([0]))
    const plain = blackPng(40, 30, [profile])
    assert.equal(withoutCompressedText(plain), plain)
    const texts = [compressedText(1000), profile, compressedInternationalText(1000)]
    assert.deepEqual(withoutCompressedText(blackPng(40, 30, texts)), plain)
    const behind = Buffer.concat([plain, compressedText(10)])
    assert.deepEqual(withoutCompressedText(behind), plain)
    const { width, height } = await sharp(withoutCompressedText(plain)).metadata()
    assert.deepEqual([width, height], [40, 30])
  })

  test('no bytes are too strange', async () => {
    const heads = (await soundOriginals()).map(({ bytes }) => bytes.subarray(0, 40))
    const strange = fc
      .tuple(fc.constantFrom(Buffer.alloc(0), ...heads), fc.uint8Array({ maxLength: 200 }))
      .map((parts) => Buffer.concat(parts))
    fc.assert(
      fc.property(strange, (bytes) => {
        assert.ok(['string', 'undefined'].includes(typeof reasonToRefuse(bytes)))
        assert.ok(withoutCompressedText(bytes).length <= bytes.length)
        for (const walk of [countWebpFrames, countScans]) assert.ok(walk(bytes) >= 0)
        assert.ok(countTiffPages(bytes, 5) <= 6)
        assert.ok(outlineGif(bytes).frames <= bytes.length)
      }),
      { numRuns: 2000 },
    )
  })
})
