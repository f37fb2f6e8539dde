import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import sharp from 'sharp'
import { lengthOf, type Part, partsBetween } from '../../../src/render/metadata/splice.ts'
import { planStripped } from '../../../src/render/metadata/strip.ts'
import { mutate } from '../../support/corpus/mutation.ts'
import { soundOriginals } from '../../support/corpus/sound-originals.ts'
import { Seeded } from '../../support/seeded.ts'
import { secrets, taggedPictures } from '../../support/tagged-pictures.ts'

function put(bytes: Buffer, parts: readonly Part[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (part.kind === 'range') return bytes.subarray(part.start, part.end)
      return part.kind === 'literal' ? part.bytes : Buffer.alloc(part.length, part.value)
    }),
  )
}

/** All frames, and what tells a viewer how to show them. */
async function shown(bytes: Buffer) {
  const image = sharp(bytes, { animated: true })
  const { width, height, pages, delay, loop, space, icc, isProgressive } = await image.metadata()
  const pixels = await image.ensureAlpha().raw().toBuffer()
  const profile = icc?.toString('base64')
  return { width, height, pages, delay, loop, space, isProgressive, profile, pixels }
}

test('issue 13, point 12: nothing is left of place, camera and owner, and every pixel is', async () => {
  for (const { name, bytes } of await taggedPictures()) {
    for (const secret of secrets.slice(0, 3))
      assert.ok(bytes.includes(secret), `${name} has no ${secret} to begin with`)
    const parts = planStripped(bytes)
    assert.ok(parts !== undefined, name)
    const stripped = put(bytes, parts)
    for (const secret of [...secrets, 'xmpmeta', 'Photoshop', 'GPS'])
      assert.ok(!stripped.includes(secret), `${name} still says ${secret}`)
    assert.deepEqual(await shown(stripped), await shown(bytes), name)
    const { exif, xmp, iptc } = await sharp(stripped).metadata()
    // Where it has to keep its place, it is empty.
    assert.ok(exif === undefined || exif.subarray(20).every((byte) => byte === 0x20), name)
    assert.deepEqual([xmp?.toString().trim() || undefined, iptc], [undefined, undefined], name)
    assert.ok(stripped.length <= bytes.length, name)
    // Once is enough.
    assert.deepEqual(put(stripped, planStripped(stripped)!), stripped, name)
  }
})

test('issue 13, point 12: what has no metadata stays as it is', async () => {
  for (const { name, bytes } of await soundOriginals()) {
    const parts = planStripped(bytes)
    if (/svg|tiff?|heic/i.test(name)) assert.equal(parts, undefined, name)
    if (parts === undefined) continue
    const stripped = put(bytes, parts)
    assert.ok(stripped.length <= bytes.length, name)
    assert.deepEqual((await shown(stripped)).pixels, (await shown(bytes)).pixels, name)
  }
  const bare = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer()
  assert.deepEqual(put(bare, planStripped(bare)!), bare)
})

test('issue 13, point 12: of what is cut off or garbled, parts are never beyond it, and no word is left', async () => {
  const pictures = await taggedPictures()
  const random = new Seeded(12)
  const all = pictures.map(({ bytes }) => bytes)
  let planned = 0
  for (const { name, bytes } of pictures) {
    const cuts = Array.from({ length: 60 }, (_, at) =>
      bytes.subarray(0, Math.floor((bytes.length * at) / 60)),
    )
    const garbled = Array.from({ length: 200 }, () => mutate(bytes, all, random))
    for (const some of [...cuts, ...garbled]) {
      const parts = planStripped(some)
      if (parts === undefined) continue
      planned++
      for (const part of parts)
        if (part.kind === 'range')
          assert.ok(0 <= part.start && part.start < part.end && part.end <= some.length, name)
      assert.ok(parts.reduce((sum, part) => sum + lengthOf(part), 0) <= some.length + 300, name)
    }
    for (const some of cuts)
      assert.equal(planStripped(some), undefined, `${name} cut to ${some.length}`)
  }
  assert.ok(planned > 50, `${planned} planned`)
})

test('any range of the parts is that range of the whole', () => {
  const bytes = Buffer.from(Array.from({ length: 200 }, (_, at) => at))
  const part: fc.Arbitrary<Part> = fc.oneof(
    fc.tuple(fc.nat(199), fc.integer({ min: 1, max: 200 })).map(([start, length]) => ({
      kind: 'range' as const,
      start,
      end: Math.min(200, start + length),
    })),
    fc
      .uint8Array({ minLength: 1 })
      .map((literal) => ({ kind: 'literal' as const, bytes: literal })),
    fc.integer({ min: 1, max: 50 }).map((length) => ({ kind: 'fill' as const, value: 32, length })),
  )
  fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), fc.nat(), fc.nat(), (parts, a, b) => {
      const whole = put(bytes, parts)
      const [start, end] = [a % whole.length, b % whole.length].toSorted((x, y) => x - y)
      assert.deepEqual(
        put(bytes, partsBetween(parts, start!, end!)),
        whole.subarray(start, end! + 1),
      )
    }),
  )
})
