/** Pixels as bytes: red, green, blue and something that is not looked at. */
export interface BlurHashSource {
  readonly pixels: Uint8Array
  readonly width: number
  readonly height: number
}

/** Waves across and down, 1 to 9 each. */
export interface BlurHashWaves {
  readonly x: number
  readonly y: number
}

/**
 * The BlurHash of a picture, as the package `blurhash` makes it, bit for bit: sums are taken in its
 * order. That works out every cosine and every power anew for each pixel and wave, which for small
 * pictures takes longer than all decoding.
 */
export function encodeBlurHash(source: BlurHashSource, waves: BlurHashWaves): string {
  const [first, ...others] = componentsOf(source, waves)
  const max = Math.max(...others.flat())
  const quantized = others.length === 0 ? 0 : Math.floor(clamp(Math.floor(max * 166 - 0.5), 0, 82))
  const scale = others.length === 0 ? 1 : (quantized + 1) / 166
  return [
    inBase83(waves.x - 1 + (waves.y - 1) * 9, 1),
    inBase83(quantized, 1),
    inBase83(
      first!.reduce((sum, value) => 256 * sum + toSrgb(value), 0),
      4,
    ),
    ...others.map((colour) =>
      inBase83(
        colour.reduce((sum, value) => 19 * sum + quantize(value / scale), 0),
        2,
      ),
    ),
  ].join('')
}

type Colour = readonly [number, number, number]

/** How much of each wave is in the picture; the first is its mean. */
function componentsOf({ pixels, width, height }: BlurHashSource, waves: BlurHashWaves): Colour[] {
  const light = new Float64Array(pixels.length)
  for (let at = 0; at < light.length; at++) light[at] = linear[pixels[at]!]!
  const across = wavesOf(waves.x, width)
  const down = wavesOf(waves.y, height)
  const part = 1 / (width * height)
  return down.flatMap((ofRow, j) =>
    across.map((ofColumn, i): Colour => {
      const norm = i === 0 && j === 0 ? 1 : 2
      let red = 0
      let green = 0
      let blue = 0
      for (let x = 0; x < width; x++) {
        const ofPlace = norm * ofColumn[x]!
        for (let y = 0, at = 4 * x; y < height; y++, at += 4 * width) {
          const basis = ofPlace * ofRow[y]!
          red += basis * light[at]!
          green += basis * light[at + 1]!
          blue += basis * light[at + 2]!
        }
      }
      return [red * part, green * part, blue * part]
    }),
  )
}

function wavesOf(count: number, length: number): readonly Float64Array[] {
  return Array.from({ length: count }, (_, wave) => {
    const heights = new Float64Array(length)
    for (let at = 0; at < length; at++) heights[at] = Math.cos((Math.PI * wave * at) / length)
    return heights
  })
}

/** Of each byte of sRGB, the light that it stands for. */
const linear = Float64Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255
  return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4)
})

function toSrgb(light: number): number {
  const value = clamp(light, 0, 1)
  return value <= 0.0031308
    ? Math.trunc(value * 12.92 * 255 + 0.5)
    : Math.trunc((1.055 * Math.pow(value, 0.4166666666666667) - 0.055) * 255 + 0.5)
}

/** To one of 19 steps, finer about zero. */
function quantize(value: number): number {
  const root = (value < 0 ? -1 : 1) * Math.pow(Math.abs(value), 0.5)
  return clamp(Math.floor(root * 9 + 9.5), 0, 18)
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value))
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~'

function inBase83(value: number, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest = Math.floor(rest / 83))
    text = digits[rest % 83]! + text
  return text
}
