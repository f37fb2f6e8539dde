import { type YcbcrCoding, usualCoding } from './ycbcr.ts'

/** Reads numbers where a TIFF or BigTIFF keeps them; what does not lie in the file is 0. */
class TiffReader {
  readonly isBig: boolean
  readonly #bytes: Buffer
  readonly #isLittle: boolean

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.#isLittle = bytes[0] === 0x49
    this.isBig = (this.#isLittle ? bytes[2] : bytes[3]) === 0x2b
  }

  read(at: number, length: number): number {
    const bytes = this.#bytes
    if (at + length > bytes.length) return 0
    if (length === 8)
      return Number(this.#isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at))
    return this.#isLittle ? bytes.readUIntLE(at, length) : bytes.readUIntBE(at, length)
  }

  /** Lengths in bytes of an entry count, an entry, and an offset. */
  get lengths(): readonly [count: number, entry: number, offset: number] {
    return this.isBig ? [8, 20, 8] : [2, 12, 4]
  }

  get firstDirectory(): number {
    return this.isBig ? this.read(8, 8) : this.read(4, 4)
  }
}

/**
 * How many directories a TIFF or BigTIFF chains, each a page; counted up to `most` + 1, for a
 * chain may lead back to itself.
 */
export function countTiffPages(bytes: Buffer, limit: number): number {
  const reader = new TiffReader(bytes)
  const [countBytes, entryBytes, offsetBytes] = reader.lengths
  let pages = 0
  let at = reader.firstDirectory
  for (; at > 0 && at < bytes.length && pages <= limit; pages++)
    at = reader.read(at + countBytes + entryBytes * reader.read(at, countBytes), offsetBytes)
  return pages
}

/** How the first page keeps its samples (TIFF 6.0, 8 and 18). */
export interface TiffSamples {
  /** Of the first sample. */
  readonly bits: number
  readonly kind: 'unsigned' | 'signed' | 'float' | 'complex'
  /** Of a pixel: those of the colour and those beyond it. */
  readonly colours: number
  readonly extra: number
  /**
   * Of colours as luma and differences, as many of these as of luma: all else the decoder makes
   * red, green and blue of by itself.
   */
  readonly ycbcr?: YcbcrCoding
}

const tags = {
  bits: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  samples: 277,
  stripLengths: 279,
  tileOffsets: 324,
  tileLengths: 325,
  format: 339,
  coefficients: 529,
  subsampling: 530,
  reference: 532,
} as const
const kinds = ['unsigned', 'unsigned', 'signed', 'float', 'unsigned', 'complex', 'complex'] as const

/** Bytes of a value of the types 1 to 18. */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8] as const

/** More is a mistake of whatever wrote the file. */
const maxEntries = 500
const maxPieces = 100_000

/** Where the values of a tag lie, and how many and how long they are. */
interface Values {
  readonly at: number
  readonly count: number
  readonly bytes: number
}

function readDirectory(reader: TiffReader): ReadonlyMap<number, Values> {
  const [countBytes, entryBytes, offsetBytes] = reader.lengths
  const directory = reader.firstDirectory
  const entries = Math.min(maxEntries, reader.read(directory, countBytes))
  const found = new Map<number, Values>()
  for (let index = 0; index < entries; index++) {
    const entry = directory + countBytes + entryBytes * index
    const value = entry + entryBytes - offsetBytes
    const bytes = typeBytes[reader.read(entry + 2, 2)]
    if (bytes === undefined || bytes === 0) continue
    const count = reader.read(entry + 4, offsetBytes)
    // Values that do not fit into the entry lie elsewhere.
    const at = bytes * count > offsetBytes ? reader.read(value, offsetBytes) : value
    found.set(reader.read(entry, 2), { at, count, bytes })
  }
  return found
}

/** Whether its first page, or a piece of that, lies beyond the file. */
export function isCutTiff(bytes: Buffer): boolean {
  const reader = new TiffReader(bytes)
  const [countBytes, entryBytes, offsetBytes] = reader.lengths
  const start = reader.firstDirectory
  const entries = reader.read(start, countBytes)
  if (start + countBytes + entryBytes * entries + offsetBytes > bytes.length) return true
  const directory = readDirectory(reader)
  if (
    [...directory.values()].some(({ at, count, bytes: each }) => at + count * each > bytes.length)
  )
    return true
  const list = (tag: number) => {
    const { at, count, bytes } = directory.get(tag) ?? { at: 0, count: 0, bytes: 4 }
    return Array.from({ length: Math.min(count, maxPieces) }, (_, index) =>
      reader.read(at + index * bytes, bytes),
    )
  }
  const isBeyond = (offsets: readonly number[], lengths: readonly number[]) =>
    offsets.some((offset, index) => offset + (lengths[index] ?? 0) > bytes.length)
  return (
    isBeyond(list(tags.stripOffsets), list(tags.stripLengths)) ||
    isBeyond(list(tags.tileOffsets), list(tags.tileLengths))
  )
}

/** How the first page is compressed, and what its samples mean, by number. */
export function readTiffCoding(bytes: Buffer): {
  readonly compression: number
  readonly photometric: number
} {
  const reader = new TiffReader(bytes)
  const directory = readDirectory(reader)
  const first = (tag: number) => {
    const values = directory.get(tag)
    return values === undefined ? 1 : reader.read(values.at, values.bytes)
  }
  return { compression: first(tags.compression), photometric: first(tags.photometric) }
}

export function readTiffSamples(bytes: Buffer): TiffSamples {
  const reader = new TiffReader(bytes)
  const directory = readDirectory(reader)
  const first = (tag: number) => {
    const values = directory.get(tag)
    return values === undefined ? undefined : reader.read(values.at, values.bytes)
  }
  const photometric = first(tags.photometric) ?? 1
  const list = (tag: number) => {
    const { at, count, bytes: each } = directory.get(tag) ?? { at: 0, count: 0, bytes: 1 }
    return Array.from({ length: Math.min(count, 6) }, (_, index) => {
      const value = at + index * each
      return each === 8
        ? reader.read(value, 4) / reader.read(value + 4, 4)
        : reader.read(value, each)
    })
  }
  const samples = first(tags.samples) ?? 1
  // Black or white is zero, palette, and masks; CMYK; the rest has three.
  const colours = [0, 1, 3, 4].includes(photometric) ? 1 : photometric === 5 ? 4 : 3
  return {
    bits: first(tags.bits) ?? 1,
    kind: kinds[first(tags.format) ?? 1] ?? 'complex',
    colours,
    extra: Math.max(0, samples - colours),
    ...(photometric === ycbcr && isPlainYcbcr(first(tags.compression), list(tags.subsampling))
      ? { ycbcr: codingOf(list(tags.coefficients), list(tags.reference)) }
      : {}),
  }
}

const ycbcr = 6

/** JPEG is decoded whole, and where differences of colour are fewer the decoder does it all. */
function isPlainYcbcr(compression = 1, [across = 2, down = 2]: readonly number[]): boolean {
  return compression !== 6 && compression !== 7 && across === 1 && down === 1
}

/** What is no number, or has no range, is as usual. */
function codingOf(coefficients: readonly number[], reference: readonly number[]): YcbcrCoding {
  const [r = 0, g = 0, b = 0] = coefficients
  const [black = 0, white = 0, zeroB = 0, fullB = 0, zeroR = 0, fullR = 0] = reference
  const isCoded = r > 0 && g > 0 && b > 0
  const isRanged = white > black && fullB > zeroB && fullR > zeroR
  return {
    coefficients: isCoded ? [r, g, b] : usualCoding.coefficients,
    reference: isRanged ? [black, white, zeroB, fullB, zeroR, fullR] : usualCoding.reference,
  }
}
