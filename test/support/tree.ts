import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import sharp from 'sharp'
import { mapSome } from './ask.ts'

/** What a test knows of a picture that it wrote, without asking Keyart. */
export interface Picture {
  /** First 32 hex digits of the SHA-256 of the file. */
  readonly tag: string
  /** As shown. */
  readonly width: number
  readonly height: number
}

/** The tag that a picture of these bytes has. */
export function tagOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32)
}

/** Media is recognised by its name; it need not be readable. */
const media = Buffer.from('no film')

/**
 * A folder of files made by code. Every picture differs from all others in colour and mostly in
 * size.
 */
export class Tree {
  readonly root: string
  readonly pictures = new Map<string, Picture>()
  readonly #scale: number
  readonly #planned: { readonly path: string; readonly content: Buffer | undefined }[] = []

  /** `scale` 1: pictures of some 40 to 110 pixels a side. */
  constructor(root: string, scale = 1) {
    this.root = root
    this.#scale = scale
  }

  film(...paths: readonly string[]): this {
    for (const path of paths) this.#planned.push({ path, content: media })
    return this
  }

  text(path: string, text: string): this {
    this.#planned.push({ path, content: Buffer.from(text) })
    return this
  }

  bytes(path: string, content: Buffer): this {
    this.#planned.push({ path, content })
    return this
  }

  picture(...paths: readonly string[]): this {
    for (const path of paths) this.#planned.push({ path, content: undefined })
    return this
  }

  require(path: string): Picture {
    const picture = this.pictures.get(path)
    if (picture === undefined) throw new Error(`No picture was written at ${path}`)
    return picture
  }

  /** Writes what was planned since the last time. `number` sets the first picture's looks. */
  async write(number = 1): Promise<this> {
    const planned = this.#planned.splice(0)
    const folders = new Set(planned.map(({ path }) => dirname(join(this.root, path))))
    for (const folder of folders) await mkdir(folder, { recursive: true })
    await mapSome(planned, 4, async ({ path, content }, index) => {
      if (content !== undefined) await writeFile(join(this.root, path), content)
      else await this.draw(path, number + index)
    })
    return this
  }

  /** (Over)writes one picture; another number is another picture. */
  async draw(path: string, number: number): Promise<Picture> {
    const { bytes, width, height } = await drawPicture(number, extname(path).slice(1), this.#scale)
    await writeFile(join(this.root, path), bytes)
    const picture = { tag: tagOf(bytes), width, height }
    this.pictures.set(path, picture)
    return picture
  }
}

const shapes = [
  [40, 60],
  [64, 36],
  [48, 48],
  [100, 19],
  [33, 57],
  [71, 40],
] as const

/**
 * The picture of a number in the format of an extension. Every seventh JPEG lies on its side and
 * has an EXIF orientation that says so.
 */
export async function drawPicture(number: number, extension: string, scale = 1) {
  const [w, h] = shapes[number % shapes.length]!
  const width = (w + (Math.floor(number / shapes.length) % 17)) * scale
  const height = h * scale
  const colour = `rgb(${(number * 37) % 256},${(number * 101) % 256},${number % 256})`
  const alpha = number % 2 === 0
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<rect width="100%" height="100%" fill="${colour}"/><circle cx="30%" cy="30%" r="20%" fill="white"/><text y="20" font-size="9">${number}</text></svg>`
  const bytes = Buffer.from(svg)
  const format = extension.toLowerCase()
  if (format === 'svg') return { bytes, width, height }
  const image = sharp(bytes)
  switch (format) {
    case 'png':
    case 'webp':
      if (alpha) image.ensureAlpha(0.5)
      return { bytes: await image.toFormat(format).toBuffer(), width, height }
    case 'gif':
      return { bytes: await image.gif().toBuffer(), width, height }
    case 'avif':
    case 'heif':
      return { bytes: await image.avif({ effort: 0 }).toBuffer(), width, height }
    case 'tif':
    case 'tiff':
      return { bytes: await image.tiff().toBuffer(), width, height }
    default:
      if (number % 7 !== 0) return { bytes: await image.jpeg().toBuffer(), width, height }
      return {
        bytes: await image.jpeg().withMetadata({ orientation: 6 }).toBuffer(),
        width: height,
        height: width,
      }
  }
}
