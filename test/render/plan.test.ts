import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isKeyartError } from '../../src/errors.ts'
import { parseAccept } from '../../src/render/accept.ts'
import { planKey } from '../../src/render/key.ts'
import {
  isNegotiated,
  type PlannedImage,
  planRender,
  type RenderPlan,
  type RenderRequest,
} from '../../src/render/plan.ts'

const limits = { maxOutputPixels: 16_800_000 }

const image = (changes: Partial<PlannedImage> = {}): PlannedImage => ({
  width: 1000,
  height: 1500,
  format: 'jpeg',
  hasAlpha: false,
  frames: 1,
  plain: true,
  ...changes,
})

const browser = parseAccept('image/avif,image/webp,image/apng,*/*;q=0.8')
const old = parseAccept('image/png,image/*;q=0.8,*/*;q=0.5')
const strict = parseAccept('image/jpeg')

const request = (changes: Partial<RenderRequest> = {}): RenderRequest => ({
  size: {},
  quality: 90,
  accepted: old,
  ...changes,
})

const brief = (plan: RenderPlan) =>
  plan.kind === 'original'
    ? 'original'
    : [
        plan.format,
        `${plan.width}x${plan.height}`,
        plan.quality === undefined ? '' : `q${plan.quality}`,
        plan.animated ? 'animated' : '',
        plan.background ?? '',
      ]
        .filter((part) => part !== '')
        .join(' ')

const png = image({ format: 'png', hasAlpha: true })
const gif = image({ format: 'gif', hasAlpha: true, frames: 12 })
const turned = image({ plain: false })

const table: readonly [name: string, PlannedImage, Partial<RenderRequest>, expected: string][] = [
  ['nothing asked', image(), {}, 'original'],
  ['nothing asked by a browser', image(), { accepted: browser }, 'original'],
  ['bounds that it keeps', image(), { size: { maxWidth: 1000, fillHeight: 1500 } }, 'original'],
  ['a box it does not fill', image(), { size: { fillWidth: 4000 } }, 'original'],
  ['its own format', image(), { format: 'jpeg' }, 'original'],
  ['another format', image(), { format: 'png' }, 'png 1000x1500'],
  ['a lower quality', image(), { quality: 89 }, 'jpeg 1000x1500 q89'],
  ['a higher quality', image(), { quality: 100 }, 'original'],
  ['a PNG has no quality', png, { quality: 10 }, 'original'],
  ['an upright picture is needed', turned, {}, 'jpeg 1000x1500 q90'],
  [
    'smaller, WebP listed',
    image(),
    { size: { width: 500 }, accepted: browser },
    'webp 500x750 q90',
  ],
  ['smaller, WebP not listed', image(), { size: { width: 500 } }, 'jpeg 500x750 q90'],
  [
    'transparent, WebP listed',
    png,
    { size: { width: 500 }, accepted: browser },
    'webp 500x750 q90',
  ],
  ['transparent, WebP not listed', png, { size: { width: 500 } }, 'png 500x750'],
  ['transparent as JPEG', png, { format: 'jpeg' }, 'jpeg 1000x1500 q90 #ffffff'],
  [
    'transparent as JPEG on red',
    png,
    { format: 'jpeg', background: '#ff0000' },
    'jpeg 1000x1500 q90 #ff0000',
  ],
  ['transparent on red', png, { background: '#ff0000' }, 'jpeg 1000x1500 q90 #ff0000'],
  ['opaque on red', image(), { background: '#ff0000' }, 'original'],
  ['an animation', gif, {}, 'original'],
  ['an animation, smaller', gif, { size: { width: 100 } }, 'gif 100x150 animated'],
  [
    'an animation, smaller, WebP listed',
    gif,
    { size: { width: 100 }, accepted: browser },
    'webp 100x150 q90 animated',
  ],
  ['an animation where GIF is not accepted', gif, { accepted: strict }, 'png 1000x1500'],
  ['an animation as PNG', gif, { format: 'png' }, 'png 1000x1500'],
  ['AVIF', image(), { format: 'avif', size: { width: 100 } }, 'avif 100x150 q90'],
  ['a WebP original, accepted', image({ format: 'webp' }), { accepted: browser }, 'original'],
  ['a WebP original, not accepted', image({ format: 'webp' }), {}, 'jpeg 1000x1500 q90'],
  ['an AVIF original, accepted', image({ format: 'avif' }), { accepted: browser }, 'original'],
  ['an SVG never goes out', image({ format: 'svg', hasAlpha: true }), {}, 'png 1000x1500'],
  ['a TIFF never goes out', image({ format: 'tiff' }), {}, 'jpeg 1000x1500 q90'],
  ['a HEIC never goes out', image({ format: 'heic' }), { accepted: browser }, 'webp 1000x1500 q90'],
  [
    'too long for WebP',
    image({ width: 20_000, height: 10, format: 'tiff' }),
    { accepted: browser },
    'jpeg 20000x10 q90',
  ],
  [
    'a huge photograph without sizes is brought below the limit',
    image({ width: 8000, height: 6000, plain: false }),
    {},
    'jpeg 4732x3549 q90',
  ],
  ['a huge photograph that fits goes out', image({ width: 8000, height: 6000 }), {}, 'original'],
]

for (const [name, planned, asked, expected] of table)
  test(`${name}: ${expected}`, () => {
    assert.equal(brief(planRender(planned, request(asked), limits)), expected)
  })

test('a size asked for above the limit is refused', () => {
  for (const size of [{ width: 23_100, height: 23_100 }, { width: 23_100 }, { height: 1e9 }])
    assert.throws(
      () => planRender(image(), request({ size }), limits),
      (error) => isKeyartError(error, 'OUTPUT_TOO_LARGE'),
    )
  const webp = request({ size: { width: 16_400, height: 10 }, format: 'webp' })
  assert.throws(
    () => planRender(image(), webp, limits),
    (error) => isKeyartError(error, 'OUTPUT_TOO_LARGE'),
  )
})

test('the answer varies by Accept exactly where another header gives another plan', () => {
  const headers = [browser, old, strict]
  for (const [, planned, asked] of table)
    for (const accepted of headers) {
      const asking = request({ ...asked, accepted })
      const plan = planRender(planned, asking, limits)
      const differs = headers.some(
        (other) =>
          brief(planRender(planned, request({ ...asked, accepted: other }), limits)) !==
          brief(plan),
      )
      // Varying without need only costs a cache entry; not varying where it matters is a fault.
      if (differs) assert.ok(isNegotiated(planned, asking, plan), brief(plan))
    }
  const fixed = request({ format: 'webp' })
  assert.equal(isNegotiated(image(), fixed, planRender(image(), fixed, limits)), false)
  assert.equal(isNegotiated(image(), request(), { kind: 'original' }), false)
})

test('a key is told apart by everything in the plan and by nothing else', () => {
  const plans: RenderPlan[] = table.map(([, planned, asked]) =>
    planRender(planned, request(asked), limits),
  )
  const byPlan = new Map(plans.map((plan) => [brief(plan), planKey('a'.repeat(32), plan)]))
  assert.equal(new Set(byPlan.values()).size, byPlan.size)
  for (const plan of plans) {
    assert.match(planKey('a'.repeat(32), plan), /^[0-9a-f]{32}$/)
    assert.equal(planKey('a'.repeat(32), plan), byPlan.get(brief(plan)))
    assert.notEqual(planKey('b'.repeat(32), plan), byPlan.get(brief(plan)))
  }
  // Two URLs with one outcome share it.
  const a = planRender(image(), request({ size: { maxWidth: 300 } }), limits)
  const b = planRender(image(), request({ size: { fillWidth: 300 } }), limits)
  assert.equal(planKey('a'.repeat(32), a), planKey('a'.repeat(32), b))
})
