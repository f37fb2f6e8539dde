import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { drawPicture } from '../../demo/draw.ts'
import { listItems } from '../keyart.ts'
import { picturesOfDemo } from '../library.ts'
import { slots } from '../settings.ts'
import type { RenderSides } from './renders.ts'

/*
 * What a process runs often is compiled anew, and better, while it runs: of a server's first
 * thousand requests each takes two or three times the processor time of the later ones. Servers
 * run for months; what a benchmark compares are the later ones.
 */

/** Renders before any that counts. */
const renders = { tiny: 20, quick: 500, full: 3_000 } as const
/** Bare sharp has next to nothing to compile. */
const bareShare = 7

const widths = 120
const qualities = 25

export const warmUpMethod = (size: keyof typeof renders) =>
  `Keyart has created ${renders[size]} images from a small one before, bare sharp ${Math.ceil(renders[size] / bareShare)}, to warm up the JIT compiler.`

/** A folder with one small photograph, of which to make something costs next to nothing. */
export async function makeWarmUpLibrary(folder: string): Promise<string> {
  const album = join(folder, 'Album')
  await mkdir(album, { recursive: true })
  const poster = { ...picturesOfDemo('poster')[0]!, width: 160, height: 240 }
  await drawPicture({ ...poster, encoding: 'jpeg' }, join(album, 'small.jpg'))
  return folder
}

/** @param folder what `makeWarmUpLibrary` made, a library of photographs of `keyart` */
export async function warmUp(
  { keyart, load, bare }: RenderSides,
  folder: string,
  size: keyof typeof renders,
): Promise<void> {
  const [photo] = await listItems(keyart, 'Photo')
  if (photo === undefined) throw new Error('Expected a photograph to warm up with')
  const sizes = Array.from({ length: renders[size] }, (_, index) => ({
    width: 20 + (index % widths),
    quality: 95 - (Math.floor(index / widths) % qualities),
  }))
  const requests = sizes.map(({ width, quality }) => ({
    path: `/Items/${photo.Id}/Images/Primary?maxWidth=${width}&quality=${quality}&format=jpg&tag=${photo.ImageTags['Primary']}`,
  }))
  await load.call({ url: keyart.url, connections: slots, requests, expected: '200' })
  const path = join(folder, 'Album', 'small.jpg')
  const jobs = sizes.slice(0, Math.ceil(sizes.length / bareShare)).map(({ width, quality }) => {
    return { path, width, height: Math.round(1.5 * width), format: 'jpeg', quality } as const
  })
  await bare.call({ kind: 'render', jobs, inFlight: slots })
}
