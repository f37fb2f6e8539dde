import { crc32 } from 'node:zlib'
import { chunksOf } from './png.ts'

/** A frame of an animated PNG (PNG third edition, 11.3.6.2), in pixels of the whole. */
export interface ApngFrame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  /** Milliseconds. */
  readonly delay: number
  /** What becomes of its place before the next frame. */
  readonly dispose: 'none' | 'background' | 'previous'
  readonly blend: 'source' | 'over'
  /** Compressed pixels, in pieces. */
  readonly pixels: readonly Buffer[]
}

export interface Apng {
  readonly width: number
  readonly height: number
  /** 0 for ever. */
  readonly plays: number
  readonly frames: readonly ApngFrame[]
  /** The body of `IHDR`, and whole chunks that all frames share: palette, colours. */
  readonly header: Buffer
  readonly shared: readonly Buffer[]
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex')
const disposals = ['none', 'background', 'previous'] as const
/** Chunks of the animation and of its pixels; none of these is shared. */
const own = new Set(['IHDR', 'acTL', 'fcTL', 'IDAT', 'fdAT', 'IEND'])

/** `undefined` for a PNG without an animation, or with one that is not as it should be. */
export function readApng(bytes: Buffer): Apng | undefined {
  let header: Buffer | undefined
  let plays: number | undefined
  let hasPixels = false
  const shared: Buffer[] = []
  const frames: (Omit<ApngFrame, 'pixels'> & { readonly pixels: Buffer[] })[] = []
  for (const { type, start, inside, end } of chunksOf(bytes)) {
    const body = bytes.subarray(inside, end - 4)
    if (type === 'IHDR' && body.length === 13) header = body
    else if (type === 'acTL' && body.length === 8 && !hasPixels) plays = body.readUInt32BE(4)
    else if (type === 'fcTL' && body.length === 26)
      frames.push({ ...readControl(body), pixels: [] })
    // Before any frame it is a picture for viewers that know no animations.
    else if (type === 'IDAT') frames.at(-1)?.pixels.push(body)
    else if (type === 'fdAT' && body.length > 4) frames.at(-1)?.pixels.push(body.subarray(4))
    else if (!own.has(type) && !hasPixels) shared.push(bytes.subarray(start, end))
    hasPixels ||= type === 'IDAT'
    // No still picture goes on.
    if (hasPixels && plays === undefined) return undefined
  }
  if (header === undefined || plays === undefined) return undefined
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const isSound = frames.every(
    (frame) =>
      frame.pixels.length > 0 &&
      frame.width > 0 &&
      frame.height > 0 &&
      frame.left + frame.width <= width &&
      frame.top + frame.height <= height,
  )
  return frames.length > 1 && isSound ? { width, height, plays, frames, header, shared } : undefined
}

function readControl(body: Buffer): Omit<ApngFrame, 'pixels'> {
  // A denominator of 0 means hundredths of seconds.
  const [numerator, denominator] = [body.readUInt16BE(20), body.readUInt16BE(22) || 100]
  return {
    width: body.readUInt32BE(4),
    height: body.readUInt32BE(8),
    left: body.readUInt32BE(12),
    top: body.readUInt32BE(16),
    delay: Math.round((1000 * numerator) / denominator),
    dispose: disposals[body[24]!] ?? 'none',
    blend: body[25] === 1 ? 'over' : 'source',
  }
}

/** A frame as a PNG of its own. */
export function pngOfFrame({ header, shared }: Apng, frame: ApngFrame): Buffer {
  const size = Buffer.from(header)
  size.writeUInt32BE(frame.width, 0)
  size.writeUInt32BE(frame.height, 4)
  return Buffer.concat([
    signature,
    chunk('IHDR', [size]),
    ...shared,
    chunk('IDAT', frame.pixels),
    chunk('IEND', []),
  ])
}

function chunk(type: string, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), ...parts])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(body.length - 4)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

/** Whether pixels may be seen that no frame has drawn, or of which a frame was taken away again. */
export function showsCanvas({ width, height, frames }: Apng): boolean {
  const [first] = frames
  const isBare = first !== undefined && (first.width < width || first.height < height)
  return isBare || frames.some(({ dispose }) => dispose !== 'none')
}
