import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import { planEffects } from '../../../src/render/plan/effects.ts'
import { animation, disc, isClose, pixelAt } from '../../support/pictures.ts'
import { assertPixels, flat, seen, Studio } from '../../support/rendered.ts'

let studio: Studio
before(async () => {
  studio = await Studio.open()
})
after(() => studio[Symbol.asyncDispose]())

test('the foreground darkens exactly', async () => {
  for (const [foreground, expected] of [
    [0.4, 80],
    [0.5, 100],
    [0.75, 150],
    [0, 0],
  ] as const) {
    const bytes = await studio.drawn(50, 40, { foreground })
    for (const [x, y] of [
      [0, 0],
      [49, 39],
      [25, 20],
    ] as const) {
      const [red, green, blueness, alpha] = await pixelAt(bytes, x, y)
      assert.ok(Math.abs(red! - expected) <= 1, `${foreground}: ${red}`)
      assert.deepEqual([green, blueness, alpha], [red, red, 255])
    }
  }
})

test('a blur makes a ramp of an edge, as wide as sigma says, and leaves the signs sharp', async () => {
  const edge = sharp(
    await flat(200, 100, '#000000')
      .composite([{ input: await flat(100, 100, '#ffffff').png().toBuffer(), left: 100, top: 0 }])
      .png()
      .toBuffer(),
  )
  const original = await studio.put('edge.png', edge.png())
  for (const blur of [2, 5, 12]) {
    const { bytes } = await studio.answer(original, { format: 'png', effects: { blur } })
    // A blurred step is the normal distribution: 15.9% one sigma before it, 84.1% one after.
    for (const [x, share] of [
      [100 - blur, 0.159],
      [100, 0.5],
      [100 + blur, 0.841],
      [100 - 4 * blur, 0],
      [100 + 4 * blur, 1],
    ] as const) {
      const [red] = await pixelAt(bytes, x, 50)
      // The step lies between two pixels.
      const slope = 0.5 / blur
      assert.ok(Math.abs(red! / 255 - share) < 0.03 + slope * 0.4, `${blur} at ${x}: ${red}`)
    }
  }
  const both = await studio.answer(original, {
    format: 'png',
    effects: { blur: 20, percentPlayed: 50 },
  })
  assert.ok(isClose(await pixelAt(both.bytes, 98, 95), seen.blue, 2))
  assert.ok(isClose(await pixelAt(both.bytes, 50, 91), seen.blue, 2))
})

test('a blur does not darken the edges of a picture, nor of what is transparent', async () => {
  await assertPixels(await studio.drawn(60, 40, { blur: 10 }), [
    [0, 0, seen.grey, 'corner'],
    [59, 20, seen.grey, 'edge'],
  ])
  const logo = await studio.put('disc.png', disc(100).png())
  const { bytes } = await studio.answer(logo, { format: 'png', effects: { blur: 6 } })
  const [red, green, blueness, alpha] = await pixelAt(bytes, 50, 8)
  assert.ok(alpha! > 20 && alpha! < 235, `half transparent: ${alpha}`)
  assert.ok(red! > 240 && green! < 15 && blueness! < 15, `still red: ${red}`)
})

test('a transparent picture with effects is never on black as JPEG', async () => {
  const logo = await studio.put('logo.png', disc(100).png())
  for (const effects of [{ blur: 4 }, { percentPlayed: 50 }, { unplayedCount: 3 }]) {
    const onWhite = await studio.answer(logo, { format: 'jpeg', effects })
    assert.ok(isClose(await pixelAt(onWhite.bytes, 2, 2), seen.white))
    const onGreen = await studio.answer(logo, { format: 'jpeg', background: '#00ff00', effects })
    assert.ok(isClose(await pixelAt(onGreen.bytes, 2, 2), [0, 255, 0, 255]))
  }
  const veiled = await studio.answer(logo, { format: 'jpeg', effects: { foreground: 0.5 } })
  assert.ok(isClose(await pixelAt(veiled.bytes, 2, 2), [128, 128, 128, 255]))
})

test('what is opaque stays opaque, in every format and from every kind of pixel', async () => {
  const effects = { percentPlayed: 50, unplayedCount: 3 }
  const originals = {
    'grey.jpg': flat(80, 80).toColourspace('b-w').jpeg(),
    'deep.png': flat(80, 80).toColourspace('rgb16').png(),
    'cmyk.jpg': flat(80, 80).toColourspace('cmyk').jpeg({ quality: 95 }),
  }
  for (const [name, picture] of Object.entries(originals)) {
    const original = await studio.put(name, picture)
    for (const format of ['png', 'webp', 'avif', 'jpeg', 'gif'] as const) {
      const { bytes } = await studio.answer(original, { format, effects })
      const metadata = await sharp(bytes).metadata()
      assert.equal(metadata.hasAlpha && format !== 'gif', false, `${name} as ${format}`)
      assert.ok(isClose(await pixelAt(bytes, 10, 76), seen.blue, 16), `${name} as ${format}`)
    }
  }
})

test('an animation is a still when told so, or when something is drawn on it', async () => {
  const original = await studio.put('x.gif', await animation(80, 5, 'gif'))
  const size = { width: 60 }
  const moving = await studio.answer(original, { size })
  assert.equal((await sharp(moving.bytes).metadata()).pages, 5)
  for (const asked of [{ still: true }, { effects: { percentPlayed: 50 } }] as const) {
    const { bytes } = await studio.answer(original, { size, ...asked })
    assert.equal((await sharp(bytes).metadata()).pages ?? 1, 1)
    assert.ok(isClose(await pixelAt(bytes, 10, 10), [0, 0, 0, 255]), 'the first frame')
  }
})

test('effects are none where nothing would be seen', () => {
  const size = { width: 100, height: 100 }
  assert.equal(planEffects(undefined, size), undefined)
  assert.equal(planEffects({}, size), undefined)
  assert.equal(planEffects({ unplayedCount: 5 }, { width: 10, height: 10 }), undefined)
  assert.equal(planEffects({ percentPlayed: 5 }, { width: 1, height: 10 }), undefined)
})
