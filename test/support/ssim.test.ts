import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp, { type Sharp } from 'sharp'
import { noise, quarters } from './pictures.ts'
import { ssim } from './ssim.ts'

const png = (picture: Sharp) => picture.png().toBuffer()

function flat(grey: number): Promise<Buffer> {
  const background = { r: grey, g: grey, b: grey }
  return png(sharp({ create: { width: 20, height: 30, channels: 3, background } }))
}

test('the same picture, whatever holds it, is as similar as can be', async () => {
  const picture = await png(quarters(40, 60))
  const lossless = await sharp(picture).webp({ lossless: true }).toBuffer()
  assert.ok(Math.abs((await ssim(picture, lossless)) - 1) < 1e-9)
})

test('flat pictures differ by their luminance alone', async () => {
  const expected = (2 * 100 * 150 + 6.5025) / (100 ** 2 + 150 ** 2 + 6.5025)
  assert.ok(Math.abs((await ssim(await flat(100), await flat(150))) - expected) < 1e-6)
})

test('noises have nothing in common, and a negative is the opposite', async () => {
  const one = await png(noise(120, 80, 1))
  const unlike = await ssim(one, await png(noise(120, 80, 2)))
  assert.ok(Math.abs(unlike) < 0.1, String(unlike))
  const negative = await ssim(one, await png(sharp(one).negate()))
  assert.ok(negative < -0.5, String(negative))
})

test('the harder a picture is compressed, the less similar it is; either way round', async () => {
  const picture = await png(noise(200, 300).blur(2))
  const made = await Promise.all(
    [95, 60, 20].map((quality) => sharp(picture).jpeg({ quality }).toBuffer()),
  )
  const [high, middle, low] = (await Promise.all(made.map((other) => ssim(picture, other)))) as [
    number,
    number,
    number,
  ]
  assert.ok(1 > high && high > middle && middle > low, `${high} ${middle} ${low}`)
  const back = await ssim(made[2]!, picture)
  assert.ok(Math.abs(back - low) < 1e-9, `${back} ${low}`)
})

test('sizes must be alike, and large enough for a window', async () => {
  const large = await png(quarters(40, 60))
  const turned = await png(quarters(60, 40))
  const small = await png(quarters(40, 10))
  await assert.rejects(ssim(large, turned), /one size but got 40 x 60 and 60 x 40/)
  await assert.rejects(ssim(small, small), /at least 11 pixels/)
})
