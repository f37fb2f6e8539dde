import { writeFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'

/** Pictures whose every part is known, drawn for tests. */

/** Four fields (red, green / blue, white): turned or mirrored, it is another picture. */
export function quarters(width: number, height: number): Sharp {
  const fields = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
  ] as const
  const pixels = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const field = (y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)
      pixels.set(fields[field]!, (y * width + x) * 3)
    }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

/** Noise that no encoder can make short work of; the same for the same seed. */
export function noise(width: number, height: number, seed = 1): Sharp {
  const pixels = Buffer.alloc(width * height * 3)
  let state = seed >>> 0 || 1
  for (let index = 0; index < pixels.length; index++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    pixels[index] = state & 255
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

/** A disc on a transparent ground. */
export function disc(side: number, colour = '#ff0000'): Sharp {
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><circle cx="50%" cy="50%" r="40%" fill="${colour}"/></svg>`,
    ),
  )
}

/** An animation of `frames` grey frames, each lighter than the one before. */
export async function animation(
  side: number,
  frames: number,
  format: 'gif' | 'webp',
): Promise<Buffer> {
  const images = Array.from({ length: frames }, (_, index) => {
    const grey = Math.round((255 * index) / frames)
    return sharp({
      create: { width: side, height: side, channels: 3, background: { r: grey, g: grey, b: grey } },
    })
      .png()
      .toBuffer()
  })
  const joined = sharp(await Promise.all(images), { join: { animated: true } })
  return await (format === 'gif' ? joined.gif() : joined.webp()).toBuffer()
}

/** Colour of one pixel as `[red, green, blue, alpha]`. */
export async function pixelAt(image: Buffer, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(image)
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const start = (y * info.width + x) * 4
  return [...data.subarray(start, start + 4)]
}

/** Whether two colours are alike, to within what a lossy encoder does to flat fields. */
export function isClose(a: readonly number[], b: readonly number[], tolerance = 12): boolean {
  return a.every((value, index) => Math.abs(value - (b[index] ?? 255)) <= tolerance)
}

export async function write(path: string, image: Sharp | Buffer): Promise<string> {
  await writeFile(path, Buffer.isBuffer(image) ? image : await image.toBuffer())
  return path
}
