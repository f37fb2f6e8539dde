import type { RawPixels } from './tiff-file.ts'

/*
 * BMP in all the forms that Windows and OS/2 wrote and browsers read, but for those that hold a JPEG
 * or a PNG. (Of the packages there are, fast-bmp knows four forms, and bmp-ts looks for pixels in
 * the wrong place and loses count in RLE.)
 */

export interface BmpOutline {
  readonly width: number
  readonly height: number
  readonly isTopDown: boolean
  readonly bits: number
  /** 0: none, 1: RLE of 8 bits, 2: RLE of 4 bits, 3 and 6: with masks. */
  readonly compression: number
  readonly header: number
  readonly pixels: number
}

const fileHeader = 14
const coreHeader = 12
const headers = new Set([coreHeader, 16, 40, 52, 56, 64, 108, 124])

/** `undefined` for what has a header that nobody knows. */
export function outlineBmp(bytes: Buffer): BmpOutline | undefined {
  if (bytes.length < fileHeader + coreHeader) return undefined
  const header = bytes.readUInt32LE(fileHeader)
  if (!headers.has(header) || bytes.length < fileHeader + header) return undefined
  const pixels = bytes.readUInt32LE(10)
  if (header === coreHeader) {
    const [width, height] = [bytes.readUInt16LE(18), bytes.readUInt16LE(20)]
    const bits = bytes.readUInt16LE(24)
    return { width, height, isTopDown: false, bits, compression: 0, header, pixels }
  }
  const height = bytes.readInt32LE(22)
  return {
    width: Math.max(0, bytes.readInt32LE(18)),
    height: Math.abs(height),
    isTopDown: height < 0,
    bits: bytes.readUInt16LE(28),
    compression: header >= 40 ? bytes.readUInt32LE(30) : 0,
    header,
    pixels,
  }
}

/** Why it is none of those that are read. */
export function foreignBmp({ bits, compression }: BmpOutline): string | undefined {
  const supported: Readonly<Record<number, readonly number[]>> = {
    0: [1, 2, 4, 8, 16, 24, 32],
    1: [8],
    2: [4],
    3: [16, 32],
    6: [16, 32],
  }
  return supported[compression]?.includes(bits) === true
    ? undefined
    : `BMP of ${bits} bits with compression ${compression} is not supported`
}

/**
 * Decodes it. `isWhole` tells whether there is something for each pixel; what is missing is black.
 */
export function decodeBmp(
  bytes: Buffer,
  outline: BmpOutline,
): RawPixels & { readonly isWhole: boolean } {
  const { width, height, bits, compression } = outline
  if (compression === 1 || compression === 2) return decodeRuns(bytes, outline)
  const masks = bits === 16 || bits === 32 ? masksOf(bytes, outline) : undefined
  const channels = masks?.alpha === undefined ? 3 : 4
  const made = new Uint8Array(width * height * channels)
  const stride = Math.ceil((width * bits) / 32) * 4
  const palette = bits <= 8 ? paletteOf(bytes, outline) : undefined
  for (let row = 0; row < height; row++) {
    const from = outline.pixels + stride * row
    let to = rowOf(outline, row) * width * channels
    if (from + Math.ceil((width * bits) / 8) > bytes.length)
      return { width, height, channels, bits: 8, bytes: made, isWhole: false }
    for (let x = 0; x < width; x++, to += channels)
      if (palette !== undefined) {
        const shift = 8 - bits - ((x * bits) & 7)
        const index = (bytes[from + ((x * bits) >> 3)]! >> shift) & ((1 << bits) - 1)
        made.set(palette.subarray(3 * index, 3 * index + 3), to)
      } else if (masks === undefined) {
        made[to] = bytes[from + 3 * x + 2]!
        made[to + 1] = bytes[from + 3 * x + 1]!
        made[to + 2] = bytes[from + 3 * x]!
      } else {
        const value =
          bits === 16 ? bytes.readUInt16LE(from + 2 * x) : bytes.readUInt32LE(from + 4 * x)
        made[to] = masks.red(value)
        made[to + 1] = masks.green(value)
        made[to + 2] = masks.blue(value)
        if (masks.alpha !== undefined) made[to + 3] = masks.alpha(value)
      }
  }
  return { width, height, channels, bits: 8, bytes: made, isWhole: true }
}

/** Stored rows begin at the bottom, unless it is said otherwise. */
function rowOf({ height, isTopDown }: BmpOutline, row: number): number {
  return isTopDown ? row : height - 1 - row
}

/** Red, green and blue of 256 colours; those that are not there are black. */
function paletteOf(bytes: Buffer, { header, bits, pixels }: BmpOutline): Uint8Array {
  const entry = header === coreHeader ? 3 : 4
  const start = fileHeader + header
  const palette = new Uint8Array(256 * 3)
  const end = Math.min(pixels > start ? pixels : bytes.length, bytes.length)
  for (let index = 0; index < 1 << bits; index++) {
    const at = start + entry * index
    if (at + 3 > end) break
    palette.set([bytes[at + 2]!, bytes[at + 1]!, bytes[at]!], 3 * index)
  }
  return palette
}

type Channel = (value: number) => number

function masksOf(bytes: Buffer, { header, bits, compression }: BmpOutline) {
  const given = compression === 3 || compression === 6
  const at = fileHeader + 40
  const read = (index: number) =>
    at + 4 * index + 4 <= bytes.length ? bytes.readUInt32LE(at + 4 * index) : 0
  const usual = bits === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff]
  const [red, green, blue] = [0, 1, 2].map((index) =>
    channelOf(given ? read(index) : usual[index]!),
  )
  const hasAlpha = given && (header >= 56 || compression === 6)
  const mask = hasAlpha ? read(3) : 0
  const none: Channel = () => 0
  return {
    red: red ?? none,
    green: green ?? none,
    blue: blue ?? none,
    ...(mask === 0 ? {} : { alpha: channelOf(mask) ?? none }),
  }
}

/** From the bits of `mask` to 0 to 255. */
function channelOf(mask: number): Channel | undefined {
  if (mask === 0) return undefined
  const shift = 31 - Math.clz32(mask & -mask)
  const most = mask / 2 ** shift
  return (value) => Math.round((255 * (((value & mask) >>> 0) / 2 ** shift)) / most)
}

/** Runs of one colour, or of two in turn, and jumps; what is jumped over is transparent. */
function decodeRuns(bytes: Buffer, outline: BmpOutline): RawPixels & { readonly isWhole: boolean } {
  const { width, height, bits } = outline
  const palette = paletteOf(bytes, outline)
  const made = new Uint8Array(width * height * 4)
  let [x, row, at] = [0, 0, outline.pixels]
  const put = (index: number) => {
    if (x < width && row < height) {
      const to = 4 * (rowOf(outline, row) * width + x)
      made.set(palette.subarray(3 * index, 3 * index + 3), to)
      made[to + 3] = 255
    }
    x++
  }
  const nibble = (byte: number, nth: number) =>
    bits === 8 ? byte : nth % 2 === 0 ? byte >> 4 : byte & 15
  const end = (isWhole: boolean) =>
    ({ width, height, channels: 4, bits: 8, bytes: made, isWhole }) as const
  while (at + 2 <= bytes.length) {
    const [count, code] = [bytes[at]!, bytes[at + 1]!]
    at += 2
    if (count > 0) for (let nth = 0; nth < count; nth++) put(nibble(code, nth))
    else if (code === 0) [x, row] = [0, row + 1]
    else if (code === 1) return end(true)
    else if (code === 2) {
      x += bytes[at] ?? 0
      row += bytes[at + 1] ?? 0
      at += 2
    } else {
      const length = Math.ceil((code * bits) / 8)
      if (at + length > bytes.length) return end(false)
      for (let nth = 0; nth < code; nth++)
        put(nibble(bytes[at + (bits === 8 ? nth : nth >> 1)]!, nth))
      // Padded to two bytes.
      at += length + (length & 1)
    }
    if (row >= height) return end(true)
  }
  return end(false)
}
