import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import { disc, isClose, pixelAt, quarters } from '../../../support/pictures.ts'
import { flat, Studio } from '../../../support/rendered.ts'

/* Which part of an original is meant, and which way up. */

let studio: Studio
before(async () => {
  studio = await Studio.open()
})
after(() => studio[Symbol.asyncDispose]())

test('a margin is cut off, the way up that is meant, and sizes are those of what is left', async () => {
  // Upright: 90 x 60 with the four fields at 20, 10, of 40 x 30.
  const fields = await quarters(40, 30).png().toBuffer()
  const upright = await flat(90, 60, '#ffffff')
    .composite([{ input: fields, left: 20, top: 10 }])
    .png()
    .toBuffer()
  const { bytes, plan } = await studio.answer(await studio.put('plain.png', upright), {
    format: 'png',
    crop: true,
  })
  // The lower right field is seen.white, but its rows and columns are not.
  assert.deepEqual(plan.crop, { left: 20, top: 10, width: 40, height: 30 })
  assert.deepEqual(await pixelAt(bytes, 0, 0), [255, 0, 0, 255])
  assert.deepEqual(await pixelAt(bytes, 39, 0), [0, 255, 0, 255])
  assert.deepEqual(await pixelAt(bytes, 0, 29), [0, 0, 255, 255])

  const half = await studio.answer(await studio.put('plain.png', upright), {
    format: 'png',
    crop: true,
    size: { maxWidth: 20 },
  })
  assert.deepEqual([half.plan.width, half.plan.height], [20, 15])

  // Stored turned by 90 degrees, with the note to turn it back.
  const turned = sharp(await sharp(upright).rotate(270).png().toBuffer())
    .withMetadata({ orientation: 6 })
    .png()
  const original = await studio.put('turned.png', turned)
  assert.equal(original.probe.servableAsIs, false)
  const again = await studio.answer(original, { format: 'png', crop: true })
  assert.deepEqual(again.plan.crop, { left: 20, top: 10, width: 40, height: 30 })
  assert.deepEqual(await pixelAt(again.bytes, 0, 0), [255, 0, 0, 255])
  assert.deepEqual(await pixelAt(again.bytes, 39, 0), [0, 255, 0, 255])
  const lying = await studio.answer(original, { format: 'png', crop: true, asStored: true })
  assert.deepEqual(lying.plan.crop, { left: 10, top: 30, width: 30, height: 40 })
  assert.deepEqual([lying.plan.width, lying.plan.height], [30, 40])
  assert.deepEqual(await pixelAt(lying.bytes, 0, 39), [255, 0, 0, 255])
  assert.deepEqual(await pixelAt(lying.bytes, 0, 0), [0, 255, 0, 255])
})

test('a logo loses its transparent margin, a blank picture nothing', async () => {
  const logo = await studio.put('logo.png', disc(100).png())
  const { plan } = await studio.answer(logo, { format: 'webp', crop: true })
  assert.deepEqual(plan.crop, { left: 10, top: 10, width: 80, height: 80 })
  const blank = await studio.answer(await studio.put('blank.png', flat(30, 20, '#ffffff').png()), {
    format: 'webp',
    crop: true,
  })
  assert.deepEqual([blank.plan.crop, blank.plan.width, blank.plan.height], [undefined, 30, 20])
})

test('a margin of an SVG is cut off at the size it is drawn in', async () => {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><rect x="20" y="10" width="40" height="20" fill="#00f"/></svg>',
  )
  const { plan, bytes } = await studio.answer(await studio.put('x.svg', svg), {
    format: 'png',
    crop: true,
    size: { width: 400 },
  })
  assert.deepEqual([plan.width, plan.height], [400, 200])
  for (const [x, y] of [
    [1, 1],
    [398, 1],
    [398, 198],
  ] as const)
    assert.deepEqual(await pixelAt(bytes, x, y), [0, 0, 255, 255])
})

test('as stored, whatever EXIF says, with the sizes as stored', async () => {
  for (const orientation of [2, 3, 4, 5, 6, 7, 8]) {
    const picture = quarters(60, 40).withMetadata({ orientation }).png()
    const original = await studio.put('turned.png', picture)
    const { plan, bytes } = await studio.answer(original, {
      format: 'png',
      asStored: true,
      size: { width: 30 },
    })
    assert.deepEqual([plan.width, plan.height], [30, 20], String(orientation))
    assert.ok(isClose(await pixelAt(bytes, 3, 3), [255, 0, 0]), `${orientation}: red`)
    assert.ok(isClose(await pixelAt(bytes, 26, 3), [0, 255, 0]), `${orientation}: green`)
    assert.ok(isClose(await pixelAt(bytes, 3, 16), [0, 0, 255]), `${orientation}: blue`)
    assert.equal((await sharp(bytes).metadata()).orientation, undefined)
  }
})
