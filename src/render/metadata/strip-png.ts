import { type Part, Splice } from './splice.ts'

const signatureBytes = 8
/** Length, type and checksum of a chunk (PNG 5.3). */
const chunkFrame = 12

/** What makes pixels and their colours, frames and density (PNG 3rd edition, 11). */
const allowed = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV mDCv cLLI cLLi bKGD hIST pHYs acTL fcTL fdAT'.split(
    ' ',
  ),
)

/** A PNG up to its end, without all chunks that its picture can do without. */
export function stripPng(bytes: Buffer): readonly Part[] | undefined {
  const splice = new Splice()
  splice.range(0, signatureBytes)
  for (let at = signatureBytes; at + chunkFrame <= bytes.length;) {
    const end = at + chunkFrame + bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    if (end > bytes.length) return undefined
    if (allowed.has(type)) splice.range(at, end)
    // A capital letter first: the picture cannot be made without it.
    else if (!/^[a-z]/.test(type)) return undefined
    if (type === 'IEND') return splice.finish()
    at = end
  }
  return undefined
}
