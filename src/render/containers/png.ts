const signatureBytes = 8
/** Length, type and checksum of a chunk (PNG 5.3). */
const chunkFrame = 12
/** Compressed words: a few bytes of them unfold to gigabytes, and the decoder unfolds them all. */
const compressedText = new Set(['zTXt', 'iTXt'])

/** A PNG without its compressed texts, which no picture needs; the same bytes if it has none. */
export function withoutCompressedText(bytes: Buffer): Buffer {
  const kept: Buffer[] = []
  let from = 0
  for (let at = signatureBytes; at + chunkFrame <= bytes.length;) {
    const end = at + chunkFrame + bytes.readUInt32BE(at)
    if (compressedText.has(bytes.toString('latin1', at + 4, at + 8))) {
      kept.push(bytes.subarray(from, at))
      from = Math.min(end, bytes.length)
    }
    at = end
  }
  return from === 0 ? bytes : Buffer.concat([...kept, bytes.subarray(from)])
}
