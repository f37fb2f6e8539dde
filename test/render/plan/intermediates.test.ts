import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sourceFormats } from '../../../src/library/image.ts'
import { outputFormats, type OutputFormat } from '../../../src/render/plan/formats.ts'
import type { DerivePlan, PlannedImage } from '../../../src/render/plan/plan.ts'
import {
  chooseIntermediates,
  isEnough,
  planIntermediates,
} from '../../../src/render/plan/intermediates.ts'
import { planSteps } from '../../../src/render/sharp/process/decode-steps.ts'
import { jpeg } from '../../support/derivatives.ts'

const image = (changes: Partial<PlannedImage> = {}): PlannedImage => ({
  width: 2000,
  height: 3000,
  format: 'jpeg',
  hasAlpha: false,
  frames: 1,
  servableAsIs: true,
  ...changes,
})

const sizes = (of: PlannedImage) =>
  planIntermediates(of).map(({ width, height, format }) => `${width}x${height} ${format}`)

test('intermediates pay for large originals, and sooner where decoding is dear', () => {
  const table: readonly [Partial<PlannedImage>, readonly string[]][] = [
    [{}, ['480x720 jpeg']],
    [{ width: 3840, height: 2160 }, ['720x405 jpeg']],
    [{ width: 1000, height: 1500 }, ['480x720 jpeg']],
    [{ width: 700, height: 1050 }, []],
    [{ format: 'png' }, ['480x720 jpeg', '1280x1920 jpeg']],
    [{ format: 'png', hasAlpha: true }, ['480x720 png', '1280x1920 png']],
    [{ format: 'png', width: 1000, height: 1500 }, ['480x720 jpeg']],
    [{ format: 'heic', width: 4000, height: 3000 }, ['720x540 jpeg', '1920x1440 jpeg']],
    [{ format: 'png', width: 800, height: 310, hasAlpha: true }, []],
    [{ format: 'webp', frames: 10 }, []],
    [{ format: 'gif' }, []],
    [{ format: 'svg' }, []],
  ]
  for (const [changes, expected] of table)
    assert.deepEqual(sizes(image(changes)), expected, JSON.stringify(changes))
})

const chosen = (plan: DerivePlan, of = image({ format: 'png' })) =>
  chooseIntermediates(of, plan).map(({ height }) => height)

test('the smallest intermediate that is large enough is taken', () => {
  assert.deepEqual(chosen(jpeg(300, 450)), [720, 1920])
  assert.deepEqual(chosen(jpeg(320, 480)), [720, 1920])
  assert.deepEqual(chosen(jpeg(321, 480)), [1920])
  // Stretched: each side counts.
  assert.deepEqual(chosen(jpeg(400, 100)), [1920])
  assert.deepEqual(chosen(jpeg(1000, 1500)), [])
  // AVIF has all of the colour.
  assert.deepEqual(chosen({ ...jpeg(240, 360), format: 'avif' }), [720, 1920])
  assert.deepEqual(chosen({ ...jpeg(250, 375), format: 'avif' }), [1920])
})

test('what an intermediate does not show right is never made from it', () => {
  const small = jpeg(100, 150)
  assert.deepEqual(chosen({ ...small, crop: { left: 0, top: 0, width: 10, height: 10 } }), [])
  assert.deepEqual(chosen({ ...small, asStored: true }), [])
  assert.deepEqual(chosen({ ...small, animated: true }), [])
  // Lossless from lossless alone.
  assert.deepEqual(chosen({ ...small, format: 'png' }), [])
  assert.deepEqual(
    chosen({ ...small, format: 'png' }, image({ format: 'png', hasAlpha: true })),
    [720, 1920],
  )
})

const planned: fc.Arbitrary<DerivePlan> = fc.record({
  kind: fc.constant('derive' as const),
  width: fc.integer({ min: 1, max: 4000 }),
  height: fc.integer({ min: 1, max: 4000 }),
  format: fc.constantFrom(...(Object.keys(outputFormats) as OutputFormat[])),
  animated: fc.boolean(),
})

test('intermediates keep the shape, and are much smaller than the original', () => {
  const side = fc.integer({ min: 1, max: 20_000 })
  fc.assert(
    fc.property(side, side, fc.constantFrom(...sourceFormats), (width, height, format) => {
      for (const intermediate of planIntermediates(image({ width, height, format }))) {
        assert.ok(intermediate.width * intermediate.height * 2 < width * height)
        assert.ok(Math.max(intermediate.width, intermediate.height) <= 1920)
        const scale = Math.max(intermediate.width / width, intermediate.height / height)
        assert.ok(
          width * scale - intermediate.width <= 1 && height * scale - intermediate.height <= 1,
        )
      }
    }),
  )
})

test('a ladder makes each plan once, from pixels that are there and large enough', () => {
  let held = 0
  fc.assert(
    fc.property(fc.array(planned, { maxLength: 12 }), (plans) => {
      const steps = planSteps(plans)
      assert.deepEqual(
        steps.map(({ plan }) => plan).toSorted((a, b) => a - b),
        [...plans.keys()],
      )
      for (const [place, { plan, from }] of steps.entries()) {
        if (from === undefined) continue
        assert.equal(plans[plan]!.animated, false)
        assert.ok(isEnough(plans[from]!, plans[plan]!))
        const earlier = steps.slice(0, place).find((step) => step.plan === from)
        assert.equal(earlier?.isHeld, true)
      }
      // Nothing is held in vain.
      for (const { plan, isHeld } of steps)
        if (isHeld === true) {
          assert.ok(steps.some(({ from }) => from === plan))
          held++
        }
    }),
  )
  assert.ok(held > 20, String(held))
})
