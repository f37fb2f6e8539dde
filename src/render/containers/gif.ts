/** What the blocks of a GIF say (GIF89a, 17 to 27). */
export interface GifOutline {
  readonly frames: number
  /**
   * How it ends. `bare`: every picture is there to its end, and what closes the file is missing.
   * The decoder takes a file that was cut off for one with fewer frames.
   */
  readonly ending: 'trailer' | 'bare' | 'cut'
  /** What has to follow the bytes to close the file. */
  readonly missing: Uint8Array
  /**
   * Whether pixels may be seen that no frame has drawn, or of which a frame was taken away again:
   * browsers leave them transparent.
   */
  readonly showsCanvas: boolean
  /** Whether a frame says that a colour of it is transparent. */
  readonly hasTransparency: boolean
}

const trailer = 0x3b
const nothing = Uint8Array.of()

/** Ways to dispose of a frame before the next one is drawn (GIF89a, 23). */
const disposal = { background: 2, previous: 3 } as const

/** Walks the blocks. Of the pixels only those of a last frame that is not closed are counted. */
export function outlineGif(bytes: Uint8Array): GifOutline {
  const u16 = (at: number) => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
  const colourTable = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1))
  const screen = { width: u16(6), height: u16(8) }
  let at = 13 + colourTable(bytes[10] ?? 0)
  let frames = 0
  let control = 0
  let showsCanvas = false
  let hasTransparency = false
  const result = (ending: GifOutline['ending'], missing: Uint8Array = nothing): GifOutline => ({
    frames,
    ending,
    missing,
    showsCanvas,
    hasTransparency,
  })
  while (at < bytes.length) {
    const introducer = bytes[at]
    if (introducer === trailer) return result('trailer')
    let frame: { start: number; pixels: number } | undefined
    if (introducer === 0x2c) {
      const [left, top, width, height] = [u16(at + 1), u16(at + 3), u16(at + 5), u16(at + 7)]
      const covers = left + top === 0 && width >= screen.width && height >= screen.height
      const way = (control >> 2) & 7
      if (frames === 0 && (!covers || way === disposal.previous)) showsCanvas = true
      if (way === disposal.background) showsCanvas = true
      hasTransparency ||= (control & 1) === 1
      control = 0
      frames++
      // Image descriptor, perhaps a local colour table, and the code size of the pixels.
      at += 10 + colourTable(bytes[at + 9] ?? 0)
      frame = { start: at++, pixels: width * height }
    } else if (introducer === 0x21) {
      if (bytes[at + 1] === 0xf9) control = bytes[at + 3] ?? 0
      at += 2
    } else return result('cut')
    while ((bytes[at] ?? 0) !== 0) at += 1 + bytes[at]!
    if (
      at === bytes.length &&
      frame !== undefined &&
      countPixels(bytes, frame.start) >= frame.pixels
    )
      return result('bare', Uint8Array.of(0, trailer))
    at++
  }
  return at === bytes.length && frames > 0 ? result('bare', Uint8Array.of(trailer)) : result('cut')
}

/**
 * How many pixels the codes have that follow the code size at `start` (GIF89a, appendix F); the
 * pixels themselves are not made.
 */
function countPixels(bytes: Uint8Array, start: number): number {
  const size = bytes[start] ?? 0
  if (size < 1 || size > 11) return 0
  const clear = 1 << size
  const lengths = new Uint32Array(4096).fill(1, 0, clear)
  let [width, next, previous, pixels] = [size + 1, clear + 2, 0, 0]
  let [bits, held] = [0, 0]
  let at = start + 1
  let blockEnd = at
  for (;;) {
    while (held < width) {
      if (at === blockEnd) blockEnd = ++at + (bytes[at - 1] ?? 0)
      if (at >= bytes.length || at === blockEnd) return pixels
      bits |= bytes[at++]! << held
      held += 8
    }
    const code = bits & ((1 << width) - 1)
    bits >>>= width
    held -= width
    if (code === clear + 1) return pixels
    if (code === clear) {
      ;[width, next, previous] = [size + 1, clear + 2, 0]
      continue
    }
    if (code > next) return pixels
    // A code that is not there yet is the one before and its first pixel.
    const length = code === next ? previous + 1 : lengths[code]!
    pixels += length
    if (previous > 0 && next < 4096) {
      lengths[next++] = previous + 1
      if (next === 1 << width && width < 12) width++
    }
    previous = length
  }
}

/** A frame of one pixel, transparent, with colours of its own. */
const transparentFrame = Buffer.from(
  '21f9040100000000' + '2c000000000100010080000000000000' + '0202440100',
  'hex',
)

/**
 * A GIF as the decoder reads it right; the same bytes where it does so anyway. It decodes without
 * transparency unless a frame names a transparent colour, and what is bare of frames is black
 * then: so there is one more frame at the end that names one, which is not to be asked for.
 */
export function mendGif(bytes: Buffer, outline: GifOutline): Buffer {
  const { missing, ending, showsCanvas, hasTransparency } = outline
  const closed = missing.length === 0 ? bytes : Buffer.concat([bytes, missing])
  if (ending === 'cut' || !showsCanvas || hasTransparency) return closed
  const end = closed.lastIndexOf(trailer)
  return Buffer.concat([closed.subarray(0, end), transparentFrame, Uint8Array.of(trailer)])
}
