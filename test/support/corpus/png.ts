import { crc32, deflateSync } from 'node:zlib'

export const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex')

/** A chunk with its length and checksum (PNG 5.3). */
export function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  return Buffer.concat([u32(data.length), body, u32(crc32(body))])
}

/** PNG colour types (PNG 11.2.1). */
export const grey = 0

/** A header for a picture without interlacing. */
export function pngHeader(width: number, height: number, depth = 1, colour = grey): Buffer {
  const rest = Buffer.from([depth, colour, 0, 0, 0])
  return pngChunk('IHDR', Buffer.concat([u32(width), u32(height), rest]))
}

/** A black picture of one bit a pixel, with `chunks` between its header and its pixels. */
export function blackPng(width: number, height: number, chunks: readonly Buffer[] = []): Buffer {
  const pixels = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height))
  return Buffer.concat([
    pngSignature,
    pngHeader(width, height),
    ...chunks,
    pngChunk('IDAT', pixels),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

/** Compressed text (PNG 11.3.4.3) of `bytes` zeros. */
export function compressedText(bytes: number): Buffer {
  return pngChunk('zTXt', Buffer.concat([Buffer.from('k\0\0'), zeros(bytes)]))
}

/** The same as international text (PNG 11.3.4.5). */
export function compressedInternationalText(bytes: number): Buffer {
  return pngChunk('iTXt', Buffer.concat([Buffer.from('k\0\x01\0\0\0'), zeros(bytes)]))
}

/** A colour profile (PNG 11.3.3.3) that is `bytes` zeros. */
export function compressedProfile(bytes: number): Buffer {
  return pngChunk('iCCP', Buffer.concat([Buffer.from('k\0\0'), zeros(bytes)]))
}

function zeros(bytes: number): Buffer {
  return deflateSync(Buffer.alloc(bytes))
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}
