import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import sharp from 'sharp'
import { parseAccept } from '../../../../src/render/plan/accept.ts'
import { ChromiumCanvas } from '../../../support/chromium-canvas.ts'
import { apngOf, type ApngPart } from '../../../support/corpus/apng.ts'
import { patches } from '../../../support/corpus/odd-originals.ts'
import { pictureDistance } from '../../../support/picture-distance.ts'
import { pixelAt } from '../../../support/pictures.ts'
import { needsPrograms } from '../../../support/programs.ts'
import { Studio } from '../../../support/rendered.ts'

const [width, height] = [192, 128]
const whole = { width, height }

/** A field of one colour, as PNG of eight bits with opacity. */
const field = (background: string, w = width, h = height) =>
  sharp({ create: { width: w, height: h, channels: 4, background } })
    .png({ palette: false })
    .toBuffer()

suite('issue 15, point 3: an animated PNG moves where the output can', () => {
  const stack = new AsyncDisposableStack()
  let studio: Studio
  before(async () => void (studio = stack.use(await Studio.open())))
  after(() => stack.disposeAsync())

  test('in every way to dispose and blend, as Chromium decodes it', async (t) => {
    if (!needsPrograms(t, 'chromium')) return
    await using chromium = await ChromiumCanvas.open()
    const base = await patches(width, height).ensureAlpha().png({ palette: false }).toBuffer()
    const patch = await field('rgba(255, 255, 0, 1)', 80, 64)
    const glass = await field('rgba(0, 0, 255, 0.5)', 96, 48)
    const parts: ApngPart[] = [{ png: base, delay: 7 }]
    for (const dispose of [0, 1, 2] as const)
      for (const blend of [0, 1] as const) {
        parts.push({ png: patch, left: 24, top: 16, dispose, blend })
        parts.push({ png: glass, left: 48, top: 40, delay: 20, dispose, blend })
      }
    parts.push({ png: base, dispose: 2 })
    const small = (left: number, more: Partial<ApngPart> = {}): ApngPart => {
      return { png: patch, left, top: 8, dispose: 2, ...more }
    }
    const bytes = {
      'all of them': apngOf(parts, 3),
      'with a picture that is no frame of it': apngOf(parts.slice(0, 4), 1, await field('#f0f')),
      'beginning with a frame to be taken back': apngOf(
        [{ png: base, dispose: 2 }, small(8), small(40, { blend: 1, dispose: 1 }), small(70)],
        0,
      ),
    }
    for (const [name, apng] of Object.entries(bytes)) {
      const original = await studio.put('a.png', apng)
      const wanted = await chromium.frames(apng, 'image/png')
      assert.equal(original.probe.frames, wanted.length, name)
      assert.equal(original.probe.format, 'png')
      const plan = {
        kind: 'derive',
        ...whole,
        format: 'webp',
        quality: 100,
        animated: true,
      } as const
      const made = await studio.render(original, plan)
      const { pages, delay, loop } = await sharp(made, { pages: -1 }).metadata()
      assert.equal(pages, wanted.length, name)
      assert.deepEqual(
        delay,
        wanted.map((frame) => frame.delay),
        name,
      )
      assert.equal(loop, apng.readUInt32BE(8 + 25 + 12), name)
      for (const [page, frame] of wanted.entries()) {
        const { mean } = await pictureDistance(
          await sharp(made, { page }).png().toBuffer(),
          frame.png,
        )
        t.diagnostic(`${name}, frame ${page}: ${mean.toFixed(2)}`)
        assert.ok(mean < 2.5, `${name}, frame ${page}: ${mean.toFixed(2)}`)
      }
    }
  })

  test('as WebP and GIF for who takes them, still as JPEG, PNG and AVIF, or with effects', async () => {
    const parts = [{ png: await field('#f00') }, { png: await field('#00f') }]
    const original = await studio.put('a.png', apngOf(parts))
    const framesOf = async (format: 'webp' | 'gif' | 'jpeg' | 'png' | 'avif', more = {}) => {
      const { bytes } = await studio.answer(original, { size: { width: 12 }, format, ...more })
      return (await sharp(bytes, { pages: -1 }).metadata()).pages ?? 1
    }
    assert.deepEqual(
      [
        await framesOf('webp'),
        await framesOf('gif'),
        await framesOf('jpeg'),
        await framesOf('png'),
      ],
      [2, 2, 1, 1],
    )
    assert.equal(await framesOf('webp', { effects: { percentPlayed: 50 } }), 1)
    const accepted = parseAccept('image/webp')
    assert.equal(
      (await studio.answer(original, { size: { width: 12 }, accepted })).plan.format,
      'webp',
    )
    // What shows between its frames is transparent.
    const bare = [
      { png: await field('#f00'), dispose: 1 } as const,
      { png: await field('#00f', 40, 40) },
    ]
    const holed = await studio.put('b.png', apngOf(bare))
    assert.equal(holed.probe.hasAlpha, true)
    const { bytes } = await studio.answer(holed, { size: { width: 12 }, format: 'webp' })
    const second = await sharp(bytes, { page: 1 }).png().toBuffer()
    const [drawn = 0, bareAlpha] = [await pixelAt(second, 0, 0), await pixelAt(second, 11, 7)].map(
      (pixel) => pixel[3],
    )
    assert.ok(drawn > 200 && bareAlpha === 0, `${drawn} ${bareAlpha}`)
  })

  test('a broken, huge or endless animation is its first picture', async () => {
    const red = await field('#f00')
    const frames = (await studio.put('c.png', apngOf([{ png: red }]))).probe.frames
    assert.equal(frames, 1)
    const outside = apngOf([{ png: red }, { png: red, left: 1 }])
    assert.equal((await studio.put('d.png', outside)).probe.frames, 1)
    const many = apngOf(Array.from({ length: 1001 }, () => ({ png: red })))
    assert.equal((await studio.put('e.png', many)).probe.frames, 1)
    const large = await field('#f00', 3000, 3000)
    assert.equal(
      (await studio.put('f.png', apngOf([{ png: large }, { png: red }, { png: red }]))).probe
        .frames,
      1,
    )
    // Pixels that do not unfold are found when they are drawn.
    const torn = apngOf([{ png: red }, { png: red }])
    torn.fill(0x55, torn.lastIndexOf('fdAT') + 8, torn.length - 20)
    const original = await studio.put('g.png', torn)
    const { bytes } = await studio.answer(original, { size: { width: 12 }, format: 'webp' })
    assert.equal((await sharp(bytes, { pages: -1 }).metadata()).pages ?? 1, 1)
    const [r = 0, g = 255, b = 255] = await pixelAt(bytes, 3, 3)
    assert.ok(r > 250 && g < 5 && b < 5, `${r} ${g} ${b}`)
  })
})
