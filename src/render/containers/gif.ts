/** What the blocks of a GIF say (GIF89a, 17 to 27). */
export interface GifOutline {
  readonly frames: number
  /**
   * Whether it goes on to its trailer: the decoder takes a file that was cut off for one with
   * fewer frames.
   */
  readonly isWhole: boolean
}

/** Walks the blocks; nothing is decoded. */
export function outlineGif(bytes: Uint8Array): GifOutline {
  const colourTable = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1))
  let at = 13 + colourTable(bytes[10] ?? 0)
  let frames = 0
  const skipSubBlocks = () => {
    while ((bytes[at] ?? 0) !== 0) at += 1 + bytes[at]!
    at++
  }
  while (at < bytes.length) {
    const introducer = bytes[at]
    if (introducer === 0x3b) return { frames, isWhole: true }
    if (introducer === 0x2c) {
      frames++
      // Image descriptor, perhaps a local colour table, and the code size of the pixels.
      at += 10 + colourTable(bytes[at + 9] ?? 0) + 1
    } else if (introducer === 0x21) at += 2
    else break
    skipSubBlocks()
  }
  return { frames, isWhole: false }
}
