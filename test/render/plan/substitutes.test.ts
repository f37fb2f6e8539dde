import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseAccept } from '../../../src/render/plan/accept.ts'
import type { OutputFormat } from '../../../src/render/plan/formats.ts'
import type { DerivePlan } from '../../../src/render/plan/plan.ts'
import { rankSubstitutes, type Substitute } from '../../../src/render/plan/substitutes.ts'

const plan = (width: number, more: Partial<DerivePlan> = {}): DerivePlan => ({
  kind: 'derive',
  width,
  height: 1.5 * width,
  format: 'webp',
  quality: 90,
  animated: false,
  ...more,
})
const made = (width: number, more: Partial<DerivePlan> = {}): Substitute => {
  const { height, format } = plan(width, more)
  return { width, height: more.height ?? height, format, plan: plan(width, more) }
}
const whole = (width: number, format: OutputFormat): Substitute => ({
  width,
  height: 1.5 * width,
  format,
})

const webp = { accepted: parseAccept('image/webp') }
const widths = (asked: DerivePlan, candidates: readonly Substitute[], request = webp) =>
  rankSubstitutes(asked, request, candidates).map(({ width }) => width)

test('point 14: the next larger first, then the largest that is smaller', () => {
  const sizes = fc.uniqueArray(fc.integer({ min: 2, max: 2000 }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(sizes, fc.integer({ min: 2, max: 2000 }), (all, asked) => {
      const ranked = widths(
        plan(asked),
        all.map((width) => made(width)),
      )
      const larger = all.filter((width) => width >= asked).sort((a, b) => a - b)
      const smaller = all.filter((width) => width < asked).sort((a, b) => b - a)
      assert.deepEqual(ranked, [...larger, ...smaller])
    }),
  )
})

test('point 14: only what the client reads, and of the format that it asked for first', () => {
  const all = [made(300, { format: 'avif' }), made(300), whole(300, 'jpeg')]
  const formats = (request: Parameters<typeof rankSubstitutes>[1], asked = plan(200)) =>
    rankSubstitutes(asked, request, all).map(({ format }) => format)
  assert.deepEqual(formats(webp), ['webp', 'jpeg'])
  assert.deepEqual(formats({ accepted: parseAccept(undefined) }), ['jpeg'])
  assert.deepEqual(formats({ accepted: parseAccept('image/avif,image/webp') }), [
    'webp',
    'avif',
    'jpeg',
  ])
  const asked = plan(200, { format: 'jpeg' })
  assert.deepEqual(formats({ format: 'jpeg', accepted: parseAccept('image/webp') }, asked), [
    'jpeg',
    'webp',
  ])
})

test('point 14: nothing is on it that was not asked for; what is missing comes last', () => {
  const blurred = made(250, { effects: { blur: 5 } })
  const squeezed = made(260, { height: 100 })
  const cropped = made(270, { crop: { left: 0, top: 0, width: 5, height: 5 } })
  const all = [blurred, squeezed, cropped, made(400), whole(500, 'jpeg')]
  assert.deepEqual(widths(plan(200), all), [400, 500, 260])
  assert.deepEqual(widths(plan(200, { effects: { blur: 5 } }), all), [250, 400, 500, 260])
  assert.deepEqual(widths(plan(200, { asStored: true }), all), [])
})
