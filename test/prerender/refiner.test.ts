import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import { Refiner } from '../../src/prerender/refiner.ts'
import { planKey } from '../../src/render/plan/key.ts'
import { Fixture, jpeg } from '../support/derivatives.ts'
import { eventually } from '../support/keyart.ts'
import { noise } from '../support/pictures.ts'

test('makes what was asked for, once nobody waits', async () => {
  await using fixture = await Fixture.open()
  const image = await fixture.put('poster.jpg', noise(90, 135).jpeg())
  const plan = jpeg(30, 45)
  const key = planKey(image.tag, plan)
  let isBusy = true
  await using refiner = new Refiner({
    derivatives: fixture.derivatives,
    isBusy: () => isBusy,
    onFailure: (_, error) => {
      throw error
    },
  })
  for (let time = 0; time < 3; time++) refiner.refine(key, image, plan)
  await sleep(300)
  assert.equal(await fixture.derivatives.has(key), false)
  assert.equal(refiner.waiting, 1)
  isBusy = false
  await eventually(async () => assert.equal(await fixture.derivatives.has(key), true))
  await eventually(async () => assert.equal(refiner.waiting, 0))
})

test('holds a bounded number, and what cannot be made is tried once', async () => {
  await using fixture = await Fixture.open()
  const image = await fixture.put('poster.jpg', noise(90, 135).jpeg())
  const failures: string[] = []
  let isBusy = true
  await using refiner = new Refiner({
    derivatives: fixture.derivatives,
    isBusy: () => isBusy,
    onFailure: ({ original }) => failures.push(original.key),
  })
  // JPEG has no such sides.
  const wide = jpeg(70_000, 1)
  const ask = () => refiner.refine(planKey(image.tag, wide), image, wide)
  ask()
  for (let width = 2; width < 2000; width++)
    refiner.refine(planKey(image.tag, jpeg(width, 1)), image, jpeg(width, 1))
  assert.equal(refiner.waiting, 256)
  isBusy = false
  await eventually(async () => assert.equal(refiner.waiting, 0))
  assert.deepEqual(failures, ['poster.jpg'])
  ask()
  assert.equal(refiner.waiting, 0)
})

test('a stop does not wait for what waits', async () => {
  await using fixture = await Fixture.open()
  const image = await fixture.put('poster.jpg', noise(90, 135).jpeg())
  const refiner = new Refiner({
    derivatives: fixture.derivatives,
    isBusy: () => true,
    onFailure: () => assert.fail('Nothing failed'),
  })
  refiner.refine('a', image, jpeg(3, 4))
  await refiner[Symbol.asyncDispose]()
  refiner.refine('b', image, jpeg(3, 4))
  assert.equal(await fixture.derivatives.has(planKey(image.tag, jpeg(3, 4))), false)
})
