import assert from 'node:assert/strict'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import sharp from 'sharp'
import type { ImageRecord } from '../../../src/library/image.ts'
import { planKey, intermediateKey } from '../../../src/render/plan/key.ts'
import type { DerivePlan } from '../../../src/render/plan/plan.ts'
import { planIntermediates } from '../../../src/render/plan/intermediates.ts'
import { Fixture, jpeg } from '../../support/derivatives.ts'
import { noise, quarters } from '../../support/pictures.ts'

test('what is prepared is kept, is there without a decode, and takes no memory', async () => {
  await using fixture = await Fixture.open()
  const image = await fixture.put('poster.jpg', noise(900, 1350).jpeg())
  const plans = [jpeg(300, 450), jpeg(100, 150)]
  const keys = plans.map((plan) => planKey(image.tag, plan))
  const { derivatives } = fixture
  assert.deepEqual(await Promise.all(keys.map((key) => derivatives.has(key))), [false, false])
  const asking = { priority: 'prerender' } as const
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

test('whoever has it made hears how long that took, and nobody else does', async () => {
  await using fixture = await Fixture.open()
  const image = await fixture.put('poster.jpg', noise(900, 1350).jpeg())
  const opened = await Promise.all([
    open(fixture, image, jpeg(300, 450)),
    open(fixture, image, jpeg(300, 450)),
  ])
  const { timing } = opened.find(({ origin }) => origin === 'rendered')!
  assert.ok(timing !== undefined && timing.waited >= 0 && timing.worked > 0)
  const [joined] = opened.filter(({ origin }) => origin === 'collapsed')
  assert.ok(joined !== undefined && joined.timing === undefined)
  assert.equal((await open(fixture, image, jpeg(300, 450))).timing, undefined)
})

const large = () => quarters(2400, 2000).jpeg()

/** Removes the original: what is made afterwards is not made from it. */
async function hide(fixture: Fixture, image: ImageRecord): Promise<() => Promise<void>> {
  const path = join(fixture.root, image.original.key)
  await rename(path, `${path}.away`)
  return async () => await rename(`${path}.away`, path)
}

const open = async (fixture: Fixture, image: ImageRecord, plan: DerivePlan) =>
  await fixture.derivatives.open(planKey(image.tag, plan), image, plan)

test('without intermediates all is made from the original', async () => {
  await using fixture = await Fixture.open({ useIntermediates: false })
  const image = await fixture.put('large.jpg', large())
  await fixture.derivatives.prepare(image, [jpeg(240, 200)], { priority: 'prerender' })
  await open(fixture, image, jpeg(120, 100))
  await fixture.derivatives.settled()
  for (const intermediate of planIntermediates(image))
    assert.equal(await fixture.storage.has(intermediateKey(image.tag, intermediate)), false)
})

test('after a first cold derivative the next is made without the original', async () => {
  await using fixture = await Fixture.open()
  const image = await fixture.put('large.jpg', large())
  assert.equal((await open(fixture, image, jpeg(240, 200))).origin, 'rendered')
  const intermediate = intermediateKey(image.tag, planIntermediates(image)[0]!)
  while (!(await fixture.storage.has(intermediate)))
    await new Promise((resolve) => setTimeout(resolve, 10))
  await hide(fixture, image)
  const { bytes, origin } = await open(fixture, image, jpeg(120, 100))
  assert.equal(origin, 'rendered')
  assert.equal((await sharp(bytes).metadata()).width, 120)
  // Larger than it can show, cropped, or lossless: only the original will do.
  const others = [
    jpeg(1200, 1000),
    { ...jpeg(60, 50), crop: { left: 0, top: 0, width: 600, height: 500 } },
    { ...jpeg(60, 50), format: 'png' as const },
  ]
  for (const plan of others)
    await assert.rejects(open(fixture, image, plan), { code: 'SOURCE_CHANGED' })
})

test('a intermediate that is damaged or gone is passed over', async () => {
  await using fixture = await Fixture.open()
  const image = await fixture.put('large.jpg', large())
  const intermediate = intermediateKey(image.tag, planIntermediates(image)[0]!)
  const file = fixture.storage.fileOf(intermediate)!
  const damages = [
    async () => await writeFile(file, ''),
    async () => await writeFile(file, 'no picture'),
    async () => {
      const whole = (await fixture.storage.read(intermediate))!
      await writeFile(file, whole.subarray(0, whole.length / 2))
    },
    async () => await rename(file, `${file}.away`),
  ]
  for (const [index, damage] of damages.entries()) {
    await fixture.derivatives.prepare(image, [], { priority: 'prerender' })
    await damage()
    const plan = jpeg(120 + index, 100)
    assert.equal(
      (await sharp((await open(fixture, image, plan)).bytes).metadata()).width,
      plan.width,
    )
    await fixture.derivatives.settled()
  }
})

/** Keeps the renderer's only slot busy from now on; resolves when the work is done. */
async function occupy(fixture: Fixture, image: ImageRecord): Promise<void> {
  const path = join(fixture.root, image.original.key)
  const plan: DerivePlan = { ...jpeg(1500, 1000), format: 'avif' }
  await fixture.renderer.render({ path }, plan, { tag: image.tag, priority: 'interactive' })
}

test('work that nobody waits for any longer is dropped; for one who stays it is done', async () => {
  await using fixture = await Fixture.open({ slots: 1 })
  const image = await fixture.put('small.jpg', noise(600, 400).jpeg())
  const busy = occupy(fixture, image)
  const leaving = new AbortController()
  const ask = (plan: DerivePlan, signal?: AbortSignal) =>
    fixture.derivatives.open(planKey(image.tag, plan), image, plan, signal && { signal })
  const [left, stayed] = [jpeg(30, 20), jpeg(60, 40)]
  const asked = Promise.allSettled([
    ask(left, leaving.signal),
    ask(left, leaving.signal),
    ask(stayed, leaving.signal),
    ask(stayed),
  ])
  await fixture.waiting()
  leaving.abort()
  const outcomes = (await asked).map(({ status }) => status)
  assert.deepEqual(outcomes, ['rejected', 'rejected', 'rejected', 'fulfilled'])
  await busy
  await fixture.derivatives.settled()
  assert.equal(await fixture.derivatives.has(planKey(image.tag, left)), false)
  assert.equal(await fixture.derivatives.has(planKey(image.tag, stayed)), true)
  // Asked for again it is made.
  assert.equal((await ask(left)).origin, 'rendered')
})

test('work that has begun is done and kept, though all have left', async () => {
  await using fixture = await Fixture.open({ slots: 1 })
  const image = await fixture.put('small.jpg', noise(600, 400).jpeg())
  const plan: DerivePlan = { ...jpeg(1500, 1000), format: 'avif' }
  const key = planKey(image.tag, plan)
  const leaving = new AbortController()
  const asked = fixture.derivatives.open(key, image, plan, { signal: leaving.signal })
  const settled = Promise.allSettled([asked])
  await fixture.waiting()
  leaving.abort(new Error('left'))
  assert.equal((await settled)[0].status, 'rejected')
  await fixture.derivatives.settled()
  assert.equal(await fixture.derivatives.has(key), true)
})

test('a person lifts what waits in a lower class, and takes it out of what is prepared', async () => {
  await using fixture = await Fixture.open({ slots: 1 })
  const image = await fixture.put('small.jpg', noise(600, 400).jpeg())
  const busy = occupy(fixture, image)
  const [first, low, shared] = [jpeg(30, 20), jpeg(60, 40), jpeg(90, 60)]
  const order: string[] = []
  const ask = async (name: string, plan: DerivePlan, priority: 'interactive' | 'refine') => {
    const key = planKey(image.tag, plan)
    await fixture.derivatives.open(key, image, plan, { priority })
    order.push(name)
  }
  const prepared = fixture.derivatives
    .prepare(image, [shared, jpeg(45, 30)], { priority: 'prerender' })
    .then((made) => {
      order.push('prepared')
      return made
    })
  const waiting = [ask('first', first, 'refine'), ask('low', low, 'refine')]
  await fixture.waiting()
  waiting.push(ask('lifted', low, 'interactive'), ask('shared', shared, 'interactive'))
  await Promise.all([busy, ...waiting])
  // The other one of the group, made for nobody.
  assert.equal(await prepared, 1)
  assert.deepEqual(order.slice(0, 3).toSorted(), ['lifted', 'low', 'shared'])
})
