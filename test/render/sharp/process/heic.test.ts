import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import sharp, { type Sharp } from 'sharp'
import {
  heifOf,
  type HeifOptions,
  mirrorBox,
  nclx,
  profileBox,
  turnBox,
} from '../../../support/corpus/heif-file.ts'
import { codeHevc } from '../../../support/corpus/hevc.ts'
import { patches } from '../../../support/corpus/odd-originals.ts'
import { pictureDistance } from '../../../support/picture-distance.ts'
import { pixelAt } from '../../../support/pictures.ts'
import { needsPrograms } from '../../../support/programs.ts'
import { Studio } from '../../../support/rendered.ts'

const width = 96
const height = 64

suite('issue 15, point 2: HEIC', () => {
  const stack = new AsyncDisposableStack()
  let studio: Studio

  before(async () => void (studio = stack.use(await Studio.open())))
  after(() => stack.disposeAsync())

  /** How far it looks from `wanted`, at its own size, which must be that of `wanted`. */
  async function distance(heic: Buffer, wanted: Sharp): Promise<number> {
    const original = await studio.put('x.heic', heic)
    const { format, blurHash } = original.probe
    assert.equal(format, 'heic')
    assert.ok(blurHash.length > 6)
    const expected = await wanted.png().toBuffer()
    const { width: w, height: h } = await sharp(expected).metadata()
    assert.deepEqual([original.probe.width, original.probe.height], [w, h])
    const made = await studio.png(original, { width: w, height: h })
    return (await pictureDistance(made, expected)).mean
  }

  test('is upright, in all its colours, of one piece or a grid', async (t) => {
    if (!needsPrograms(t, 'ffmpeg')) return
    const coded = await codeHevc(patches(width, height))
    const full = await codeHevc(patches(width, height), { bits: 10, chroma: '444' })
    const of = (options: HeifOptions = {}) => heifOf([coded], options)
    const turned = async (degrees: number) =>
      sharp(await patches(width, height).png().toBuffer()).rotate(degrees)
    const cases: Readonly<Record<string, readonly [Buffer, Sharp]>> = {
      'as it is': [of(), patches(width, height)],
      'of 10 bits with all of its colour': [heifOf([full]), patches(width, height)],
      // The turn is to the left.
      'turned by a quarter': [of({ properties: [turnBox(1)] }), await turned(270)],
      'turned by a half': [of({ properties: [turnBox(2)] }), await turned(180)],
      'turned by three quarters': [of({ properties: [turnBox(3)] }), await turned(90)],
      mirrored: [of({ properties: [mirrorBox(1)] }), (await turned(0)).flop()],
      'of tiles': [
        heifOf([coded, coded, coded, coded, coded, coded], {
          grid: { columns: 3, width: 3 * width, height: 2 * height },
        }),
        await tiled(3, 2),
      ],
      'with what a camera leaves behind it': [
        Buffer.concat([of(), Buffer.from('00000000\x00\x01SEFT', 'latin1')]),
        patches(width, height),
      ],
    }
    for (const [name, [heic, wanted]] of Object.entries(cases)) {
      const mean = await distance(heic, wanted)
      t.diagnostic(`${name}: ${mean.toFixed(2)}`)
      assert.ok(mean < 2.5, `${name}: ${mean.toFixed(2)}`)
    }
  })

  test('colours count by profile and by code points, opacity too', async (t) => {
    if (!needsPrograms(t, 'ffmpeg')) return
    const coded = await codeHevc(patches(width, height))
    const grey = sharp({ create: { width, height, channels: 3, background: '#808080' } })
    const tagged = await patches().withIccProfile('p3').png().toBuffer()
    const { icc } = await sharp(tagged).metadata()
    const byProfile = await studio.put(
      'p.heic',
      heifOf([coded], { properties: [profileBox(icc!)] }),
    )
    const byCode = await studio.put('c.heic', heifOf([coded], { properties: [nclx(12, 13)] }))
    const plain = await studio.put('n.heic', heifOf([coded]))
    const [profile, code, none] = await Promise.all(
      [byProfile, byCode, plain].map(async (original) =>
        pixelAt(await studio.png(original, { width, height }), 10, 10),
      ),
    )
    // Red of Display P3 is more than sRGB has.
    assert.ok(profile![0]! > none![0]! + 8, String(profile))
    assert.ok(
      profile!.every((value, index) => Math.abs(value - code![index]!) < 4),
      `${profile!.join()} and ${code!.join()}`,
    )
    for (const bits of [8, 10] as const) {
      const [colours, alpha] = [patches(width, height), grey.clone()].map((picture) =>
        codeHevc(picture, { bits }),
      )
      const clear = await studio.put('a.heic', heifOf([await colours!], { alpha: await alpha! }))
      assert.equal(clear.probe.hasAlpha, true)
      const seen = await pixelAt(await studio.png(clear, { width, height }), 10, 10)
      const wanted = [200, 40, 40, 128]
      assert.ok(
        seen.every((value, index) => Math.abs(value - wanted[index]!) < 4),
        `${bits} bits: ${seen.join()}`,
      )
    }
  })
})

async function tiled(columns: number, rows: number): Promise<Sharp> {
  const tile = await patches(width, height).png().toBuffer()
  const size = { width: columns * width, height: rows * height }
  const places = Array.from({ length: columns * rows }, (_, index) => ({
    input: tile,
    left: (index % columns) * width,
    top: Math.floor(index / columns) * height,
  }))
  return sharp({ create: { ...size, channels: 3, background: '#000000' } })
    .composite(places)
    .removeAlpha()
}
