import { type Part, Splice } from './splice.ts'

const headBytes = 12
const chunkFrame = 8
/** Flags of `VP8X` that announce Exif and XMP (RFC 9649 2.7). */
const metadataFlags = 0x0c

const allowed = new Set(['VP8 ', 'VP8L', 'VP8X', 'ICCP', 'ANIM', 'ANMF', 'ALPH'])
const allowedInFrame = new Set(['VP8 ', 'VP8L', 'ALPH'])
/** Place, size, duration and flags of a frame, before its chunks. */
const frameHead = 16

interface Chunk {
  readonly type: string
  readonly start: number
  /** With the byte that makes its length even. */
  readonly end: number
}

/** A WebP without Exif, XMP and unknown chunks, and without what follows it. */
export function stripWebp(bytes: Buffer): readonly Part[] | undefined {
  const end = 8 + bytes.readUInt32LE(4)
  const chunks = listChunks(bytes, headBytes, end)
  if (chunks === undefined) return undefined
  const left = chunks.filter(({ type }) => allowed.has(type))
  if (!left.some(({ type }) => type.startsWith('VP8') || type === 'ANMF')) return undefined
  if (!left.every((chunk) => chunk.type !== 'ANMF' || isPlainFrame(bytes, chunk))) return undefined
  const length = left.reduce((sum, chunk) => sum + chunk.end - chunk.start, 4)
  if (8 + length === bytes.length) return [{ kind: 'range', start: 0, end: bytes.length }]
  const splice = new Splice()
  const head = Buffer.from(bytes.subarray(0, headBytes))
  head.writeUInt32LE(length, 4)
  splice.literal(head)
  for (const { type, start, end } of left)
    if (type === 'VP8X') {
      const extended = Buffer.from(bytes.subarray(start, end))
      extended[chunkFrame] = extended[chunkFrame]! & ~metadataFlags
      splice.literal(extended)
    } else splice.range(start, end)
  return splice.finish()
}

/** `undefined` when they do not end where they should. */
function listChunks(bytes: Buffer, from: number, end: number): readonly Chunk[] | undefined {
  const chunks: Chunk[] = []
  if (end > bytes.length) return undefined
  let at = from
  while (at + chunkFrame <= end) {
    const length = bytes.readUInt32LE(at + 4)
    const next = at + chunkFrame + length + (length % 2)
    if (next > end) return undefined
    const type = bytes.toString('latin1', at, at + 4)
    if (type === 'VP8X' && length !== 10) return undefined
    chunks.push({ type, start: at, end: next })
    at = next
  }
  return at === end ? chunks : undefined
}

function isPlainFrame(bytes: Buffer, { start, end }: Chunk): boolean {
  const inside = listChunks(bytes, start + chunkFrame + frameHead, end)
  return inside?.every(({ type }) => allowedInFrame.has(type)) === true
}
