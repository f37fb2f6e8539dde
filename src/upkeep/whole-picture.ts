/**
 * Whether bytes are a whole file of a format that Keyart makes: it begins as one, and is as long as
 * it says or ends with the format's end mark. Nothing is decoded, so that a change in the middle is
 * not seen.
 */
export function isWholePicture(bytes: Buffer): boolean {
  return formats.some((isWhole) => isWhole(bytes))
}

const formats: readonly ((bytes: Buffer) => boolean)[] = [
  // ITU-T T.81 B.1.1.3: SOI … EOI.
  (bytes) => bytes.length > 4 && startsWith(bytes, 'ffd8ff') && endsWith(bytes, 'ffd9'),
  // PNG 5.2, 11.2.5: the signature … an IEND chunk, which is always the same.
  (bytes) => startsWith(bytes, '89504e470d0a1a0a') && endsWith(bytes, '0000000049454e44ae426082'),
  // RFC 9649 2.4: the size of what follows the first eight bytes.
  (bytes) =>
    bytes.length > 12 &&
    textAt(bytes, 0) === 'RIFF' &&
    textAt(bytes, 8) === 'WEBP' &&
    bytes.readUInt32LE(4) + 8 === bytes.length,
  // GIF89a: a trailer ends it.
  (bytes) => bytes.length > 13 && startsWith(bytes, '474946383961') && bytes.at(-1) === 0x3b,
  // ISO/IEC 14496-12 4.2: boxes one after the other, each with its size; `ftyp` comes first.
  (bytes) => textAt(bytes, 4) === 'ftyp' && endOfBoxes(bytes) === bytes.length,
]

/** Where the last box ends that is there in whole, or beyond the end when one is cut. */
function endOfBoxes(bytes: Buffer): number {
  let at = 0
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(at)
    // 0: to the end of the file. 1: a size of 64 bits follows.
    if (size === 0) return bytes.length
    const long = size === 1
    if (long && at + 16 > bytes.length) return Infinity
    const length = long ? Number(bytes.readBigUInt64BE(at + 8)) : size
    if (length < (long ? 16 : 8)) return Infinity
    at += length
  }
  return at
}

const startsWith = (bytes: Buffer, hex: string) =>
  bytes.subarray(0, hex.length / 2).toString('hex') === hex
const endsWith = (bytes: Buffer, hex: string) =>
  bytes.subarray(-hex.length / 2).toString('hex') === hex
const textAt = (bytes: Buffer, at: number) => bytes.subarray(at, at + 4).toString('latin1')
