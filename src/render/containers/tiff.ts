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
}

const tags = { bits: 258, photometric: 262, samples: 277, format: 339 } as const
const kinds = ['unsigned', 'unsigned', 'signed', 'float', 'unsigned', 'complex', 'complex'] as const

/** More is a mistake of whatever wrote the file. */
const mostEntries = 500

export function readTiffSamples(bytes: Buffer): TiffSamples {
  const reader = new TiffReader(bytes)
  const [countBytes, entryBytes, offsetBytes] = reader.lengths
  const directory = reader.firstDirectory
  const entries = Math.min(mostEntries, reader.read(directory, countBytes))
  const found = new Map<number, number>()
  for (let index = 0; index < entries; index++) {
    const at = directory + countBytes + entryBytes * index
    const value = at + entryBytes - offsetBytes
    const size = reader.read(at + 2, 2) === 3 ? 2 : 4
    const count = reader.read(at + 4, offsetBytes)
    // Values that do not fit into the entry lie elsewhere.
    const place = size * count > offsetBytes ? reader.read(value, offsetBytes) : value
    found.set(reader.read(at, 2), reader.read(place, size))
  }
  const photometric = found.get(tags.photometric) ?? 1
  const samples = found.get(tags.samples) ?? 1
  // Black or white is zero, palette, and masks; CMYK; the rest has three.
  const colours = [0, 1, 3, 4].includes(photometric) ? 1 : photometric === 5 ? 4 : 3
  return {
    bits: found.get(tags.bits) ?? 1,
    kind: kinds[found.get(tags.format) ?? 1] ?? 'complex',
    colours,
    extra: Math.max(0, samples - colours),
  }
}
