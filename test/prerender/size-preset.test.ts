import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { imageTypes } from '../../src/library/image-type.ts'
import { parseAccept } from '../../src/render/plan/accept.ts'
import { type OutputFormat, outputFormats } from '../../src/render/plan/formats.ts'
import { planSize, sizeNames, type SizeQuery } from '../../src/render/plan/geometry.ts'
import type { RenderRequest } from '../../src/render/plan/plan.ts'
import { jellyfinWeb12Presets, jellyfinWebPresets } from '../../src/prerender/jellyfin-web.ts'
import {
  acceptClasses,
  orientationOf,
  orientations,
  parsePreset,
  ruleNames,
  type SizePreset,
  presetOf,
  presetText,
  toPresetRequest,
} from '../../src/prerender/size-preset.ts'

const chromium = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'
const poster = { type: 'Primary', width: 1000, height: 1500 } as const

function request(size: SizeQuery, more: Partial<RenderRequest> = {}): RenderRequest {
  return { size, quality: 90, accepted: parseAccept(chromium), ...more }
}

const text = (image: Parameters<typeof presetOf>[0], asked: RenderRequest) => {
  const preset = presetOf(image, asked)
  return preset && presetText(preset)
}

const table: readonly [RenderRequest, string | undefined][] = [
  [request({}), undefined],
  [request({}, { format: 'webp' }), undefined],
  [request({ maxWidth: 300 }), 'Primary tall 90  avif maxWidth=300'],
  [
    request({ maxWidth: 300 }, { accepted: parseAccept('image/webp') }),
    'Primary tall 90  webp maxWidth=300',
  ],
  [
    request({ maxWidth: 300 }, { accepted: parseAccept('image/*') }),
    'Primary tall 90  none maxWidth=300',
  ],
  [
    request({ width: 300, height: 10 }, { format: 'jpeg', quality: 70 }),
    'Primary tall 70 jpeg none width=300 height=10',
  ],
  // The height is the poster's own.
  [request({ fillWidth: 200, fillHeight: 300 }), text200('nearest')],
  // 213 / (2/3) = 319.5: rounded up, or in CSS pixels, or not at all.
  [
    request({ fillWidth: 213, fillHeight: 320 }),
    'Primary tall 90  avif fillWidth=213 fillHeight=nearest',
  ],
  [
    request({ fillWidth: 213, fillHeight: 319 }),
    'Primary tall 90  avif fillWidth=213 fillHeight=319',
  ],
  // Another box than the poster's.
  [
    request({ fillWidth: 200, fillHeight: 200 }),
    'Primary tall 90  avif fillWidth=200 fillHeight=200',
  ],
  [
    request({ fillWidth: 200, fillHeight: 300, maxWidth: 100 }),
    'Primary tall 90  avif maxWidth=100 fillWidth=200 fillHeight=300',
  ],
  [request({ width: 300 }, { effects: { blur: 1 } }), undefined],
  [request({ width: 300 }, { crop: true }), undefined],
  [request({ width: 300 }, { still: true }), undefined],
  [request({ width: 300 }, { asStored: true }), undefined],
  [request({ width: 300 }, { background: '#000000' }), undefined],
]

function text200(rule: string) {
  return `Primary tall 90  avif fillWidth=200 fillHeight=${rule}`
}

test('what a request asks for, apart from which image', () => {
  for (const [asked, expected] of table) assert.equal(text(poster, asked), expected)
})

test('a height that is reckoned in CSS pixels and doubled is told from one that is not', () => {
  const image = { type: 'Primary', width: 1000, height: 1426 } as const
  const at = (fillWidth: number, fillHeight: number) =>
    text(image, request({ fillWidth, fillHeight }))
  // 426 * 1.426 = 607.476; 213 * 1.426 = 303.738, doubled 608.
  assert.match(at(426, 607)!, /fillHeight=nearest$/)
  assert.match(at(426, 608)!, /fillHeight=doubled$/)
  // 200 * 1.426 = 285.2
  assert.match(at(200, 285)!, /fillHeight=nearest$/)
  assert.match(at(200, 286)!, /fillHeight=doubled$|fillHeight=up$/)
})

test('how pictures lie', () => {
  for (const [width, height, orientation] of [
    [1000, 1500, 'tall'],
    [800, 1000, 'tall'],
    [1000, 1000, 'square'],
    [1400, 1000, 'wide'],
    [1920, 1080, 'wide'],
  ] as const)
    assert.equal(orientationOf({ width, height }), orientation)
})

const side = fc.integer({ min: 1, max: 5000 })
const sizes = fc.record(
  Object.fromEntries(sizeNames.map((name) => [name, side])) as Record<
    (typeof sizeNames)[number],
    typeof side
  >,
  { requiredKeys: [], noNullPrototype: true },
)
const pictures = fc.record({
  type: fc.constantFrom(...imageTypes),
  width: fc.integer({ min: 1, max: 8000 }),
  height: fc.integer({ min: 1, max: 8000 }),
})
const formats = fc.option(fc.constantFrom(...(Object.keys(outputFormats) as OutputFormat[])), {
  nil: undefined,
})
const requests = fc
  .record({ size: sizes, quality: fc.integer({ min: 1, max: 100 }), format: formats })
  .map(({ format, ...rest }) => request(rest.size, { ...rest, ...(format && { format }) }))

test('a shape asks of its image what was asked of it', () => {
  fc.assert(
    fc.property(pictures, requests, (image, asked) => {
      const preset = presetOf(image, asked)
      const isSized = sizeNames.some((name) => asked.size[name] !== undefined)
      assert.equal(preset !== undefined, isSized)
      if (preset === undefined) return
      const again = toPresetRequest(preset, image)
      assert.deepEqual(planSize(image, again.size), planSize(image, asked.size))
      assert.deepEqual([again.quality, again.format], [asked.quality, asked.format])
      // And it is the same shape when asked for again.
      assert.equal(presetText(presetOf(image, again)!), presetText(preset))
    }),
  )
})

test('the text of a shape is read back as it was', () => {
  const presets: fc.Arbitrary<SizePreset> = fc
    .record({
      type: fc.constantFrom(...imageTypes),
      orientation: fc.constantFrom(...orientations),
      size: sizes.filter((size) => Object.keys(size).length > 0),
      rule: fc.option(fc.constantFrom(...ruleNames), { nil: undefined }),
      quality: fc.integer({ min: 1, max: 100 }),
      format: formats,
      accepts: fc.constantFrom(...acceptClasses),
    })
    .map(({ rule, format, size, ...rest }) => {
      const { fillHeight: _, ...others } = size
      return {
        ...rest,
        size: rule === undefined ? size : others,
        ...(rule && { fillHeight: rule }),
        ...(format && { format }),
      }
    })
  fc.assert(
    fc.property(presets, (preset) => {
      assert.deepEqual(parsePreset(presetText(preset)), preset)
    }),
  )
})

test('any other text is no shape', () => {
  for (const bad of [
    '',
    'Primary',
    'Primary tall 0  avif width=1',
    'Primary tall 101  avif width=1',
    'Poster tall 90  avif width=1',
    'Primary tall 90 bmp avif width=1',
    'Primary tall 90  avif width=0',
    'Primary tall 90  avif depth=3',
    'Primary tall 90  avif fillHeight=toString',
  ])
    assert.equal(parsePreset(bad), undefined, bad)
  let read = 0
  const number = fc.constantFrom('0', '1', '90', '100', '101', '9e1', '-1', '')
  const part = fc.tuple(fc.constantFrom('width', 'maxHeight', 'fillHeight', 'depth'), number)
  const words = fc.tuple(
    fc.constantFrom('Primary', 'Poster', ''),
    fc.constantFrom('tall', 'long'),
    number,
    fc.constantFrom('', 'webp', 'bmp'),
    fc.constantFrom('avif', 'none', 'gif'),
    fc
      .array(
        part.map((pair) => pair.join('=')),
        { maxLength: 2 },
      )
      .map((list) => list.join(' ')),
  )
  fc.assert(
    fc.property(
      fc.oneof(
        words.map((list) => list.join(' ')),
        fc.string(),
      ),
      (any) => {
        const preset = parsePreset(any)
        if (preset === undefined) return
        read++
        assert.deepEqual(parsePreset(presetText(preset)), preset)
        assert.equal(presetText(preset), any)
      },
    ),
    { numRuns: 20_000 },
  )
  assert.ok(read > 20, String(read))
})

suite('the shapes of jellyfin-web, as its own code reckons them', () => {
  for (const [version, presets, tall, thumbs] of [
    [
      '10.11',
      jellyfinWebPresets,
      [
        'fillWidth=228 fillHeight=nearest',
        'fillWidth=212 fillHeight=nearest',
        'fillWidth=213 fillHeight=nearest',
        'fillWidth=223 fillHeight=nearest',
        'fillWidth=412 fillHeight=doubled',
        'fillWidth=446 fillHeight=doubled',
        'fillWidth=426 fillHeight=doubled',
        'fillWidth=200 fillHeight=nearest',
        'fillWidth=248 fillHeight=nearest',
      ],
      [
        'fillWidth=342 fillHeight=192',
        'fillWidth=318 fillHeight=179',
        'fillWidth=384 fillHeight=216',
        'fillWidth=355 fillHeight=200',
        'fillWidth=720 fillHeight=405',
        'fillWidth=672 fillHeight=378',
        'fillWidth=768 fillHeight=432',
        'fillWidth=710 fillHeight=399',
        'fillWidth=320 fillHeight=180',
        'fillWidth=373 fillHeight=210',
      ],
    ],
    [
      '12.0',
      jellyfinWeb12Presets,
      [228, 212, 213, 223, 412, 446, 426, 200, 248].map(
        (wide) => `fillWidth=${wide} fillHeight=up`,
      ),
      [
        'fillWidth=342 fillHeight=193',
        'fillWidth=318 fillHeight=179',
        'fillWidth=384 fillHeight=216',
        'fillWidth=355 fillHeight=200',
        'fillWidth=720 fillHeight=405',
        'fillWidth=672 fillHeight=378',
        'fillWidth=768 fillHeight=432',
        'fillWidth=710 fillHeight=400',
        'fillWidth=320 fillHeight=180',
        'fillWidth=373 fillHeight=210',
      ],
    ],
  ] as const)
    test(version, () => {
      const texts = presets.map(presetText)
      const widths = (start: string) =>
        texts.filter((one) => one.startsWith(start)).map((one) => one.replace(/^.*webp /, ''))
      assert.deepEqual(widths('Primary tall 96'), tall)
      assert.deepEqual(widths('Thumb wide 96'), thumbs)
      assert.deepEqual(widths('Backdrop wide 80'), [
        'maxWidth=1366',
        'maxWidth=1920',
        'maxWidth=2880',
        'maxWidth=3840',
        'maxWidth=1600',
      ])
      assert.equal(new Set(texts).size, texts.length)
      for (const one of texts) assert.ok(parsePreset(one), one)
    })
})
