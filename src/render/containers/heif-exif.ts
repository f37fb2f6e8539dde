import { type Box, Cursor } from './boxes.ts'
import { readItemExtents } from './heif-items.ts'

const orientationTag = 0x0112

/**
 * The orientation (1 to 8) that the Exif item of a HEIF file tells; 1 where it tells none. `places`
 * and `data` are its boxes `iloc` and `idat`.
 */
export function exifOrientation(
  bytes: Buffer,
  types: ReadonlyMap<number, string>,
  places: Box | undefined,
  data: Box | undefined,
): number {
  const [item] = [...types].find(([, type]) => type === 'Exif') ?? []
  if (item === undefined || places === undefined) return 1
  try {
    const [extent] = readItemExtents(bytes, places, data?.inside).get(item) ?? []
    if (extent === undefined) return 1
    // ISO/IEC 23008-12, A.2.1: how far behind this number the TIFF header lies.
    const start = extent.start + 4 + new Cursor(bytes, extent.start).number(4)
    return readOrientation(bytes.subarray(start, extent.end))
  } catch (error) {
    if (error instanceof RangeError) return 1
    throw error
  }
}

/** In the first directory of a TIFF structure. @throws RangeError where it ends too early */
function readOrientation(tiff: Buffer): number {
  const mark = tiff.toString('latin1', 0, 2)
  if (mark !== 'II' && mark !== 'MM') return 1
  const u16 = (at: number) => (mark === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const directory = mark === 'II' ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
  const count = u16(directory)
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + 12 * entry
    if (u16(at) !== orientationTag) continue
    const value = u16(at + 8)
    return value >= 1 && value <= 8 ? value : 1
  }
  return 1
}
