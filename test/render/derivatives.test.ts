import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { planKey } from '../../src/render/key.ts'
import { House, jpeg } from '../support/derivatives.ts'
import { noise } from '../support/pictures.ts'

test('what is prepared is kept, is there without a decode, and takes no memory', async () => {
  await using house = await House.open()
  const image = await house.put('poster.jpg', noise(900, 1350).jpeg())
  const plans = [jpeg(300, 450), jpeg(100, 150)]
  const keys = plans.map((plan) => planKey(image.tag, plan))
  const { derivatives } = house
  assert.deepEqual(await Promise.all(keys.map((key) => derivatives.has(key))), [false, false])
  const asking = { renderClass: 'prerender' } as const
  assert.equal(await derivatives.prepare(image, plans.slice(1), asking), 1)
  assert.equal(await derivatives.prepare(image, plans, asking), 1)
  assert.equal(await derivatives.prepare(image, plans, asking), 0)
  assert.deepEqual(await Promise.all(keys.map((key) => derivatives.has(key))), [true, true])
  for (const [index, key] of keys.entries()) {
    const { bytes, origin } = await derivatives.open(key, image, plans[index]!)
    assert.equal(origin, 'storage')
    assert.equal((await sharp(bytes).metadata()).width, plans[index]!.width)
  }
})
