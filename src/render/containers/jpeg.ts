const startOfScan = 0xda
const endOfImage = 0xd9

/** How many scans a JPEG has (ITU-T T.81, B.1.1): each goes over all of the picture. */
export function countJpegScans(bytes: Buffer): number {
  let scans = 0
  for (let at = 2; at !== -1 && at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) {
      at = bytes.indexOf(0xff, at)
      continue
    }
    const marker = bytes[at + 1]!
    if (marker === endOfImage) break
    if (marker === 0xff) at++
    // Stuffed zeros, restarts and the like stand alone.
    else if (marker <= 1 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else {
      if (marker === startOfScan) scans++
      at += 2 + bytes.readUInt16BE(at + 2)
    }
  }
  return scans
}
