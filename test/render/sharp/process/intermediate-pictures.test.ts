import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import sharp from 'sharp'
import { drawPicture } from '../../../../demo/draw.ts'
import type { Encoding, Subject } from '../../../../demo/picture.ts'
import type { ImageRecord } from '../../../../src/library/image.ts'
import { planKey, intermediateKey } from '../../../../src/render/plan/key.ts'
import type { DerivePlan } from '../../../../src/render/plan/plan.ts'
import {
  chooseIntermediates,
  planIntermediates,
} from '../../../../src/render/plan/intermediates.ts'
import { Fixture, jpeg } from '../../../support/derivatives.ts'
import { disc, quarters } from '../../../support/pictures.ts'
import { ssim } from '../../../support/ssim.ts'

const look = { palette: 'ember', scene: 'peaks', seed: 'rungs' } as const

async function paint(
  fixture: Fixture,
  [width, height]: readonly [number, number],
  subject: Subject,
  encoding: Encoding = 'jpeg',
): Promise<ImageRecord> {
  const path = join(fixture.root, 'painted')
  await drawPicture({ ...subject, width, height, encoding }, path)
  return await fixture.put('original', await readFile(path))
}

/** A lossless picture of each way: that the encoder loses is no matter of the intermediate. */
async function bothWays(fixture: Fixture, image: ImageRecord, plan: DerivePlan) {
  const [intermediate] = chooseIntermediates(image, plan)
  assert.ok(intermediate !== undefined)
  const shown = { ...plan, format: 'png' } as const
  const options = { tag: image.tag, priority: 'interactive' } as const
  const original = { path: join(fixture.root, image.original.key) }
  const path = fixture.storage.fileOf(intermediateKey(image.tag, intermediate))!
  const [direct] = await fixture.renderer.renderAll(original, [shown], options)
  const [fromIntermediate] = await fixture.renderer.renderAll(
    { path, isIntermediate: true },
    [shown],
    options,
  )
  return [direct!, fromIntermediate!] as const
}

const paintings: readonly (readonly [
  name: string,
  size: readonly [number, number],
  subject: Subject,
  encoding: Encoding,
  shapes: readonly (readonly [number, number])[],
])[] = [
  [
    'poster',
    [2000, 3000],
    { kind: 'poster', look, title: 'The Rung', line: 'One step at a time' },
    'jpeg',
    [
      [300, 450],
      [200, 300],
      [100, 150],
    ],
  ],
  [
    'backdrop',
    [3840, 2160],
    { kind: 'backdrop', look },
    'progressive-jpeg',
    [
      [480, 270],
      [320, 180],
    ],
  ],
  [
    'backdrop as PNG',
    [3840, 2160],
    { kind: 'backdrop', look },
    'png',
    [
      [1280, 720],
      [480, 270],
    ],
  ],
]

for (const [name, size, subject, encoding, shapes] of paintings)
  test(`a ${name} from an intermediate is the picture from the original`, async (context) => {
    await using fixture = await Fixture.open()
    const image = await paint(fixture, size, subject, encoding)
    await fixture.derivatives.prepare(image, [], { priority: 'prerender' })
    for (const [width, height] of shapes) {
      const alike = await ssim(...(await bothWays(fixture, image, jpeg(width, height))))
      context.diagnostic(`${width} x ${height}: ${alike.toFixed(4)}`)
      assert.ok(alike >= 0.985, `${width} x ${height}: ${alike}`)
    }
  })

test('what is prepared from one decode is the picture from the original', async (context) => {
  await using fixture = await Fixture.open()
  const subject = { kind: 'poster', look, title: 'Ladder', line: 'All at once' } as const
  const image = await paint(fixture, [1000, 1500], subject)
  const plans = [600, 400, 300, 200].map((width): DerivePlan => ({
    ...jpeg(width, width * 1.5),
    format: 'png',
  }))
  const options = { tag: image.tag, priority: 'prerender' } as const
  const original = { path: join(fixture.root, image.original.key) }
  const together = await fixture.renderer.renderAll(original, plans, options)
  for (const [index, plan] of plans.entries()) {
    const alike = await ssim(
      together[index]!,
      await fixture.renderer.render(original, plan, options),
    )
    context.diagnostic(`${plan.width}: ${alike.toFixed(4)}`)
    assert.ok(alike >= 0.985, `${plan.width}: ${alike}`)
  }
})

/** The middles of the four fields. */
async function fieldsOf(picture: Buffer): Promise<number[][]> {
  const { data, info } = await sharp(picture)
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return [1, 3].flatMap((y) =>
    [1, 3].map((x) => {
      const at =
        (Math.floor((y * info.height) / 4) * info.width + Math.floor((x * info.width) / 4)) * 4
      return [...data.subarray(at, at + 4)]
    }),
  )
}

function assertAlike(found: number[][], expected: number[][], tolerance: number, what: string) {
  for (const [index, colour] of expected.entries())
    for (const [channel, value] of colour.entries())
      assert.ok(
        Math.abs(value - found[index]![channel]!) <= tolerance,
        `${what}: ${String(found[index])} is not ${String(colour)}`,
      )
}

const colours = {
  'turned by EXIF': () => quarters(2400, 2000).jpeg().withMetadata({ orientation: 6 }),
  mirrored: () => quarters(2400, 2000).jpeg().withMetadata({ orientation: 5 }),
  CMYK: () => quarters(2400, 2000).toColourspace('cmyk').jpeg(),
  'a wide profile': () => quarters(2400, 2000).withIccProfile('p3').png(),
  grey: () => quarters(2400, 2000).greyscale().jpeg(),
  '16 bits': () => quarters(2400, 2000).toColourspace('rgb16').png(),
  transparent: () => disc(2000).png(),
} as const

for (const [name, draw] of Object.entries(colours))
  test(`${name}: from an intermediate it has the colours, the way up and the transparency of the original`, async () => {
    await using fixture = await Fixture.open()
    const image = await fixture.put('original', await draw().toBuffer())
    await fixture.derivatives.prepare(image, [], { priority: 'prerender' })
    const [width, height] = [image.width / 10, image.height / 10]
    const [direct, fromIntermediate] = await bothWays(fixture, image, jpeg(width, height))
    assertAlike(await fieldsOf(fromIntermediate), await fieldsOf(direct), 3, name)
    const [a, b] = [await sharp(direct).metadata(), await sharp(fromIntermediate).metadata()]
    assert.deepEqual(
      [b.width, b.height, b.hasAlpha, b.space, b.orientation],
      [a.width, a.height, a.hasAlpha, a.space, a.orientation],
    )
    assert.ok((await ssim(direct, fromIntermediate)) >= 0.985)
  })

test('a background goes under what an intermediate left transparent', async () => {
  await using fixture = await Fixture.open()
  const image = await fixture.put('original', disc(2000).png())
  await fixture.derivatives.prepare(image, [], { priority: 'prerender' })
  const plan = { ...jpeg(200, 200), background: '#00ff00' }
  const [direct, fromIntermediate] = await bothWays(fixture, image, plan)
  assert.ok((await ssim(direct, fromIntermediate)) >= 0.985)
  const { bytes } = await fixture.derivatives.open(planKey(image.tag, plan), image, plan)
  const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  assertAlike([[...data.subarray(0, 3)]], [[0, 255, 0]], 3, 'background')
})

test('small originals have no intermediates, and the intermediates of large ones are upright', async () => {
  await using fixture = await Fixture.open()
  const small = await fixture.put('small', quarters(900, 600).jpeg())
  assert.deepEqual(planIntermediates(small), [])
  const turned = await fixture.put(
    'turned',
    quarters(2400, 2000).jpeg().withMetadata({ orientation: 6 }),
  )
  await fixture.derivatives.prepare(turned, [], { priority: 'prerender' })
  const [intermediate] = planIntermediates(turned)
  const kept = await fixture.storage.read(intermediateKey(turned.tag, intermediate!))
  const { width, height, orientation } = await sharp(kept).metadata()
  assert.deepEqual([width, height, orientation], [600, 720, undefined])
})
