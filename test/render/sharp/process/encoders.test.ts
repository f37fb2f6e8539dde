import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import sharp from 'sharp'
import { drawPicture } from '../../../../demo/draw.ts'
import {
  avifQualities,
  encoders,
  encoderSettings,
  type SizeClass,
  sizeClassOf,
} from '../../../../src/render/sharp/process/encoders.ts'
import { type OutputFormat, outputFormats } from '../../../../src/render/plan/formats.ts'
import { disc, pixelAt } from '../../../support/pictures.ts'
import { type Original, Studio } from '../../../support/rendered.ts'
import { ssim } from '../../../support/ssim.ts'
import { temporaryFolder } from '../../../support/temporary.ts'

const formats = Object.keys(outputFormats) as OutputFormat[]
const card = { width: 300, height: 450, animated: false } as const

test('every format has settings for every size', () => {
  assert.deepEqual(Object.keys(encoders).toSorted(), formats.toSorted())
  for (const format of formats)
    assert.deepEqual(Object.keys(encoders[format]), ['card', 'backdrop', 'full', 'transparent'])
})

const sizes: readonly [width: number, height: number, animated: boolean, size: SizeClass][] = [
  [1, 1, false, 'card'],
  [300, 450, false, 'card'],
  [500, 800, false, 'card'],
  [500, 801, false, 'backdrop'],
  [1280, 720, false, 'backdrop'],
  [1300, 1000, false, 'backdrop'],
  [1300, 1001, false, 'full'],
  [1920, 1080, false, 'full'],
  [10, 10, true, 'full'],
]
for (const [width, height, animated, size] of sizes)
  test(`${width} x ${height}${animated ? ', animated,' : ''} is of the class ${size}`, () => {
    assert.equal(sizeClassOf({ width, height, animated }), size)
  })

test('quality is told to JPEG and WebP as it was asked, and to no format that has none', () => {
  for (const format of ['jpeg', 'webp'] as const)
    for (const quality of [1, 42, 90, 96, 100])
      assert.equal(encoderSettings({ ...card, format, quality }, false).quality, quality)
  for (const format of ['png', 'gif'] as const)
    assert.ok(!('quality' in encoderSettings({ ...card, format }, false)))
})

const avifOf = (quality: number) =>
  encoderSettings({ ...card, format: 'avif', quality }, false).quality!

test('AVIF has a scale of its own, which keeps the order', () => {
  for (const [wire, avif] of avifQualities) assert.equal(avifOf(wire), avif)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99 }), (quality) => {
      const [here, next] = [avifOf(quality), avifOf(quality + 1)]
      assert.ok(Number.isInteger(here) && here >= 1 && here <= next && next <= 100)
      // It spends fewer bits for the same look.
      assert.ok(here <= quality)
    }),
  )
})

let studio: Studio
let poster: Original
let pixels: Buffer
before(async () => {
  await using folder = await temporaryFolder()
  studio = await Studio.open()
  const path = join(folder.path, 'poster.png')
  await drawPicture(
    {
      kind: 'poster',
      look: { scene: 'harbour', palette: 'ember', seed: 'encoders' },
      title: 'Fog Bank',
      line: 'Nobody comes back by day',
      width: 600,
      height: 900,
      encoding: 'png',
    },
    path,
  )
  poster = await studio.put('poster.png', await sharp(path).png().toBuffer())
  pixels = (await studio.answer(poster, { format: 'png', size: { width: 300 } })).bytes
})
after(() => studio[Symbol.asyncDispose]())

const made = async (format: OutputFormat, quality = 90) =>
  (await studio.answer(poster, { format, quality, size: { width: 300 } })).bytes

/** SSIM that a card has at quality 90, at the least: of GIF with its 256 colours less is expected. */
const floors = {
  jpeg: 0.96,
  png: 1,
  webp: 0.96,
  avif: 0.96,
  gif: 0.93,
} as const satisfies Record<OutputFormat, number>

for (const format of formats)
  test(`a card as ${format} at quality 90 looks like its pixels`, async () => {
    const likeness = await ssim(pixels, await made(format))
    assert.ok(likeness >= floors[format] - 1e-9, `SSIM ${likeness}`)
  })

test('the floors are such that a poor picture is below them', async () => {
  for (const format of ['jpeg', 'webp', 'avif'] as const) {
    const likeness = await ssim(pixels, await made(format, 30))
    assert.ok(likeness < floors[format], `${format}: ${likeness}`)
  }
})

test('an AVIF is smaller than the WebP and the JPEG that it stands for', async () => {
  for (const quality of [70, 90, 96]) {
    const [jpeg, webp, avif] = await Promise.all([
      made('jpeg', quality),
      made('webp', quality),
      made('avif', quality),
    ])
    const sizes = `${quality}: ${jpeg.length}, ${webp.length}, ${avif.length}`
    assert.ok(avif.length < webp.length && avif.length < jpeg.length, sizes)
  }
})

/** Huffman table of luminance DC coefficients: how many codes of each length. ITU-T T.81, K.3. */
const standardTable = Buffer.from([0, 0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0])

test('what the table says reaches the encoder', async () => {
  const bytes = await made('jpeg')
  assert.equal(bytes.includes(standardTable), !encoders.jpeg.card.optimiseCoding)
  const jpeg = await sharp(bytes).metadata()
  assert.equal(jpeg.isProgressive, encoders.jpeg.card.progressive)
  assert.equal(jpeg.chromaSubsampling, encoders.jpeg.card.chromaSubsampling)
  const avif = await sharp(await made('avif')).metadata()
  assert.equal(avif.compression, 'av1')
  assert.equal(avif.chromaSubsampling ?? encoders.avif.card.chromaSubsampling, '4:2:0')
  assert.equal(avif.bitsPerSample, 8)
  const png = await sharp(await made('png')).metadata()
  assert.equal(png.isPalette, encoders.png.card.palette)
  assert.equal(png.bitsPerSample, 8)
})

test('what was made is what sharp makes of those settings', async () => {
  for (const format of formats) {
    const { plan, bytes } = await studio.answer(poster, { format, size: { width: 300 } })
    const expected = await sharp(pixels).toFormat(format, encoderSettings(plan, false)).toBuffer()
    assert.ok(bytes.equals(expected), format)
  }
})

test('a cut-out has settings of its own, unless it is put on a ground', async () => {
  const cut = await studio.put('disc.png', disc(400).png())
  for (const [background, transparent] of [
    [undefined, true],
    ['#ffffff', false],
  ] as const)
    for (const format of ['png', 'avif'] as const) {
      const size = { width: 200 }
      const asked = { size, format, quality: 90, ...(background ? { background } : {}) }
      const { plan, bytes } = await studio.answer(cut, asked)
      const resized = disc(400).png().toBuffer()
      const image = sharp(await resized).resize({ width: 200, height: 200, fit: 'fill' })
      const shown = background === undefined ? image : image.flatten({ background })
      const expected = await shown.toFormat(format, encoderSettings(plan, transparent)).toBuffer()
      assert.ok(bytes.equals(expected), `${format} on ${background}`)
    }
  assert.notDeepEqual(encoders.avif.transparent, encoders.avif.card)
  assert.notDeepEqual(encoders.png.transparent, encoders.png.card)
})

test('what is wholly transparent stays so in an AVIF, whatever the quality', async () => {
  const cut = await studio.put('ring.png', disc(300).png())
  for (const quality of [50, 75, 90, 96]) {
    const { bytes } = await studio.answer(cut, { format: 'avif', quality, size: { width: 120 } })
    assert.equal((await pixelAt(bytes, 1, 1))[3], 0, String(quality))
  }
})
