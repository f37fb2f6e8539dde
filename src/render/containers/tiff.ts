/**
 * How many directories a TIFF or BigTIFF chains, each a page; counted up to `most` + 1, for a
 * chain may lead back to itself.
 */
export function countTiffPages(bytes: Buffer, most: number): number {
  const isLittle = bytes[0] === 0x49
  const isBig = (isLittle ? bytes[2] : bytes[3]) === 0x2b
  const [countBytes, entryBytes, offsetBytes] = isBig ? [8, 20, 8] : [2, 12, 4]
  // What does not lie in the file is none.
  const read = (at: number, length: number): number => {
    if (at + length > bytes.length) return 0
    if (length === 8)
      return Number(isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at))
    return isLittle ? bytes.readUIntLE(at, length) : bytes.readUIntBE(at, length)
  }
  let pages = 0
  let at = read(isBig ? 8 : 4, offsetBytes)
  for (; at > 0 && at < bytes.length && pages <= most; pages++)
    at = read(at + countBytes + entryBytes * read(at, countBytes), offsetBytes)
  return pages
}
