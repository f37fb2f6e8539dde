import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { drawPicture } from '../../demo/draw.ts'
import type { PictureSpec } from '../../demo/picture.ts'
import type { SizeClass } from '../../src/render/sharp/process/encoders.ts'
import { middleOf } from './middle.ts'

/** Pixels that are ready to be encoded, and nothing else. */
export interface Picture {
  readonly kind: 'art' | 'logo'
  readonly size: SizeClass
  readonly width: number
  readonly height: number
  open(): Sharp
  /** The middle of the same pixels as a file, to compare with. */
  readonly reference: Buffer
}

/** What is cut out of an original of each kind. Nobody asks for a logo across the screen. */
const shapes = {
  art: { card: [300, 450], backdrop: [1280, 720], full: [1920, 1080] },
  logo: { card: [300, 116], backdrop: [800, 310] },
} as const

/** Drawn larger than any shape, so that each of them is made smaller, as it is in service. */
const drawn: readonly PictureSpec[] = [
  {
    kind: 'poster',
    look: { scene: 'harbour', palette: 'ember', seed: 'effort' },
    title: 'Fog Bank',
    line: 'Nobody comes back by day',
    width: 2000,
    height: 3000,
    encoding: 'png',
  },
  {
    kind: 'backdrop',
    look: { scene: 'peaks', palette: 'frost', seed: 'effort' },
    width: 3840,
    height: 2160,
    encoding: 'png',
  },
  {
    kind: 'logo',
    look: { scene: 'harbour', palette: 'ember', seed: 'effort' },
    title: 'Fog Bank',
    width: 1600,
    height: 620,
    encoding: 'png',
  },
]

/** Pictures in all their sizes: of the demo's painter, drawn below `folder`. */
export async function drawPictures(folder: string): Promise<Picture[]> {
  const pictures: Picture[] = []
  for (const [index, spec] of drawn.entries()) {
    const path = join(folder, `${index}.png`)
    await drawPicture(spec, path)
    pictures.push(...(await cutAll(path, spec.kind === 'logo' ? 'logo' : 'art')))
  }
  return pictures
}

/** Every JPEG of `folder`, in the sizes that it is large enough for. */
export async function photographs(folder: string): Promise<Picture[]> {
  const pictures: Picture[] = []
  for (const name of (await readdir(folder)).toSorted())
    if (/\.jpe?g$/i.test(name)) pictures.push(...(await cutAll(join(folder, name), 'art')))
  return pictures
}

async function cutAll(path: string, kind: Picture['kind']): Promise<Picture[]> {
  const { autoOrient } = await sharp(path).metadata()
  const pictures: Picture[] = []
  for (const [size, [width, height]] of Object.entries(shapes[kind]))
    if (width <= autoOrient.width && height <= autoOrient.height)
      pictures.push(await cut(path, kind, size as SizeClass, width, height))
  return pictures
}

async function cut(
  path: string,
  kind: Picture['kind'],
  size: SizeClass,
  width: number,
  height: number,
): Promise<Picture> {
  const { data, info } = await sharp(path)
    .autoOrient()
    .resize({ width, height, fit: 'cover' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const raw = { width, height, channels: info.channels }
  const open = () => sharp(data, { raw })
  const reference = await middleOf(await open().png({ compressionLevel: 1 }).toBuffer())
  return { kind, size, width, height, open, reference }
}
