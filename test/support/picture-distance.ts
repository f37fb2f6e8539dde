import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

/** CIE Lab, on a mid grey where they are transparent, as an eye at some distance sees them. */
async function labOf(picture: Buffer) {
  return await sharp(picture)
    .flatten({ background: '#808080' })
    .blur(0.7)
    .toColourspace('lab')
    .raw({ depth: 'float' })
    .toBuffer({ resolveWithObject: true })
}

/**
 * How far apart two pictures look: CIE76 differences of their pixels, `mean` and `worst`. About 2
 * can just be seen side by side. Pictures of different size are infinitely far apart.
 */
export async function pictureDistance(
  one: Buffer,
  other: Buffer,
): Promise<{ readonly mean: number; readonly worst: number }> {
  const [a, b] = await Promise.all([labOf(one), labOf(other)])
  if (a.info.width !== b.info.width || a.info.height !== b.info.height)
    return { mean: Infinity, worst: Infinity }
  const [left, right] = [a, b].map(
    ({ data }) => new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4),
  ) as [Float32Array, Float32Array]
  let sum = 0
  let worst = 0
  for (let at = 0; at < left.length; at += 3) {
    const difference = Math.hypot(
      left[at]! - right[at]!,
      left[at + 1]! - right[at + 1]!,
      left[at + 2]! - right[at + 2]!,
    )
    sum += difference
    worst = Math.max(worst, difference)
  }
  return { mean: sum / (left.length / 3), worst }
}

const golden = fileURLToPath(new URL('../golden/pictures/', import.meta.url))

/**
 * The stored picture of that name. With `KEYART_UPDATE_GOLDEN=1` it is `made` that is stored: look
 * at it before it is kept.
 */
export async function storedPicture(name: string, made: Buffer): Promise<Buffer> {
  const path = `${golden}${name}.png`
  if (process.env['KEYART_UPDATE_GOLDEN'] !== '1') return await readFile(path)
  await mkdir(golden, { recursive: true })
  const small = await sharp(made).png({ palette: true, effort: 10 }).toBuffer()
  await writeFile(path, small)
  return small
}
