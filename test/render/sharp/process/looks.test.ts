import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import type { EffectsQuery } from '../../../../src/render/plan/effects.ts'
import type { RenderRequest } from '../../../../src/render/plan/plan.ts'
import { pictureDistance, storedPicture } from '../../../support/picture-distance.ts'
import { flat, Studio } from '../../../support/rendered.ts'

/* Pictures that were looked at and kept; what is made now must look the same. */

let studio: Studio
before(async () => {
  studio = await Studio.open()
})
after(() => studio[Symbol.asyncDispose]())

const signs: Readonly<Record<string, EffectsQuery>> = {
  ...Object.fromEntries(
    [10, 23, 45, 67, 89, 345, 9999].map((count) => [`count-${count}`, { unplayedCount: count }]),
  ),
  played: { playedIndicator: true },
  'played-and-half': { playedIndicator: true, percentPlayed: 50 },
}

/** What another version of an encoder or of a rasteriser may make of the same picture. */
const [farthestMean, farthest] = [1, 12]

async function assertLooks(name: string, made: Buffer) {
  const { mean, worst } = await pictureDistance(made, await storedPicture(name, made))
  assert.ok(mean < farthestMean && worst < farthest, `mean ${mean}, worst ${worst}`)
}

for (const [name, effects] of Object.entries(signs))
  test(`looks as it was approved: ${name}`, async () => {
    // The circle, and the bar at the lower edge.
    await assertLooks(name, await studio.drawn(64, 80, effects))
  })

/** Hills under a moon, with a white margin; the sky is transparent. */
const scene = (sky: string) => `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="72">
  <rect width="96" height="72" fill="${sky}"/>
  <rect x="12" y="6" width="72" height="54" fill="${sky === '#ffffff' ? '#9cc4e8' : 'none'}"/>
  <circle cx="66" cy="22" r="9" fill="#f4d35e"/>
  <path d="M12 60V44L30 28L46 44L58 34L84 54V60Z" fill="#2a6f4e"/></svg>`

const requests: Readonly<Record<string, readonly [sky: string, Partial<RenderRequest>]>> = {
  blurred: ['#ffffff', { effects: { blur: 3 } }],
  darkened: ['#ffffff', { effects: { foreground: 0.4 } }],
  cropped: ['#ffffff', { crop: true }],
  'cropped-transparent': ['none', { crop: true }],
  'on-background': ['none', { background: '#663399' }],
  everything: [
    'none',
    {
      crop: true,
      background: '#663399',
      size: { width: 128 },
      effects: { blur: 2, foreground: 0.7, percentPlayed: 30, playedIndicator: true },
    },
  ],
}

for (const [name, [sky, asked]] of Object.entries(requests))
  test(`looks as it was approved: ${name}`, async () => {
    const drawn = await sharp(Buffer.from(scene(sky)))
      .png()
      .toBuffer()
    const { bytes } = await studio.answer(await studio.put('scene.png', drawn), {
      format: 'png',
      ...asked,
    })
    await assertLooks(name, bytes)
  })

test('another sign, another strength and another place look different', async () => {
  const base = await studio.drawn(64, 80, { unplayedCount: 45 })
  for (const other of [{ unplayedCount: 46 }, { unplayedCount: 45, foreground: 0.8 }, {}]) {
    const made =
      Object.keys(other).length === 0
        ? await flat(64, 80).png().toBuffer()
        : await studio.drawn(64, 80, other)
    const { worst } = await pictureDistance(base, made)
    assert.ok(worst > farthest, `${JSON.stringify(other)}: ${worst}`)
  }
  assert.deepEqual(await pictureDistance(base, base), { mean: 0, worst: 0 })
})
