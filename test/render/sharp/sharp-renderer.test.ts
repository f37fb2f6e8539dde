import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import sharp from 'sharp'
import { isKeyartError } from '../../../src/errors.ts'
import type { Probe } from '../../../src/library/image.ts'
import { type OutputFormat, outputFormats } from '../../../src/render/plan/formats.ts'
import type { DerivePlan } from '../../../src/render/plan/plan.ts'
import type { SharpRenderer } from '../../../src/render/sharp/sharp-renderer.ts'
import {
  animation,
  disc,
  isClose,
  noise,
  pixelAt,
  quarters,
  write,
} from '../../support/pictures.ts'
import { openRenderer } from '../../support/renderer.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const plan = (changes: Partial<DerivePlan> = {}): DerivePlan => ({
  kind: 'derive',
  width: 100,
  height: 80,
  format: 'png',
  animated: false,
  ...changes,
})

async function requireProbe(renderer: SharpRenderer, path: string): Promise<Probe> {
  const outcome = await renderer.probe({ path }, 'interactive')
  assert.equal(outcome.kind, 'image', JSON.stringify(outcome))
  return (outcome as { probe: Probe }).probe
}

async function renderFrom(renderer: SharpRenderer, path: string, wanted: DerivePlan) {
  const { tag } = await requireProbe(renderer, path)
  return await renderer.render({ path }, wanted, { tag, priority: 'interactive' })
}

test('a probe says what an original is', async () => {
  await using folder = await temporaryFolder()
  await using renderer = openRenderer()
  const path = await write(join(folder.path, 'poster.jpg'), quarters(200, 300).jpeg())
  const bytes = await readFile(path)
  const outcome = await renderer.probe({ path }, 'scan')
  assert.ok(outcome.kind === 'image')
  assert.equal(outcome.stamp.bytes, bytes.length)
  const { blurHash, ...probe } = outcome.probe
  assert.deepEqual(probe, {
    tag: createHash('sha256').update(bytes).digest('hex').slice(0, 32),
    width: 200,
    height: 300,
    format: 'jpeg',
    bytes: bytes.length,
    hasAlpha: false,
    frames: 1,
    servableAsIs: true,
  })
  assert.match(blurHash, /^[\w#$%*+,\-.:;=?@[\]^{|}~]{20,}$/)
})

test('jellyfin#16295, jellyfin#9364: every format that is read', async () => {
  await using folder = await temporaryFolder()
  await using renderer = openRenderer()
  const pictures = {
    jpeg: quarters(60, 40).jpeg(),
    png: quarters(60, 40).png(),
    webp: quarters(60, 40).webp(),
    gif: quarters(60, 40).gif(),
    avif: quarters(60, 40).avif(),
    tiff: quarters(60, 40).tiff(),
    svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"/>'),
  }
  for (const [format, picture] of Object.entries(pictures)) {
    // Content decides, not the name.
    const probe = await requireProbe(renderer, await write(join(folder.path, 'x.jpg'), picture))
    assert.deepEqual([probe.format, probe.width, probe.height], [format, 60, 40])
  }
})

test('CVE-2026-44577, jellyfin#17641: what is not to be announced, with a reason', async () => {
  await using folder = await temporaryFolder()
  await using renderer = openRenderer({ maxSourceBytes: 500_000, maxSourcePixels: 100_000 })
  const jpeg = await noise(200, 200).jpeg().toBuffer()
  const png = await quarters(300, 300).png().toBuffer()
  const gif = await animation(100, 8, 'gif')
  const cases: Record<string, [Buffer, RegExp]> = {
    empty: [Buffer.alloc(0), /empty/],
    text: [Buffer.from('this is no image'), /not an image/],
    'cut JPEG': [jpeg.subarray(0, jpeg.length / 2), /cut off/],
    'cut PNG': [png.subarray(0, png.length / 2), /cut off/],
    'cut GIF': [gif.subarray(0, gif.length / 2), /cut off/],
    'head alone': [jpeg.subarray(0, 20), /cut off/],
    'too many bytes': [
      Buffer.alloc(600_000, 'x'),
      /at most 500000 bytes \(limits.maxSourceBytes\)/,
    ],
    'too many pixels': [await quarters(400, 400).png().toBuffer(), /pixel/],
    'too many pixels in all frames': [await animation(150, 8, 'gif'), /pixel/],
    'SVG without size': [
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>'),
      /no area|damaged/,
    ],
  }
  for (const [name, [bytes, reason]] of Object.entries(cases)) {
    const path = await write(join(folder.path, 'x.png'), bytes)
    const outcome = await renderer.probe({ path }, 'interactive')
    assert.ok(outcome.kind === 'problem', name)
    assert.match(outcome.reason, reason, name)
    assert.doesNotMatch(outcome.reason, /keyart-test/, name)
  }
  const missing = await renderer.probe({ path: join(folder.path, 'none.png') }, 'interactive')
  assert.equal(missing.kind, 'missing')
})

test('jellyfin#3472, jellyfin#5396: all eight EXIF orientations come out alike', async () => {
  await using folder = await temporaryFolder()
  await using renderer = openRenderer()
  // How to store the upright picture so that turning it by the orientation restores it.
  const stored = {
    1: quarters(120, 80),
    2: quarters(120, 80).flop(),
    3: quarters(120, 80).rotate(180),
    4: quarters(120, 80).flip(),
    5: sharp(await quarters(120, 80).rotate(90).png().toBuffer()).flop(),
    6: quarters(120, 80).rotate(270),
    7: sharp(await quarters(120, 80).rotate(90).png().toBuffer()).flip(),
    8: quarters(120, 80).rotate(90),
  }
  for (const [orientation, picture] of Object.entries(stored)) {
    const image = sharp(await picture.png().toBuffer())
      .withMetadata({ orientation: Number(orientation) })
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    const path = await write(join(folder.path, `${orientation}.jpg`), image)
    const probe = await requireProbe(renderer, path)
    assert.deepEqual([probe.width, probe.height], [120, 80], orientation)
    assert.equal(probe.servableAsIs, orientation === '1')
    const made = await renderFrom(renderer, path, plan({ width: 60, height: 40 }))
    assert.equal((await sharp(made).metadata()).orientation, undefined)
    assert.ok(isClose(await pixelAt(made, 10, 8), [255, 0, 0]), `${orientation}: red`)
    assert.ok(isClose(await pixelAt(made, 50, 8), [0, 255, 0]), `${orientation}: green`)
    assert.ok(isClose(await pixelAt(made, 10, 32), [0, 0, 255]), `${orientation}: blue`)
    assert.ok(isClose(await pixelAt(made, 50, 32), [255, 255, 255]), `${orientation}: white`)
  }
})

test('every output format has exactly the planned size', async () => {
  await using folder = await temporaryFolder()
  await using renderer = openRenderer()
  const path = await write(join(folder.path, 'x.png'), quarters(333, 777).png())
  for (const format of ['jpeg', 'png', 'webp', 'avif', 'gif'] as const)
    for (const [width, height] of [
      [1, 1],
      [37, 91],
      [500, 200],
    ] as const) {
      const made = await renderFrom(renderer, path, plan({ width, height, format, quality: 80 }))
      const metadata = await sharp(made).metadata()
      assert.deepEqual([metadata.width, metadata.height], [width, height], format)
      assert.equal(metadata.format, format === 'avif' ? 'heif' : format)
    }
})

test('issue 13, point 23: the longest side of every format is one that its encoder takes', async () => {
  await using folder = await temporaryFolder()
  await using renderer = openRenderer()
  const path = await write(join(folder.path, 'x.png'), quarters(30, 20).png())
  for (const format of Object.keys(outputFormats) as OutputFormat[]) {
    const { maxSide } = outputFormats[format]
    for (const size of [
      { width: maxSide, height: 1 },
      { width: 1, height: maxSide },
    ]) {
      const made = await renderFrom(renderer, path, plan({ ...size, format, quality: 80 }))
      const { width, height } = await sharp(made, { limitInputPixels: false }).metadata()
      assert.deepEqual({ width, height }, size, format)
    }
  }
})

test('jellyfin#13956: transparency is kept, and never black', async () => {
  await using folder = await temporaryFolder()
  await using renderer = openRenderer()
  const path = await write(join(folder.path, 'logo.png'), disc(100).png())
  for (const format of ['png', 'webp', 'avif'] as const) {
    const made = await renderFrom(
      renderer,
      path,
      plan({ width: 50, height: 50, format, quality: 90 }),
    )
    assert.equal((await pixelAt(made, 1, 1))[3], 0, format)
    assert.ok(isClose(await pixelAt(made, 25, 25), [255, 0, 0, 255]), format)
  }
  const square = { width: 50, height: 50, quality: 90 }
  const white = await renderFrom(
    renderer,
    path,
    plan({ ...square, format: 'jpeg', background: '#ffffff' }),
  )
  assert.ok(isClose(await pixelAt(white, 1, 1), [255, 255, 255]))
  const blue = await renderFrom(
    renderer,
    path,
    plan({ ...square, format: 'webp', background: '#0000ff' }),
  )
  assert.ok(isClose(await pixelAt(blue, 1, 1), [0, 0, 255]))
})

test('jellyfin#5501: animations are resized and stay animations where the plan says so', async () => {
  await using folder = await temporaryFolder()
  await using renderer = openRenderer()
  for (const source of ['gif', 'webp'] as const) {
    const path = await write(join(folder.path, `x.${source}`), await animation(80, 5, source))
    assert.equal((await requireProbe(renderer, path)).frames, 5)
    for (const format of ['gif', 'webp'] as const) {
      const wanted = plan({ width: 40, height: 30, format, quality: 80, animated: true })
      const metadata = await sharp(await renderFrom(renderer, path, wanted), {
        pages: -1,
      }).metadata()
      assert.deepEqual([metadata.width, metadata.pageHeight, metadata.pages], [40, 30, 5])
    }
    const still = await renderFrom(renderer, path, plan({ width: 40, height: 30 }))
    assert.deepEqual((await sharp(still).metadata()).pages ?? 1, 1)
  }
})

test('colours end up in sRGB, whatever the original has', async () => {
  await using folder = await temporaryFolder()
  await using renderer = openRenderer()
  const wide = quarters(100, 80).withIccProfile('p3').png()
  const path = await write(join(folder.path, 'p3.png'), wide)
  const made = await renderFrom(renderer, path, plan())
  assert.equal((await sharp(made).metadata()).icc, undefined)
  assert.ok(isClose(await pixelAt(made, 10, 10), [255, 0, 0], 6))
  const cmyk = await write(
    join(folder.path, 'cmyk.jpg'),
    quarters(100, 80).toColourspace('cmyk').jpeg({ quality: 95 }),
  )
  assert.equal((await requireProbe(renderer, cmyk)).servableAsIs, false)
  const shown = await renderFrom(renderer, cmyk, plan())
  assert.equal((await sharp(shown).metadata()).space, 'srgb')
})

test('an SVG is drawn at the size asked for, not enlarged from pixels', async () => {
  await using folder = await temporaryFolder()
  await using renderer = openRenderer()
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="10" height="20"/></svg>'
  const path = await write(join(folder.path, 'x.svg'), Buffer.from(svg))
  const made = await renderFrom(renderer, path, plan({ width: 400, height: 400 }))
  // The edge is sharp: enlarged twentyfold from pixels it would be a ramp.
  assert.equal((await pixelAt(made, 196, 200))[3], 255)
  assert.equal((await pixelAt(made, 203, 200))[3], 0)
})

test('bytes other than those planned for are never rendered', async () => {
  await using folder = await temporaryFolder()
  await using renderer = openRenderer()
  const path = await write(join(folder.path, 'x.png'), quarters(50, 50).png())
  const { tag } = await requireProbe(renderer, path)
  await write(path, disc(50).png())
  await assert.rejects(
    renderer.render({ path }, plan(), { tag, priority: 'interactive' }),
    (error) => isKeyartError(error, 'SOURCE_CHANGED'),
  )
})
