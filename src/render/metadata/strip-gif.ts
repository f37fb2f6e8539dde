import { type Part, Splice } from './splice.ts'

const image = 0x2c
const extension = 0x21
const trailer = 0x3b
const graphicControl = 0xf9
const comment = 0xfe
const application = 0xff

/** A GIF up to its trailer, without comments and extensions but for timing and looping. */
export function stripGif(bytes: Buffer): readonly Part[] | undefined {
  const colourTable = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1))
  const splice = new Splice()
  let at = 13 + colourTable(bytes[10] ?? 0)
  splice.range(0, at)
  while (at < bytes.length) {
    const introducer = bytes[at]
    if (introducer === trailer) {
      splice.range(at, at + 1)
      return splice.finish()
    }
    if (introducer === image) {
      const end = afterSubBlocks(bytes, at + 10 + colourTable(bytes[at + 9] ?? 0) + 1)
      splice.range(at, end)
      at = end
    } else if (introducer === extension) {
      const label = bytes[at + 1]
      const end = afterSubBlocks(bytes, at + 2)
      const isAllowed =
        label === graphicControl ? end - at === 8 : label === application && isLoop(bytes, at, end)
      if (isAllowed) splice.range(at, end)
      // Text that is drawn, or an unknown extension.
      else if (label !== comment && label !== application) return undefined
      at = end
    } else return undefined
  }
  return undefined
}

function afterSubBlocks(bytes: Buffer, from: number): number {
  let at = from
  while ((bytes[at] ?? 0) !== 0) at += 1 + bytes[at]!
  return at + 1
}

/** Netscape's extension, which says how often the frames go round, and nothing else. */
function isLoop(bytes: Buffer, at: number, end: number): boolean {
  const name = bytes.toString('latin1', at + 3, at + 14)
  return (
    end - at === 19 && bytes[at + 2] === 11 && (name === 'NETSCAPE2.0' || name === 'ANIMEXTS1.0')
  )
}
