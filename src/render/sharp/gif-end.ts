/**
 * Whether a GIF goes on to its trailer (GIF89a, 27). The decoder takes a file that was cut off for
 * one with fewer frames, so the blocks are walked here; nothing is decoded.
 */
export function reachesGifTrailer(bytes: Uint8Array): boolean {
  const colourTable = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1))
  let at = 13 + colourTable(bytes[10] ?? 0)
  const skipSubBlocks = () => {
    while ((bytes[at] ?? 0) !== 0) at += 1 + bytes[at]!
    at++
  }
  while (at < bytes.length) {
    const introducer = bytes[at]
    if (introducer === 0x3b) return true
    if (introducer === 0x2c) {
      // Image descriptor, perhaps a local colour table, and the code size of the pixels.
      at += 10 + colourTable(bytes[at + 9] ?? 0) + 1
    } else if (introducer === 0x21) at += 2
    else return false
    skipSubBlocks()
  }
  return false
}
