import sharp from 'sharp'

/** Pixels that are compared: SSIM of a whole screen takes longer than most encoders. */
const [widest, highest] = [640, 480]

/** The middle of a picture, as large as is compared. */
export async function middleOf(picture: Buffer): Promise<Buffer> {
  const image = sharp(picture)
  const { width, height } = await image.metadata()
  const size = { width: Math.min(width, widest), height: Math.min(height, highest) }
  const left = Math.floor((width - size.width) / 2)
  const top = Math.floor((height - size.height) / 2)
  return await image
    .extract({ left, top, ...size })
    .png({ compressionLevel: 1 })
    .toBuffer()
}
