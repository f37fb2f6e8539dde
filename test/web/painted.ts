import sharp from 'sharp'
import type { Locator } from 'playwright-core'

/** What a screenshot of an element shows, as 16 x 16 colours. */
export interface Painted {
  /** How far the colours lie apart; a flat area has about 0. */
  readonly spread: number
  readonly pixels: Buffer
}

/** Takes a screenshot of `element` once its image is decoded and has faded in. */
export async function paintedIn(element: Locator): Promise<Painted> {
  await element.scrollIntoViewIfNeeded()
  const image = element.locator('.picture:is(.there, .at-once) img')
  await image.waitFor()
  await image.evaluate(async (node) => {
    const img = node as unknown as Decoding
    await img.decode()
    if (img.naturalWidth === 0) throw new Error('The image has no pixels')
    await Promise.all(img.getAnimations().map((fade) => fade.finished))
  })
  const shot = await element.screenshot()
  const { channels } = await sharp(shot).removeAlpha().stats()
  const pixels = await sharp(shot).removeAlpha().resize(16, 16, { fit: 'fill' }).raw().toBuffer()
  return { spread: Math.max(...channels.map(({ stdev }) => stdev)), pixels }
}

/** Of an `HTMLImageElement` what is used above. */
interface Decoding {
  readonly naturalWidth: number
  decode(): Promise<void>
  getAnimations(): { readonly finished: Promise<unknown> }[]
}

/** The mean difference of two pictures, 0 to 255. */
export function difference(a: Painted, b: Painted): number {
  let sum = 0
  for (const [index, value] of a.pixels.entries()) sum += Math.abs(value - (b.pixels[index] ?? 0))
  return sum / a.pixels.length
}
