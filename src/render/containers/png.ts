import { crc32, deflateSync } from 'node:zlib'

const signatureBytes = 8
/** Length, type and checksum of a chunk (PNG 5.3). */
const chunkFrame = 12
/** Compressed words: a few bytes of them unfold to gigabytes, and the decoder unfolds them all. */
const compressedText = new Set(['zTXt', 'iTXt'])
/** What colours mean (PNG 11.3.2). */
const colourChunks = new Set(['gAMA', 'cHRM', 'sRGB', 'iCCP', 'cICP'])

interface Chunk {
  readonly type: string
  readonly start: number
  readonly inside: number
  /** At most that of the file. */
  readonly end: number
}

/** Those that are there, also of a file that was cut off. */
export function* chunksOf(bytes: Buffer): Generator<Chunk> {
  for (let at = signatureBytes; at + chunkFrame <= bytes.length;) {
    const end = at + chunkFrame + bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    yield { type, start: at, inside: at + 8, end: Math.min(end, bytes.length) }
    at = end
  }
}

/** A PNG without its compressed texts, which no picture needs; the same bytes if it has none. */
export function withoutCompressedText(bytes: Buffer): Buffer {
  return withoutChunks(bytes, compressedText)
}

function withoutChunks(bytes: Buffer, types: ReadonlySet<string>): Buffer {
  const chunks: Buffer[] = []
  let from = 0
  for (const { type, start, end } of chunksOf(bytes))
    if (types.has(type)) {
      chunks.push(bytes.subarray(from, start))
      from = end
    }
  return from === 0 ? bytes : Buffer.concat([...chunks, bytes.subarray(from)])
}

/** Whether it goes on to its last chunk. */
export function hasEndOfPng(bytes: Buffer): boolean {
  for (const { type } of chunksOf(bytes)) if (type === 'IEND') return true
  return false
}

/** What a PNG says of its colours, the first that is there of what counts. */
export type PngColours =
  | { readonly kind: 'cicp'; readonly primaries: number; readonly transfer: number }
  | { readonly kind: 'profile' }
  | { readonly kind: 'srgb' }
  /** `gamma`: the exponent of the encoding. Chromaticities: x and y of white, red, green, blue. */
  | {
      readonly kind: 'measured'
      readonly gamma: number
      readonly chromaticities?: readonly number[]
    }
  | { readonly kind: 'none' }

export interface PngOutline {
  readonly isGrey: boolean
  readonly bits: number
  readonly colours: PngColours
}

export function outlinePng(bytes: Buffer): PngOutline {
  const found = new Map<string, Chunk>()
  for (const chunk of chunksOf(bytes)) {
    if (chunk.type === 'IDAT') break
    if (colourChunks.has(chunk.type)) found.set(chunk.type, chunk)
  }
  // Colour type 0 is grey, 4 the same with opacity (PNG 11.2.1).
  const isGrey = bytes[25] === 0 || bytes[25] === 4
  return { isGrey, bits: bytes[24] ?? 8, colours: coloursOf(bytes, found) }
}

function coloursOf(bytes: Buffer, found: ReadonlyMap<string, Chunk>): PngColours {
  const body = (name: string, length: number) => {
    const chunk = found.get(name)
    // Length and checksum lie around it.
    return chunk !== undefined && chunk.end - chunk.inside - 4 >= length ? chunk.inside : undefined
  }
  const cicp = body('cICP', 4)
  if (cicp !== undefined)
    return { kind: 'cicp', primaries: bytes[cicp]!, transfer: bytes[cicp + 1]! }
  if (found.has('iCCP')) return { kind: 'profile' }
  if (found.has('sRGB')) return { kind: 'srgb' }
  const [gama, chrm] = [body('gAMA', 4), body('cHRM', 32)]
  const gamma = gama === undefined ? 0 : bytes.readUInt32BE(gama) / 100_000
  // Browsers pass over chromaticities without a gamma.
  if (gamma === 0) return { kind: 'none' }
  if (chrm === undefined) return { kind: 'measured', gamma }
  const chromaticities = Array.from(
    { length: 8 },
    (_, index) => bytes.readUInt32BE(chrm + 4 * index) / 100_000,
  )
  return { kind: 'measured', gamma, chromaticities }
}

/** The same picture with `profile`, or with none, instead of what it says of its colours. */
export function withProfile(bytes: Buffer, profile?: Uint8Array): Buffer {
  const bare = withoutChunks(bytes, colourChunks)
  if (profile === undefined) return bare
  const header = signatureBytes + chunkFrame + 13
  const body = Buffer.concat([
    Buffer.from('iCCPk\0\0', 'latin1'),
    deflateSync(profile, { level: 1 }),
  ])
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(body.length - 4)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return Buffer.concat([bare.subarray(0, header), chunk, bare.subarray(header)])
}
