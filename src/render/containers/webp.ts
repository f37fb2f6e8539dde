/** How many frames the chunks of a WebP say it has (RFC 9649 2.7.1.2); 0 for a still. */
export function countWebpFrames(bytes: Buffer): number {
  let frames = 0
  for (let at = 12; at + 8 <= bytes.length;) {
    if (bytes.toString('latin1', at, at + 4) === 'ANMF') frames++
    const length = bytes.readUInt32LE(at + 4)
    // Chunks are padded to an even length.
    at += 8 + length + (length % 2)
  }
  return frames
}
