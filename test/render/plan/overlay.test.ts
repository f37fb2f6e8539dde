import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import { assertPixels, seen, Studio } from '../../support/rendered.ts'

/* The signs pixel by pixel: places and colours are Jellyfin's up to a height of 400. */

let studio: Studio
before(async () => {
  studio = await Studio.open()
})
after(() => studio[Symbol.asyncDispose]())

for (const [width, height, thick] of [
  [267, 400, 9],
  [300, 169, 9],
  [600, 900, 20], // 9 * 900 / 400 = 20.25
  [1280, 720, 16],
  [60, 4, 4],
] as const)
  test(`the bar on ${width} x ${height} is ${thick} high`, async () => {
    for (const percent of [0.01, 33, 50, 99.9]) {
      const bytes = await studio.drawn(width, height, { percentPlayed: percent })
      const end = Math.round(((width - 1) * percent) / 100)
      const top = height - thick
      if (top > 0) await assertPixels(bytes, [[0, top - 1, seen.grey, 'above']])
      if (end > 0)
        await assertPixels(bytes, [
          [0, top, seen.blue, 'first row'],
          [0, height - 1, seen.blue, 'last row'],
          [end - 1, top, seen.blue, 'last that is played'],
        ])
      if (end < width - 1)
        await assertPixels(bytes, [
          [end, top, seen.ground, 'first that is not played'],
          [width - 2, height - 1, seen.ground, 'end of the bar'],
        ])
      await assertPixels(bytes, [[width - 1, height - 1, seen.grey, 'last column']])
    }
  })

for (const [width, height, scale] of [
  [267, 400, 1],
  [300, 150, 1],
  [600, 900, 2.25],
  [1280, 720, 1.8],
  // As the height has it, the circle would leave a strip.
  [100, 2000, 100 / 58],
] as const)
  test(`the circle on ${width} x ${height} is ${scale} times as large`, async () => {
    const bytes = await studio.drawn(width, height, { unplayedCount: 1 })
    const [x, y, r] = [width - 38 * scale, 38 * scale, 20 * scale]
    const inside = r - 2
    const outside = r + 2
    await assertPixels(bytes, [
      [Math.round(x - inside), Math.round(y), seen.circle, 'left in'],
      [Math.round(x + inside) - 1, Math.round(y), seen.circle, 'right in'],
      [Math.round(x), Math.round(y - inside), seen.circle, 'top in'],
      [Math.round(x), Math.round(y + inside) - 1, seen.circle, 'bottom in'],
      [Math.round(x + outside), Math.round(y), seen.grey, 'right out'],
      [Math.round(x), Math.round(y - outside), seen.grey, 'top out'],
      [Math.round(x), Math.round(y + outside), seen.grey, 'bottom out'],
      // Corners of its square.
      [Math.round(x + 0.8 * r), Math.round(y - 0.8 * r), seen.grey, 'corner'],
      [Math.round(x + 0.8 * r), Math.round(y + 0.8 * r), seen.grey, 'corner'],
      // The stem of the 1, a little right of the middle.
      [Math.round(x + 0.9 * scale), Math.round(y + 2 * scale), seen.white, 'stem'],
      // The bar is not there.
      [0, height - 1, seen.grey, 'lower edge'],
    ])
  })

test('a number stands in the middle and clear of the edge, up to four digits', async () => {
  for (const [width, height] of [
    [120, 100],
    [720, 1080],
  ] as const)
    for (const unplayedCount of [8, 88, 888, 8888]) {
      const bytes = await studio.drawn(width, height, { unplayedCount })
      const scale = Math.max(1, height / 400)
      const [cx, cy] = [width - 38 * scale, 38 * scale]
      const { data } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true })
      let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          // Red: 40 in the seen.circle, 200 around it, 255 in the number.
          if (data[(y * width + x) * 3]! > 215) {
            left = Math.min(left, x)
            right = Math.max(right, x + 1)
            top = Math.min(top, y)
            bottom = Math.max(bottom, y + 1)
          }
      const what = `${unplayedCount} on ${width} x ${height}: ${[left, right, top, bottom].join()}`
      assert.ok(Math.abs((left + right) / 2 - cx) <= 1.01, what)
      assert.ok(Math.abs((top + bottom) / 2 - cy) <= 1.01, what)
      const corner = Math.hypot(right - cx, bottom - cy)
      assert.ok(corner < 18.5 * scale, `${what}: ${corner}`)
      // As tall as Jellyfin's type of 24, and of 18 from three digits on.
      const tall = unplayedCount < 100 ? 17 : unplayedCount < 1000 ? 13 : 10
      assert.ok(Math.abs(bottom - top - tall * scale) <= 1 + scale, what)
    }
})

test('a picture of any size takes every sign', async () => {
  const effects = { percentPlayed: 50, playedIndicator: true, blur: 3, foreground: 0.5 }
  for (const [width, height] of [
    [1, 1],
    [1, 30],
    [2, 2],
    [19, 19],
    [40, 40],
    [58, 20],
    [500, 1],
  ] as const) {
    const bytes = await studio.drawn(width, height, effects)
    const { width: w, height: h } = await sharp(bytes).metadata()
    assert.deepEqual([w, h], [width, height])
  }
})

test('the foreground lies under the signs', async () => {
  const bytes = await studio.drawn(200, 200, {
    foreground: 0,
    percentPlayed: 50,
    playedIndicator: true,
  })
  await assertPixels(bytes, [
    [10, 195, seen.blue, 'bar'],
    [162 - 17, 38, [0, 131, 176, 255], 'circle over black'],
    [159, 44, seen.white, 'tick'],
  ])
})
