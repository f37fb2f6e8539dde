import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp, { type Sharp } from 'sharp'
import { isOneColour } from '../../../src/scan/extract/one-colour.ts'
import { noise, quarters } from '../../support/pictures.ts'
import { Studio } from '../../support/rendered.ts'

test('issue 15, point 11: what is of one colour, or nearly black, is told by its BlurHash', async () => {
  await using studio = await Studio.open()
  const flat = (background: string, width = 160, height = 90) =>
    sharp({ create: { width, height, channels: 3, background } }).jpeg({ quality: 92 })
  const told = async (picture: Sharp) => isOneColour((await studio.put('x', picture)).probe)
  for (const colour of ['#000000', '#ffffff', '#ff0000', '#0000ff', '#808080', '#102030'])
    for (const [width, height] of [
      [160, 90],
      [100, 100],
      [320, 130],
    ] as const)
      assert.equal(await told(flat(colour, width, height)), true, `${colour} ${width} x ${height}`)
  const dark = noise(160, 90).blur(4).linear(0.04, 0).jpeg()
  assert.equal(await told(dark), true)
  assert.equal(await told(quarters(160, 90).jpeg()), false)
  assert.equal(await told(noise(12, 8).resize(160, 90).jpeg()), false)
  const titles = flat('#000000').composite([
    {
      input: { create: { width: 80, height: 30, channels: 3, background: '#ffffff' } },
      left: 40,
      top: 30,
    },
  ])
  assert.equal(await told(titles), false)
})
