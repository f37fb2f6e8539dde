import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Value } from 'typebox/value'
import { settingsSchema } from '../../../src/config/schema.ts'
import { isKeyartError } from '../../../src/errors.ts'
import type { Client, TrustLevel } from '../../../src/render/budget/client.ts'
import { renderSeconds } from '../../../src/render/plan/cost.ts'
import { planKey } from '../../../src/render/plan/key.ts'
import type { DerivePlan } from '../../../src/render/plan/plan.ts'
import { RenderBudget, userShare } from '../../../src/render/budget/render-budget.ts'
import { Fixture } from '../../support/derivatives.ts'
import { noise } from '../../support/pictures.ts'

const client = (key: string): Client => ({ key, trustLevel: 'stranger' })

/** A client by its key; `undefined` stands for the server itself. */
const from = (key: string | undefined, trustLevel: TrustLevel = 'stranger'): Client | undefined =>
  key === undefined ? undefined : { key, trustLevel }

function clocked(renderSecondsPerMinute: number, derivativesPerHour: number) {
  const clock = { now: 1_000_000 }
  const now = () => clock.now
  const budget = new RenderBudget({ renderSecondsPerMinute, derivativesPerHour, now })
  /** Seconds to wait; 0 when it was let through. */
  const wait = (
    keys: readonly (string | undefined)[],
    tag = 'a',
    seconds = 1,
    trustLevel: TrustLevel = 'stranger',
  ) => {
    try {
      budget.charge(
        keys.map((key) => from(key, trustLevel)),
        { tag, seconds },
      )
      return 0
    } catch (error) {
      assert.ok(isKeyartError(error, 'RENDER_BUDGET'))
      return error.retryAfter
    }
  }
  return { budget, clock, wait }
}

test('an address pays by what its images cost, in a minute', () => {
  const { clock, wait } = clocked(10, 0)
  for (let n = 0; n < 10; n++) assert.equal(wait(['x'], `${n}`), 0)
  assert.equal(wait(['x'], 'other'), 6)
  assert.equal(wait(['y'], 'other'), 0)
  clock.now += 6_000
  assert.equal(wait(['x']), 0)
})

test('point 14: of an original, so many are made in an hour for each client, whatever others ask', () => {
  const { clock, wait } = clocked(0, 4)
  for (let n = 0; n < 4; n++) assert.equal(wait(['a']), 0)
  assert.equal(wait(['a']), 900)
  assert.equal(wait(['a'], 'another original'), 0)
  for (let n = 0; n < 4; n++) assert.equal(wait(['b']), 0)
  assert.equal(wait(['b']), 900)
  clock.now += 900_000
  assert.equal(wait(['a']), 0)
})

test('a user has a larger budget than a network, and an admin none', () => {
  const { wait } = clocked(10, 3)
  let sizes = 0
  while (wait(['u'], 'a', 0, 'user') === 0) sizes++
  assert.equal(sizes, 3 * userShare)
  let seconds = 0
  while (wait(['v'], `${seconds}`, 1, 'user') === 0) seconds++
  assert.equal(seconds, 10 * userShare)
  for (let n = 0; n < 100; n++) assert.equal(wait(['w'], 'a', 100, 'admin'), 0)
})

test('with 0 and 0 nobody is refused anything', () => {
  const { wait } = clocked(0, 0)
  for (let n = 0; n < 1000; n++) assert.equal(wait(['x'], 'a', 100), 0)
})

test('who is known pays nothing, and neither does who waits with them', () => {
  const { wait } = clocked(1, 1)
  for (let n = 0; n < 10; n++) assert.equal(wait(['x', undefined], `${n}`), 0)
  assert.equal(wait(['x']), 0)
  assert.notEqual(wait(['x']), 0)
  assert.equal(wait(['x', undefined]), 0)
})

test('of several one pays: the first who can', () => {
  const { wait } = clocked(2, 0)
  assert.equal(wait(['x'], 'a', 2), 0)
  assert.equal(wait(['x', 'y'], 'a', 2), 0)
  assert.equal(wait(['z', 'y'], 'a', 2), 0)
  assert.equal(wait(['x', 'y', 'z']), 30)
})

test('what was not begun is given back', () => {
  const { budget, wait } = clocked(1, 1)
  const charge = budget.charge([from('x')], { tag: 'a', seconds: 1 })
  assert.notEqual(wait(['x']), 0)
  charge.refund()
  assert.equal(wait(['x']), 0)
})

test('what was used is charged, in place of what was estimated; debts are bounded', () => {
  const { budget, clock, wait } = clocked(10, 0)
  budget.charge([from('x')], { tag: 'a', seconds: 8 }).settle(1)
  assert.equal(wait(['x'], 'a', 9), 0)
  clock.now += 3_600_000
  const charge = budget.charge([from('x')], { tag: 'a', seconds: 1 })
  charge.settle(12)
  charge.add(3)
  assert.equal(wait(['x'], 'a', 1), 36)
  charge.add(100_000)
  assert.equal(wait(['x'], 'a', 10), 660)
})

test('a household with four devices may scroll over 100 posters and backdrops that nobody saw', () => {
  const { limits } = Value.Create(settingsSchema)
  const budget = new RenderBudget({ ...limits, now: () => 0 })
  const facts = { format: 'jpeg', frames: 1, bytes: 500_000 } as const
  const poster = { ...facts, width: 1000, height: 1500 }
  const backdrop = { ...facts, width: 3840, height: 2160 }
  const webp = (width: number, height: number): DerivePlan => ({
    kind: 'derive',
    width,
    height,
    format: 'webp',
    quality: 90,
    animated: false,
  })
  for (let device = 0; device < 4; device++)
    for (let n = 0; n < 100; n++) {
      budget.charge([from('x')], { tag: `${n}`, seconds: renderSeconds(poster, [webp(300, 450)]) })
      budget.charge([from('x')], {
        tag: `b${n}`,
        seconds: renderSeconds(backdrop, [webp(1280, 720)]),
      })
    }
})

const jpeg = (width: number): DerivePlan => ({
  kind: 'derive',
  width,
  height: width,
  format: 'jpeg',
  quality: 80,
  animated: false,
})

/** Derivatives of one picture, on a renderer of one slot. */
async function place(derivativesPerHour: number) {
  const budget = new RenderBudget({ renderSecondsPerMinute: 0, derivativesPerHour })
  const fixture = await Fixture.open({ slots: 1, budget })
  const image = await fixture.put('small.jpg', noise(600, 400).jpeg())
  const open = (width: number, who: { client?: Client; signal?: AbortSignal } = {}) =>
    fixture.derivatives.open(planKey(image.tag, jpeg(width)), image, jpeg(width), who)
  return { fixture, open, [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose]() }
}

const refused = (error: unknown) => isKeyartError(error, 'RENDER_BUDGET')

test('who joins what is being made, or asks for what is there, pays nothing', async () => {
  await using there = await place(1)
  const asked = Array.from({ length: 20 }, (_, n) => there.open(50, { client: client(`${n}`) }))
  const origins = (await Promise.all(asked)).map(({ origin }) => origin)
  assert.equal(origins.filter((origin) => origin === 'rendered').length, 1)
  for (let n = 0; n < 3; n++) await there.open(50, { client: client('19') })
  await there.open(51, { client: client('19') })
  await assert.rejects(there.open(52, { client: client('19') }), refused)
})

test('the refusal of one is not that of another who waits for the same', async () => {
  await using there = await place(1)
  await there.open(50, { client: client('x') })
  const [poor, known] = await Promise.allSettled([
    there.open(51, { client: client('x') }),
    there.open(51),
  ])
  assert.equal(known.status, 'fulfilled')
  assert.equal(poor.status, 'fulfilled')
  await assert.rejects(there.open(52, { client: client('x') }), refused)
})

test('what is dropped while it waits in the queue costs nothing', async () => {
  await using there = await place(1)
  const busy = there.open(4000)
  await there.fixture.waiting()
  const leaving = new AbortController()
  const left = there.open(50, { client: client('x'), signal: leaving.signal })
  await there.fixture.waiting()
  leaving.abort(new Error('left'))
  await assert.rejects(left, /left/)
  await busy
  await there.open(51, { client: client('x') })
  await assert.rejects(there.open(52, { client: client('x') }), refused)
})
