/** TIFF tags that the files here have (TIFF 6.0). */
const tags = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  extraSamples: 338,
  subsampling: 530,
} as const

/** Several LONG, which lie elsewhere. */
interface Far {
  readonly at: number
  readonly count: number
}

/** Tag to value, each a LONG. */
type Directory = Readonly<Record<number, number | Far>>

/** A directory of one-bit pixels in one strip. */
export function blackDirectory(
  width: number,
  height: number,
  strip: { readonly offset: number; readonly bytes: number; readonly compression: number },
): Directory {
  return {
    [tags.width]: width,
    [tags.height]: height,
    [tags.bitsPerSample]: 1,
    [tags.compression]: strip.compression,
    [tags.photometric]: 1,
    [tags.stripOffsets]: strip.offset,
    [tags.samplesPerPixel]: 1,
    [tags.rowsPerStrip]: height,
    [tags.stripByteCounts]: strip.bytes,
  }
}

/**
 * Bands of eight bits: one (grey) or three of colour, and then any that are said to be nothing in
 * particular, such as masks, depth or infrared.
 */
export function tiffOfBands(
  pixels: Uint8Array,
  size: { readonly width: number; readonly height: number },
  { bands, colours }: { readonly bands: number; readonly colours: 1 | 3 },
): Buffer {
  const extra = bands - colours
  const longs = [
    ...Array.from({ length: bands }, () => 8),
    ...Array.from({ length: extra }, () => 0),
  ]
  const far = Buffer.alloc(4 * longs.length)
  for (const [index, value] of longs.entries()) far.writeUInt32LE(value, 4 * index)
  return tiff(Buffer.concat([far, pixels]), [
    {
      [tags.width]: size.width,
      [tags.height]: size.height,
      [tags.bitsPerSample]: { at: 8, count: bands },
      [tags.compression]: 1,
      [tags.photometric]: colours === 1 ? 1 : 2,
      [tags.stripOffsets]: 8 + far.length,
      [tags.samplesPerPixel]: bands,
      [tags.rowsPerStrip]: size.height,
      [tags.stripByteCounts]: pixels.length,
      [tags.extraSamples]: { at: 8 + 4 * bands, count: extra },
    },
  ])
}

/** Luma and two differences of colour a pixel, each in eight bits. */
export function tiffOfYcbcr(
  pixels: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
): Buffer {
  const far = Buffer.alloc(20)
  for (const [index, value] of [8, 8, 8, 1, 1].entries()) far.writeUInt32LE(value, 4 * index)
  return tiff(Buffer.concat([far, pixels]), [
    {
      [tags.width]: width,
      [tags.height]: height,
      [tags.bitsPerSample]: { at: 8, count: 3 },
      [tags.compression]: 1,
      [tags.photometric]: 6,
      [tags.stripOffsets]: 8 + far.length,
      [tags.samplesPerPixel]: 3,
      [tags.rowsPerStrip]: height,
      [tags.stripByteCounts]: pixels.length,
      [tags.subsampling]: { at: 20, count: 2 },
    },
  ])
}

/** The header (little-endian), `data` from byte 8 on, then `directories`; the last names `next`. */
export function tiff(
  data: Uint8Array,
  directories: readonly Directory[],
  next: (firstDirectory: number) => number = () => 0,
): Buffer {
  const first = 8 + data.length
  const header = Buffer.from('49492a0000000000', 'hex')
  header.writeUInt32LE(first, 4)
  const parts: Buffer[] = [header, Buffer.from(data)]
  let at = first
  for (const [index, directory] of directories.entries()) {
    const entries = Object.entries(directory)
    const bytes = Buffer.alloc(2 + 12 * entries.length + 4)
    at += bytes.length
    bytes.writeUInt16LE(entries.length)
    for (const [place, [tag, value]] of entries.entries()) {
      const start = 2 + 12 * place
      bytes.writeUInt16LE(Number(tag), start)
      bytes.writeUInt16LE(4, start + 2)
      const { at, count } = typeof value === 'number' ? { at: value, count: 1 } : value
      bytes.writeUInt32LE(count, start + 4)
      bytes.writeUInt32LE(at, start + 8)
    }
    const isLast = index === directories.length - 1
    bytes.writeUInt32LE(isLast ? next(first) : at, bytes.length - 4)
    parts.push(bytes)
  }
  return Buffer.concat(parts)
}
