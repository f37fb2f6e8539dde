import { type Part, Splice } from './splice.ts'

const startOfScan = 0xda
const endOfImage = 0xd9
const comment = 0xfe
const adobe = 0xee

const isApplication = (marker: number) => marker >= 0xe0 && marker <= 0xef
/** Frames, tables and intervals (ITU-T T.81, table B.1), without the marker of a JPEG in a JPEG. */
const isCoding = (marker: number) => marker >= 0xc0 && marker <= 0xdf && marker !== 0xc8
const standsAlone = (marker: number) => marker >= 0xd0 && marker <= 0xd8

/**
 * A JPEG up to its end marker, without comments and application segments but for those that say
 * how its colours are to be read: JFIF (without its thumbnail), ICC, Adobe.
 */
export function stripJpeg(bytes: Buffer): readonly Part[] | undefined {
  const splice = new Splice()
  splice.range(0, 2)
  for (let at = 2; ;) {
    // Filling before a marker.
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++
    const marker = bytes[at + 1]
    if (bytes[at] !== 0xff || marker === undefined) return undefined
    if (marker === endOfImage) {
      splice.range(at, at + 2)
      return splice.finish()
    }
    if (standsAlone(marker) || at + 4 > bytes.length) return undefined
    const length = bytes.readUInt16BE(at + 2)
    let end = at + 2 + length
    if (length < 2 || end > bytes.length) return undefined
    if (marker === startOfScan) end = endOfScan(bytes, end)
    if (isCoding(marker)) splice.range(at, end)
    else if (isApplication(marker)) copyApplication(splice, bytes, at, end)
    else if (marker !== comment) return undefined
    at = end
  }
}

/** Where the marker after coded data stands; stuffed zeros and restarts belong to these. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = from; ;) {
    at = bytes.indexOf(0xff, at)
    const next = at === -1 ? undefined : bytes[at + 1]
    if (next === undefined) return bytes.length
    if (next === 0xff) at++
    else if (next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at
    else at += 2
  }
}

function copyApplication(splice: Splice, bytes: Buffer, at: number, end: number): void {
  const marker = bytes[at + 1]
  const says = (text: string) =>
    bytes.toString('latin1', at + 4, Math.min(end, at + 4 + text.length)) === text
  if (marker === 0xe0 && says('JFIF\0') && end - at >= 18) {
    // Sixteen bytes, of which the last two are the size of a thumbnail.
    splice.literal(
      Buffer.concat([
        Buffer.from([0xff, 0xe0, 0, 16]),
        bytes.subarray(at + 4, at + 16),
        Buffer.alloc(2),
      ]),
    )
  } else if (marker === 0xe2 && says('ICC_PROFILE\0')) splice.range(at, end)
  else if (marker === adobe && says('Adobe') && end - at === 16) splice.range(at, end)
}
