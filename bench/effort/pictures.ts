import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { drawPicture } from '../../demo/draw.ts'
import type { SizeClass } from '../../src/render/sharp/process/encoders.ts'
import { picturesOfDemo } from '../library.ts'

export interface Original {
  readonly path: string
  readonly kind: 'art' | 'logo'
}

/** Pixels that are ready to be encoded, and nothing else. */
export interface Picture {
  readonly kind: Original['kind']
  readonly size: SizeClass
  open(): Sharp
  /** The middle of the same pixels as a file, to compare with. */
  readonly reference: Buffer
}

/** What is cut out of an original of each kind. Nobody asks for a logo across the screen. */
const shapes = {
  art: { card: [300, 450], backdrop: [1280, 720], full: [1920, 1080] },
  logo: { card: [300, 116], backdrop: [800, 310] },
} as const

/** Larger than any shape, so that each of them is made smaller, as it is in service. */
const drawn = {
  poster: { width: 2000, height: 3000 },
  backdrop: { width: 3840, height: 2160 },
  logo: { width: 1600, height: 620 },
} as const

/** A poster, a backdrop and a logo of the demo's painter, drawn in `folder`. */
export async function drawOriginals(folder: string): Promise<readonly Original[]> {
  const originals: Original[] = []
  for (const kind of ['poster', 'backdrop', 'logo'] as const) {
    const path = join(folder, `${kind}.png`)
    await drawPicture({ ...picturesOfDemo(kind)[0]!, ...drawn[kind], encoding: 'png' }, path)
    originals.push({ path, kind: kind === 'logo' ? 'logo' : 'art' })
  }
  return originals
}

/** Every JPEG of `folder`. */
export async function findPhotographs(folder: string): Promise<readonly Original[]> {
  const names = (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name))
  return names.toSorted().map((name) => ({ path: join(folder, name), kind: 'art' }))
}

/** In all sizes that the originals are large enough for. */
export async function cutPictures(originals: readonly Original[]): Promise<readonly Picture[]> {
  const pictures: Picture[] = []
  for (const { path, kind } of originals) {
    const { autoOrient } = await sharp(path).metadata()
    for (const [size, [width, height]] of Object.entries(shapes[kind])) {
      if (width > autoOrient.width || height > autoOrient.height) continue
      const { data, info } = await sharp(path)
        .autoOrient()
        .resize({ width, height, fit: 'cover' })
        .toColourspace('srgb')
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true })
      const open = () => sharp(data, { raw: { width, height, channels: info.channels } })
      const reference = await middleOf(await open().png({ compressionLevel: 1 }).toBuffer())
      pictures.push({ kind, size: size as SizeClass, open, reference })
    }
  }
  return pictures
}

/** Pixels that are compared: SSIM of a whole screen takes longer than most encoders. */
const [widest, highest] = [640, 480]

/** The middle of a picture, as large as is compared. */
export async function middleOf(picture: Buffer): Promise<Buffer> {
  const image = sharp(picture)
  const { width, height } = await image.metadata()
  const size = { width: Math.min(width, widest), height: Math.min(height, highest) }
  const left = Math.floor((width - size.width) / 2)
  const top = Math.floor((height - size.height) / 2)
  const cut = image.extract({ left, top, ...size })
  return await cut.png({ compressionLevel: 1 }).toBuffer()
}
