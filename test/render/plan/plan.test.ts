import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isKeyartError } from '../../../src/errors.ts'
import { parseAccept } from '../../../src/render/plan/accept.ts'
import type { EffectsQuery } from '../../../src/render/plan/effects.ts'
import { planKey } from '../../../src/render/plan/key.ts'
import { type Measurement, needsMeasurement } from '../../../src/render/plan/measurement.ts'
import {
  isNegotiated,
  planChoices,
  type PlannedImage,
  planRender,
  type RenderPlan,
  type RenderRequest,
} from '../../../src/render/plan/plan.ts'

const limits = { maxOutputPixels: 16_800_000 }

const image = (changes: Partial<PlannedImage> = {}): PlannedImage => ({
  width: 1000,
  height: 1500,
  format: 'jpeg',
  hasAlpha: false,
  frames: 1,
  servableAsIs: true,
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
        plan.asStored === true ? 'as stored' : '',
        plan.crop === undefined
          ? ''
          : `${plan.crop.width}x${plan.crop.height}+${plan.crop.left}+${plan.crop.top}`,
        plan.effects === undefined ? '' : JSON.stringify(plan.effects),
      ]
        .filter((part) => part !== '')
        .join(' ')

const png = image({ format: 'png', hasAlpha: true })
const gif = image({ format: 'gif', hasAlpha: true, frames: 12 })
const turned = image({ servableAsIs: false })

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
  [
    'an animation with too many pixels in all frames',
    gif,
    { size: { width: 1999 } },
    'png 1999x2998',
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
    image({ width: 8000, height: 6000, servableAsIs: false }),
    {},
    'jpeg 4732x3549 q90',
  ],
  ['a huge photograph that fits goes out', image({ width: 8000, height: 6000 }), {}, 'original'],
]

/** Of a picture of 1000 x 1500 with a margin; as stored it lies on its side. */
const upright: Measurement = {
  turned: false,
  size: { width: 1000, height: 1500 },
  content: { left: 100, top: 50, width: 800, height: 400 },
}
const blank: Measurement = {
  turned: false,
  size: { width: 1000, height: 1500 },
  content: { left: 0, top: 0, width: 1000, height: 1500 },
}
const lying: Measurement = {
  turned: true,
  size: { width: 1500, height: 1000 },
  content: { left: 50, top: 100, width: 400, height: 800 },
}
const foreign: Measurement = { ...blank, turned: false }

const measured: readonly [
  name: string,
  PlannedImage,
  Partial<RenderRequest>,
  Measurement | undefined,
  expected: string,
][] = [
  ['a margin', image(), { crop: true }, upright, 'jpeg 800x400 q90 800x400+100+50'],
  [
    'sizes are those of what is left',
    image(),
    { crop: true, size: { maxWidth: 400 } },
    upright,
    'jpeg 400x200 q90 800x400+100+50',
  ],
  ['no margin', image(), { crop: true }, blank, 'original'],
  ['no margin, an animation', gif, { crop: true }, blank, 'original'],
  ['a margin, an animation', gif, { crop: true }, upright, 'png 800x400 800x400+100+50'],
  ['as stored, a plain picture', image(), { asStored: true }, undefined, 'original'],
  ['as stored', turned, { asStored: true }, lying, 'jpeg 1500x1000 q90 as stored'],
  [
    'as stored, half as wide',
    turned,
    { asStored: true, size: { width: 750 } },
    lying,
    'jpeg 750x500 q90 as stored',
  ],
  [
    'as stored, only its colours are foreign',
    turned,
    { asStored: true },
    foreign,
    'jpeg 1000x1500 q90',
  ],
  [
    'as stored without its margin',
    turned,
    { asStored: true, crop: true },
    lying,
    'jpeg 400x800 q90 as stored 400x800+50+100',
  ],
  [
    'upright without its margin',
    turned,
    { crop: true },
    { ...upright, turned: true },
    'jpeg 800x400 q90 800x400+100+50',
  ],
]

for (const [name, planned, asked, measurement, expected] of measured)
  test(`${name}: ${expected}`, () => {
    assert.equal(brief(planRender(planned, request(asked), limits, measurement)), expected)
  })

const effective: readonly [name: string, PlannedImage, Partial<RenderRequest>, expected: string][] =
  [
    ['blur', image(), { effects: { blur: 5 } }, 'jpeg 1000x1500 q90 {"blur":5}'],
    ['no blur to speak of', image(), { effects: { blur: 0.2 } }, 'original'],
    ['no blur', image(), { effects: { blur: -3 } }, 'original'],
    ['foreground', image(), { effects: { foreground: 0.4 } }, 'jpeg 1000x1500 q90 {"veil":153}'],
    ['foreground of 1', image(), { effects: { foreground: 1 } }, 'original'],
    ['foreground above 1', image(), { effects: { foreground: 7 } }, 'original'],
    ['foreground of 0', image(), { effects: { foreground: 0 } }, 'jpeg 1000x1500 q90 {"veil":255}'],
    [
      'foreground below 0',
      image(),
      { effects: { foreground: -2 } },
      'jpeg 1000x1500 q90 {"veil":255}',
    ],
    ['half played', image(), { effects: { percentPlayed: 50 } }, 'jpeg 1000x1500 q90 {"bar":500}'],
    ['hardly begun', image(), { effects: { percentPlayed: 0.01 } }, 'jpeg 1000x1500 q90 {"bar":0}'],
    ['not begun', image(), { effects: { percentPlayed: 0 } }, 'original'],
    ['all played', image(), { effects: { percentPlayed: 100 } }, 'original'],
    [
      'unplayed',
      image(),
      { effects: { unplayedCount: 12 } },
      'jpeg 1000x1500 q90 {"badge":{"kind":"count","count":12}}',
    ],
    ['none unplayed', image(), { effects: { unplayedCount: 0 } }, 'original'],
    ['fewer than none unplayed', image(), { effects: { unplayedCount: -1 } }, 'original'],
    [
      'too many to read',
      image(),
      { effects: { unplayedCount: 123456 } },
      'jpeg 1000x1500 q90 {"badge":{"kind":"count","count":9999}}',
    ],
    [
      'half played drops the count',
      image(),
      { effects: { percentPlayed: 10, unplayedCount: 3 } },
      'jpeg 1000x1500 q90 {"bar":100}',
    ],
    [
      'all played leaves the count',
      image(),
      { effects: { percentPlayed: 100, unplayedCount: 3 } },
      'jpeg 1000x1500 q90 {"badge":{"kind":"count","count":3}}',
    ],
    [
      'played, and told to say so',
      image(),
      { effects: { percentPlayed: 100, unplayedCount: 3, playedIndicator: true } },
      'jpeg 1000x1500 q90 {"badge":{"kind":"played"}}',
    ],
    [
      'played, and told not to say so',
      image(),
      { effects: { playedIndicator: false } },
      'original',
    ],
    [
      'the bar is that of the size that is made',
      image(),
      { size: { width: 201 }, effects: { percentPlayed: 25 } },
      'jpeg 201x302 q90 {"bar":50}',
    ],
    [
      'too small for the circle',
      image(),
      { size: { width: 12 }, effects: { unplayedCount: 3 } },
      'jpeg 12x18 q90',
    ],
    [
      'transparent, as JPEG',
      png,
      { format: 'jpeg', effects: { blur: 2 } },
      'jpeg 1000x1500 q90 #ffffff {"blur":2}',
    ],
    ['transparent', png, { effects: { blur: 2 } }, 'png 1000x1500 {"blur":2}'],
    [
      'an animation with a bar',
      gif,
      { effects: { percentPlayed: 50 } },
      'png 1000x1500 {"bar":500}',
    ],
    [
      'an animation with a bar, WebP listed',
      gif,
      { accepted: browser, effects: { percentPlayed: 50 } },
      'webp 1000x1500 q90 {"bar":500}',
    ],
    [
      'an animation with nothing to be seen on it',
      gif,
      { effects: { percentPlayed: 0 } },
      'original',
    ],
    ['an animation that is to be still', gif, { still: true }, 'png 1000x1500'],
    [
      'an animation that is to be still, as GIF',
      gif,
      { still: true, format: 'gif' },
      'gif 1000x1500',
    ],
    [
      'an animation that is to be still, WebP listed',
      gif,
      { still: true, accepted: browser },
      'webp 1000x1500 q90',
    ],
    ['a still picture that is to be still', image(), { still: true }, 'original'],
  ]

for (const [name, planned, asked, expected] of effective)
  test(`${name}: ${expected}`, () => {
    assert.equal(brief(planRender(planned, request(asked), limits)), expected)
  })

for (const [name, planned, asked, expected] of table)
  test(`${name}: ${expected}`, () => {
    assert.equal(brief(planRender(planned, request(asked), limits)), expected)
  })

test('what turns on a measurement is not planned without one', () => {
  for (const [planned, asked] of [
    [image(), { crop: true }],
    [turned, { asStored: true }],
  ] as const) {
    assert.ok(needsMeasurement(planned, request(asked)))
    assert.throws(() => planRender(planned, request(asked), limits), TypeError)
  }
  assert.equal(needsMeasurement(image(), request({ asStored: true })), false)
  assert.equal(needsMeasurement(turned, request()), false)
})

const effects = fc.record(
  {
    blur: fc.double({ min: -1, max: 100, noNaN: true }),
    foreground: fc.double({ min: -1, max: 2, noNaN: true }),
    percentPlayed: fc.double({ min: -10, max: 110, noNaN: true }),
    unplayedCount: fc.integer({ min: -10, max: 20_000 }),
    playedIndicator: fc.boolean(),
  },
  { requiredKeys: [] },
)
const side = fc.integer({ min: 1, max: 2000 })

test('whatever effects: an original or all of them, keys that tell outcomes apart', () => {
  let derived = 0
  fc.assert(
    fc.property(
      effects,
      effects,
      side,
      side,
      fc.constantFrom(image(), png, gif, turned),
      (one, other, width, height, planned) => {
        const plan = (asked: object) =>
          planRender(
            planned,
            request({ size: { width, height }, effects: asked as EffectsQuery }),
            limits,
          )
        const [a, b] = [plan(one), plan(other)]
        const key = (made: RenderPlan) => planKey('a'.repeat(32), made)
        assert.equal(key(a) === key(b), brief(a) === brief(b))
        if (a.kind === 'original') return
        derived++
        const { bar, badge, veil, blur } = a.effects ?? {}
        if (a.effects !== undefined) {
          assert.equal(a.animated, false)
          assert.ok(Object.keys(a.effects).length > 0)
        }
        assert.ok(bar === undefined || (Number.isInteger(bar) && bar >= 0 && bar < width))
        assert.ok(veil === undefined || (Number.isInteger(veil) && veil >= 1 && veil <= 255))
        assert.ok(blur === undefined || (blur >= 0.3 && blur <= 100))
        assert.ok(badge?.kind !== 'count' || (badge.count >= 1 && badge.count <= 9999))
        // Half played and a count are never shown together.
        assert.ok(bar === undefined || badge?.kind !== 'count')
      },
    ),
  )
  assert.ok(derived > 50, String(derived))
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

test('what is behind transparent pixels may be black, as it is in Jellyfin', () => {
  const black = { ...limits, background: '#000000' } as const
  for (const [asked, expected] of [
    [{ format: 'jpeg' }, 'jpeg 1000x1500 q90 #000000'],
    [{ format: 'jpeg', background: '#ff0000' }, 'jpeg 1000x1500 q90 #ff0000'],
    [{ size: { width: 500 } }, 'png 500x750'],
  ] as const)
    assert.equal(brief(planRender(png, request(asked), black)), expected)
})

test('the answer varies by Accept exactly where another header gives another plan', () => {
  const headers = [browser, old, strict]
  let differing = 0
  for (const [, planned, asked] of [...table, ...effective])
    for (const accepted of headers) {
      const asking = request({ ...asked, accepted })
      const plan = planRender(planned, asking, limits)
      const differs = headers.some(
        (other) =>
          brief(planRender(planned, request({ ...asked, accepted: other }), limits)) !==
          brief(plan),
      )
      // Varying without need only costs a cache entry; not varying where it matters is a fault.
      if (!differs) continue
      assert.ok(isNegotiated(planned, asking, plan), brief(plan))
      differing++
    }
  assert.ok(differing > 0)
  const fixed = request({ format: 'webp' })
  assert.equal(isNegotiated(image(), fixed, planRender(image(), fixed, limits)), false)
  assert.equal(isNegotiated(image(), request(), { kind: 'original' }), false)
})

test('a key is told apart by everything in the plan and by nothing else', () => {
  const plans: RenderPlan[] = [...table, ...effective].map(([, planned, asked]) =>
    planRender(planned, request(asked), limits),
  )
  for (const [, planned, asked, measurement] of measured)
    plans.push(planRender(planned, request(asked), limits, measurement))
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

test('an AVIF is a choice for still pictures, where a client lists it and asks for no format', () => {
  const small = { size: { width: 300 }, accepted: browser }
  const cases: readonly [PlannedImage, Partial<RenderRequest>, string, string | undefined][] = [
    [image(), small, 'webp 300x450 q90', 'avif 300x450 q90'],
    [image(), { ...small, quality: 40 }, 'webp 300x450 q40', 'avif 300x450 q40'],
    [png, small, 'webp 300x450 q90', 'avif 300x450 q90'],
    [
      png,
      { ...small, background: '#ff0000' },
      'webp 300x450 q90 #ff0000',
      'avif 300x450 q90 #ff0000',
    ],
    [png, { ...small, accepted: parseAccept('image/avif') }, 'png 300x450', 'avif 300x450 q90'],
    [image(), { ...small, accepted: old }, 'jpeg 300x450 q90', undefined],
    [image(), { ...small, format: 'webp' }, 'webp 300x450 q90', undefined],
    [image(), { accepted: browser }, 'original', undefined],
    [gif, { size: { width: 30 }, accepted: browser }, 'webp 30x45 q90 animated', undefined],
    [
      gif,
      { size: { width: 30 }, accepted: browser, still: true },
      'webp 30x45 q90',
      'avif 30x45 q90',
    ],
  ]
  for (const [planned, asked, plan, avif] of cases) {
    const choices = planChoices(planned, request(asked), limits)
    assert.equal(brief(choices.plan), plan)
    assert.equal(choices.avif && brief(choices.avif), avif)
  }
})

test('of all requests: the choices differ in nothing but the format', () => {
  for (const [, planned, asked] of [...table, ...effective])
    for (const accepted of [browser, old, strict]) {
      const asking = request({ ...asked, accepted })
      const { plan, avif } = planChoices(planned, asking, limits)
      assert.deepEqual(plan, planRender(planned, asking, limits))
      if (avif === undefined) continue
      assert.ok(plan.kind === 'derive' && isNegotiated(planned, asking, avif))
      assert.deepEqual(
        { ...avif, format: plan.format, quality: plan.quality },
        { ...plan, quality: plan.quality },
      )
      assert.notEqual(planKey('a'.repeat(32), avif), planKey('a'.repeat(32), plan))
    }
})

test('with a step, sizes that differ by little share an outcome, at least as large as was asked', () => {
  const keys = (sizeStep: number) =>
    new Set(
      Array.from({ length: 40 }, (_, n) =>
        planKey(
          'a',
          planRender(image(), request({ size: { width: 301 + n } }), { ...limits, sizeStep }),
        ),
      ),
    )
  assert.equal(keys(0).size, 40)
  assert.equal(keys(20).size, 2)
  const stepped = (size: RenderRequest['size']) =>
    brief(planRender(image(), request({ size }), { ...limits, sizeStep: 20 }))
  assert.equal(stepped({ width: 301 }), 'jpeg 320x480 q90')
  // What only shrinks still never enlarges.
  assert.equal(stepped({ maxWidth: 999 }), 'original')
})
