import { pngChunk, pngSignature } from './png.ts'

export interface ApngPart {
  /** Of eight bits with opacity, without interlacing, as all of them. */
  readonly png: Buffer
  readonly left?: number
  readonly top?: number
  /** Hundredths of seconds. */
  readonly delay?: number
  /** 0 leaves it, 1 clears its place, 2 puts back what was there. */
  readonly dispose?: 0 | 1 | 2
  /** 0 replaces what is there, 1 is laid over it. */
  readonly blend?: 0 | 1
}

/** An animated PNG (PNG third edition, 11.3.6). `poster`: a picture that is no frame of it. */
export function apngOf(parts: readonly ApngPart[], plays = 0, poster?: Buffer): Buffer {
  const whole = poster ?? parts[0]!.png
  let sequence = 0
  const chunks: Buffer[] = [
    pngSignature,
    pngChunk('IHDR', chunkIn(whole, 'IHDR')),
    pngChunk('acTL', u32s(parts.length, plays)),
  ]
  if (poster !== undefined) chunks.push(pngChunk('IDAT', chunkIn(poster, 'IDAT')))
  for (const [index, part] of parts.entries()) {
    const { png, left = 0, top = 0, delay = 10, dispose = 0, blend = 0 } = part
    const size = chunkIn(png, 'IHDR').subarray(0, 8)
    const rest = Buffer.from([delay >> 8, delay & 255, 0, 100, dispose, blend])
    chunks.push(pngChunk('fcTL', Buffer.concat([u32s(sequence++), size, u32s(left, top), rest])))
    const pixels = chunkIn(png, 'IDAT')
    if (index === 0 && poster === undefined) chunks.push(pngChunk('IDAT', pixels))
    else chunks.push(pngChunk('fdAT', Buffer.concat([u32s(sequence++), pixels])))
  }
  return Buffer.concat([...chunks, pngChunk('IEND', Buffer.alloc(0))])
}

/** The bodies of all chunks of a type. */
function chunkIn(png: Buffer, type: string): Buffer {
  const bodies: Buffer[] = []
  for (let at = 8; at + 12 <= png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === type)
      bodies.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  return Buffer.concat(bodies)
}

function u32s(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index)
  return bytes
}
