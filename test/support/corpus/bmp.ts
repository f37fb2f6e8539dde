import type { Sharp } from 'sharp'

/** An odd width, so that rows have to be padded. */
const width = 35
const height = 22
const colours = [
  [200, 40, 40],
  [40, 160, 60],
  [40, 70, 200],
  [230, 210, 60],
] as const

const fieldAt = (x: number, y: number) => (y < height / 2 ? 0 : 2) + (x < 13 ? 0 : 1)

interface Variant {
  readonly bits: number
  readonly compression?: number
  readonly header?: 12 | 40 | 108
  readonly masks?: readonly number[]
  readonly isTopDown?: true
  /** A row of pixels, not padded; the whole of them for runs. */
  readonly row: (y: number) => readonly number[]
  readonly isRuns?: true
}

const xs = Array.from({ length: width }, (_, x) => x)
const inWords = (bytes: 2 | 4, value: (field: number) => number) => (y: number) =>
  xs.flatMap((x) => {
    const word = value(fieldAt(x, y))
    return Array.from({ length: bytes }, (_, byte) => (word / 256 ** byte) & 255)
  })
const fields = (y: number) => xs.map((x) => fieldAt(x, y))
/** Numbers of `bits` each, the first in the highest bits. */
const packed = (bits: number, y: number) =>
  Array.from({ length: Math.ceil((width * bits) / 8) }, (_, byte) =>
    Array.from({ length: 8 / bits }, (_, nth) => {
      const x = (byte * 8) / bits + nth
      return x < width ? fieldAt(x, y) << (8 - bits * (nth + 1)) : 0
    }).reduce((sum, part) => sum + part, 0),
  )
const bgr = (y: number) => fields(y).flatMap((field) => [...colours[field]!].toReversed())
const scaled = (field: number, red: number, green: number, blue: number) => {
  const [r, g, b] = colours[field]!
  const part = (value: number, bits: number) => Math.round((value * (2 ** bits - 1)) / 255)
  return (part(r, red) << (green + blue)) | (part(g, green) << blue) | part(b, blue)
}
const whole = (field: number) => {
  const [r, g, b] = colours[field]!
  return r * 65_536 + g * 256 + b
}

const forms: Readonly<Record<string, Variant>> = {
  'BMP of 24 bits': { bits: 24, row: bgr },
  'BMP of 24 bits, from the top': { bits: 24, row: bgr, isTopDown: true },
  'BMP of 24 bits, of OS/2': { bits: 24, row: bgr, header: 12 },
  'BMP of 32 bits': { bits: 32, row: inWords(4, whole) },
  'BMP of 32 bits, half transparent': {
    bits: 32,
    row: inWords(4, (field) => whole(field) + 128 * 2 ** 24),
    header: 108,
    compression: 3,
    masks: [0xff0000, 0xff00, 0xff, 0xff000000],
  },
  'BMP of 16 bits': { bits: 16, row: inWords(2, (field) => scaled(field, 5, 5, 5)) },
  'BMP of 16 bits with masks': {
    bits: 16,
    row: inWords(2, (field) => scaled(field, 5, 6, 5)),
    compression: 3,
    masks: [0xf800, 0x7e0, 0x1f],
  },
  'BMP of 8 bits': { bits: 8, row: (y) => packed(8, y) },
  'BMP of 8 bits, of OS/2': { bits: 8, row: (y) => packed(8, y), header: 12 },
  'BMP of 4 bits': { bits: 4, row: (y) => packed(4, y) },
  // The two colours of the upper half.
  'BMP of 1 bit': { bits: 1, row: () => packed(1, 0) },
  'BMP of 8 bits in runs': {
    bits: 8,
    compression: 1,
    isRuns: true,
    // Thirteen of one colour, then the rest one by one, padded to an even length.
    row: (y) => {
      const line = fields(y)
      const rest = line.slice(13)
      const even = rest.length % 2 === 0 ? rest : [...rest, 0]
      return [13, line[0]!, 0, rest.length, ...even, 0, 0]
    },
  },
  'BMP of 4 bits in runs': {
    bits: 4,
    compression: 2,
    isRuns: true,
    row: (y) => {
      const [left, right] = [fieldAt(0, y), fieldAt(20, y)]
      return [13, left * 17, width - 13, right * 17, 0, 0]
    },
  },
}

/** Four fields in every form of BMP. */
export const bmps: Readonly<Record<string, Buffer>> = Object.fromEntries(
  Object.entries(forms).map(([name, form]) => [name, bmpOf(form)]),
)

function bmpOf({
  bits,
  compression = 0,
  header = 40,
  masks = [],
  isTopDown,
  row,
  isRuns,
}: Variant): Buffer {
  const ys = Array.from({ length: height }, (_, y) => (isTopDown === true ? y : height - 1 - y))
  const rows = ys.map((y) => {
    const bytes = Buffer.from(row(y))
    return isRuns === true ? bytes : Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])
  })
  const pixels = Buffer.concat([...rows, Buffer.from(isRuns === true ? [0, 1] : [])])
  const entry = header === 12 ? 3 : 4
  const palette = Buffer.alloc(bits <= 8 ? entry * 2 ** bits : 0)
  if (bits <= 8)
    for (const [index, [r, g, b]] of colours.entries())
      if (index < 2 ** bits) palette.set([b, g, r], index * entry)
  const info = Buffer.alloc(header)
  info.writeUInt32LE(header)
  if (header === 12) {
    info.writeUInt16LE(width, 4)
    info.writeUInt16LE(height, 6)
    info.writeUInt16LE(1, 8)
    info.writeUInt16LE(bits, 10)
  } else {
    info.writeInt32LE(width, 4)
    info.writeInt32LE(isTopDown === true ? -height : height, 8)
    info.writeUInt16LE(1, 12)
    info.writeUInt16LE(bits, 14)
    info.writeUInt32LE(compression, 16)
    info.writeUInt32LE(pixels.length, 20)
  }
  const maskBytes = Buffer.alloc(masks.length * 4)
  for (const [index, mask] of masks.entries()) maskBytes.writeUInt32LE(mask, 4 * index)
  // In a header of 40 bytes they follow it.
  if (header > 40) maskBytes.copy(info, 40)
  const rest = Buffer.concat([...(header > 40 ? [] : [maskBytes]), palette])
  const file = Buffer.alloc(14)
  file.write('BM')
  file.writeUInt32LE(14 + info.length + rest.length + pixels.length, 2)
  file.writeUInt32LE(14 + info.length + rest.length, 10)
  return Buffer.concat([file, info, rest, pixels])
}

/** Any picture as BMP of 24 bits. */
export async function bmpOfPicture(picture: Sharp): Promise<Buffer> {
  const { data, info } = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const stride = Math.ceil((info.width * 3) / 4) * 4
  const bytes = Buffer.alloc(54 + stride * info.height)
  bytes.write('BM')
  for (const [at, value] of [
    [2, bytes.length],
    [10, 54],
    [14, 40],
    [18, info.width],
    [22, info.height],
  ] as const)
    bytes.writeUInt32LE(value, at)
  bytes.writeUInt16LE(1, 26)
  bytes.writeUInt16LE(24, 28)
  for (let y = 0; y < info.height; y++)
    for (let x = 0; x < info.width; x++)
      for (let channel = 0; channel < 3; channel++)
        bytes[54 + (info.height - 1 - y) * stride + 3 * x + 2 - channel] =
          data[3 * (y * info.width + x) + channel]!
  return bytes
}
