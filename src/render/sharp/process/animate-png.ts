import sharp from 'sharp'
import { type Apng, pngOfFrame, readApng, showsCanvas } from '../../containers/apng.ts'
import type { SourceLimits } from '../messages.ts'
import { ApngCanvas } from './apng-canvas.ts'
import { preparePng } from './own-colours.ts'
import { openSource, type Source } from './source.ts'

/** All frames together: they are held at four bytes a pixel. */
const maxPixels = 25_000_000
/** Each is opened by itself. */
const maxFrames = 1000
/** Of a WebP, as which they are handed on. */
const maxSide = 16_383

/** With its animation, where it has one that is not too large; else its first picture is shown. */
export function withAnimation(source: Source, bytes: Buffer, limits: SourceLimits): Source {
  const apng = readApng(bytes)
  if (apng === undefined) return source
  const { width, height, frames } = apng
  const isSmall =
    frames.length <= maxFrames &&
    Math.max(width, height) <= maxSide &&
    width * height * frames.length <= Math.min(maxPixels, limits.maxSourcePixels)
  return isSmall
    ? { ...source, apng, frames: frames.length, showsCanvas: showsCanvas(apng) }
    : source
}

/** What moves of a source; the first picture of a PNG with frames that cannot be decoded. */
export async function openMoving(source: Source, limits: SourceLimits): Promise<Source> {
  const { apng, ...still } = source
  if (apng === undefined) return source
  try {
    return { bytes: await animate(apng, limits) }
  } catch {
    return { ...still, frames: 1 }
  }
}

/** The decoder shows the first picture of a PNG alone: as a WebP without loss it knows all. */
async function animate(apng: Apng, limits: SourceLimits): Promise<Buffer> {
  const { width, height, frames, plays } = apng
  const canvas = new ApngCanvas(width, height)
  const shown = Buffer.alloc(4 * width * height * frames.length)
  for (const [index, frame] of frames.entries()) {
    const before = frame.dispose === 'previous' ? Buffer.from(canvas.pixels) : undefined
    const source = await preparePng(pngOfFrame(apng, frame), limits)
    canvas.draw(
      frame,
      await openSource(source, limits)
        .toColourspace('srgb')
        .ensureAlpha()
        .raw({ depth: 'uchar' })
        .toBuffer(),
    )
    canvas.pixels.copy(shown, index * canvas.pixels.length)
    if (before !== undefined) canvas.restore(frame, before)
    else if (frame.dispose === 'background') canvas.clear(frame)
  }
  const raw = { width, height: height * frames.length, channels: 4, pageHeight: height } as const
  return await sharp(shown, { raw, limitInputPixels: false })
    .webp({ lossless: true, effort: 0, loop: plays, delay: frames.map(({ delay }) => delay) })
    .toBuffer()
}
