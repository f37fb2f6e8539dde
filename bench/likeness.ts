import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { ssim } from '../test/support/ssim.ts'

/** SSIM of what was made of the picture at `path`, beside the same size made without loss. */
export async function likenessOf(made: Buffer, path: string): Promise<number> {
  const { width, height } = await sharp(made).metadata()
  const lossless = sharp(await readFile(path)).resize({ width, height, fit: 'fill' })
  return await ssim(made, await lossless.png().toBuffer())
}
