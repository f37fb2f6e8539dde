import type { Sharp } from 'sharp'
import { jpegSegment } from './jpeg.ts'
import { u16 } from './heif.ts'

/** Bits of a difference; each category has a code of as many bits as any other. */
const categories = 9
const codeBits = 4

/**
 * A lossless JPEG (ITU-T T.81, annex H), as medical and scientific programs write: predicted from
 * the left, in red, green and blue.
 */
export async function losslessJpeg(picture: Sharp): Promise<Buffer> {
  const { data, info } = await picture
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const frame = Buffer.concat([
    Buffer.from([8]),
    u16(height),
    u16(width),
    Buffer.from([3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]),
  ])
  const counts = Array.from({ length: 16 }, (_, index) => (index + 1 === codeBits ? categories : 0))
  const table = Buffer.from([0, ...counts, ...Array.from({ length: categories }, (_, n) => n)])
  // Adobe's mark: no YCbCr.
  const adobe = Buffer.from('41646f6265006400000000' + '00', 'hex')
  const scan = Buffer.from([3, 1, 0, 2, 0, 3, 0, 1, 0, 0])
  return Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    jpegSegment(0xee, adobe),
    jpegSegment(0xc3, frame),
    jpegSegment(0xc4, table),
    jpegSegment(0xda, scan),
    code(data, width),
    Buffer.from('ffd9', 'hex'),
  ])
}

function code(data: Buffer, width: number): Buffer {
  const row = 3 * width
  let bits = ''
  for (let at = 0; at < data.length; at++) {
    const column = at % row
    // H.1.2.1: the first row from the left, the first column from above.
    const predicted = column >= 3 ? data[at - 3]! : at >= row ? data[at - row]! : 128
    const difference = data[at]! - predicted
    const length = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1
    bits += length.toString(2).padStart(codeBits, '0')
    // Negative ones as in F.1.2.1.1.
    const value = difference < 0 ? difference + 2 ** length - 1 : difference
    if (length > 0) bits += value.toString(2).padStart(length, '0')
  }
  const bytes: number[] = []
  for (let at = 0; at < bits.length; at += 8) {
    const byte = Number.parseInt(bits.slice(at, at + 8).padEnd(8, '1'), 2)
    bytes.push(byte)
    // A byte of ones is not a marker.
    if (byte === 0xff) bytes.push(0)
  }
  return Buffer.from(bytes)
}
