import sharp from 'sharp'

/** Weights of a window, 11 wide, sigma 1.5: those of the paper. They add up to 1. */
const window = gaussian(11, 1.5)

/** They keep flat windows from dividing by nothing: (0.01 · 255)² and (0.03 · 255)². */
const [c1, c2] = [6.5025, 58.5225]

/**
 * Mean structural similarity of the luma of two encoded pictures: 1 for the same, about 0 for what
 * has nothing in common, below it for the opposite. What is transparent lies on a mid grey.
 *
 * Source: Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility to
 * structural similarity", 2004. Windows lie within the picture.
 *
 * @throws RangeError where sizes differ, or a side is less than 11 pixels
 */
export async function ssim(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all([lumaOf(one), lumaOf(other)])
  if (a.width !== b.width || a.height !== b.height)
    throw new RangeError(
      `Expected two pictures of one size but got ${a.width} x ${a.height} and ${b.width} x ${b.height}`,
    )
  if (Math.min(a.width, a.height) < window.length)
    throw new RangeError(`Expected at least ${window.length} pixels a side`)
  const meanOf = (value: (index: number) => number) => blurred(a, value)
  const [x, y] = [a.values, b.values]
  const meanX = meanOf((index) => x[index]!)
  const meanY = meanOf((index) => y[index]!)
  const meanXX = meanOf((index) => x[index]! ** 2)
  const meanYY = meanOf((index) => y[index]! ** 2)
  const meanXY = meanOf((index) => x[index]! * y[index]!)
  let sum = 0
  for (let index = 0; index < meanX.length; index++) {
    const [mx, my] = [meanX[index]!, meanY[index]!]
    const covariance = meanXY[index]! - mx * my
    const variances = meanXX[index]! - mx ** 2 + (meanYY[index]! - my ** 2)
    sum +=
      ((2 * mx * my + c1) * (2 * covariance + c2)) / ((mx ** 2 + my ** 2 + c1) * (variances + c2))
  }
  return sum / meanX.length
}

interface Luma {
  readonly width: number
  readonly height: number
  /** 0 to 255, row by row. */
  readonly values: Float64Array
}

/** Weights of ITU-R BT.601, as JPEG and WebP have them. */
async function lumaOf(picture: Buffer): Promise<Luma> {
  const { data, info } = await sharp(picture)
    .flatten({ background: '#808080' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const values = new Float64Array(info.width * info.height)
  for (let pixel = 0, at = 0; pixel < values.length; pixel++, at += info.channels)
    values[pixel] = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!
  return { width: info.width, height: info.height, values }
}

function gaussian(length: number, sigma: number): readonly number[] {
  const middle = (length - 1) / 2
  const heights = Array.from({ length }, (_, x) =>
    Math.exp(-((x - middle) ** 2) / (2 * sigma ** 2)),
  )
  const sum = heights.reduce((total, height) => total + height, 0)
  return heights.map((height) => height / sum)
}

/** The weighted mean of each window, from the first that lies within the picture to the last. */
function blurred({ width, height }: Luma, value: (index: number) => number): Float64Array {
  const columns = width - window.length + 1
  const rows = height - window.length + 1
  const across = new Float64Array(columns * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < columns; x++) {
      let sum = 0
      for (let at = 0; at < window.length; at++) sum += window[at]! * value(y * width + x + at)
      across[y * columns + x] = sum
    }
  const means = new Float64Array(columns * rows)
  for (let index = 0; index < means.length; index++) {
    let sum = 0
    for (let at = 0; at < window.length; at++) sum += window[at]! * across[index + at * columns]!
    means[index] = sum
  }
  return means
}
