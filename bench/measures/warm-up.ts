import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Keyart } from '../keyart.ts'
import type { LoadAnswer, LoadCall } from '../load/load.ts'
import type { Peer } from '../peer.ts'
import { slots } from '../settings.ts'
import type { BareAnswer, BareCall } from '../sides/bare-sharp.ts'
import { drawSmallPoster } from '../library.ts'

/*
 * What a process runs often is compiled anew, and better, while it runs: of a server's first
 * thousand requests each takes two or three times the processor time of the later ones. Servers
 * run for months; what a benchmark compares are the later ones.
 */

/** Renders before any that counts. */
export const warmUpRenders = { tiny: 20, quick: 500, full: 3_000 } as const

/** Bare sharp has next to nothing to compile. */
const bareRenders = (count: number) => Math.ceil(count / 7)

export const warmUpMethod = (size: keyof typeof warmUpRenders) =>
  `Keyart has made ${warmUpRenders[size]} pictures of a small one before, bare sharp ${bareRenders(warmUpRenders[size])}, so that what is compiled as it runs is.`

const widths = 120
const qualities = 25

/** A folder with one small photograph, of which to make something costs next to nothing. */
export async function makeWarmUpLibrary(folder: string): Promise<string> {
  const album = join(folder, 'Album')
  await mkdir(album, { recursive: true })
  await drawSmallPoster(join(album, 'small.jpg'))
  return folder
}

/** @param folder what `makeWarmUpLibrary` made, a library of photographs of `keyart` */
export async function warmUp(
  {
    keyart,
    load,
    bare,
  }: {
    readonly keyart: Keyart
    readonly load: Peer<LoadCall, LoadAnswer>
    readonly bare: Peer<BareCall, BareAnswer>
  },
  folder: string,
  count: number,
): Promise<void> {
  const [photo] = await keyart.items('Photo')
  if (photo === undefined) throw new Error('Expected a photograph to warm up with')
  const sizes = Array.from({ length: count }, (_, index) => ({
    width: 20 + (index % widths),
    quality: 95 - (Math.floor(index / widths) % qualities),
  }))
  const requests = sizes.map(({ width, quality }) => ({
    path: `/Items/${photo.Id}/Images/Primary?maxWidth=${width}&quality=${quality}&format=jpg&tag=${photo.ImageTags['Primary']}`,
  }))
  const until = { kind: 'count', count } as const
  await load.call({ port: keyart.port, connections: slots, requests, until })
  const path = join(folder, 'Album', 'small.jpg')
  const jobs = sizes.slice(0, bareRenders(count)).map(({ width, quality }) => {
    return { path, width, height: Math.round(1.5 * width), format: 'jpeg', quality } as const
  })
  await bare.call({ kind: 'render', jobs, inFlight: slots })
}
