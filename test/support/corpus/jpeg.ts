/** A segment with its length (JPEG, ITU-T T.81 B.1.1.4). */
export function jpegSegment(marker: number, data: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, data])
}

/** The same JPEG with `segments` right behind its start. */
export function withSegments(jpeg: Buffer, ...segments: readonly Buffer[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)])
}

/** The same JPEG with another size in its frame header; its pixels are not there. */
export function withSize(jpeg: Buffer, width: number, height: number): Buffer {
  const bytes = Buffer.from(jpeg)
  for (const { marker, start } of segmentsOf(jpeg))
    if (marker === 0xc0 || marker === 0xc2) {
      bytes.writeUInt16BE(height, start + 5)
      bytes.writeUInt16BE(width, start + 7)
    }
  return bytes
}

/** A progressive JPEG with its last scan once more and again. */
export function withScans(jpeg: Buffer, scans: number): Buffer {
  const last = segmentsOf(jpeg).findLast(({ marker }) => marker === 0xda)
  if (last === undefined) throw new TypeError('Expected a JPEG with a scan')
  const end = jpeg.length - 2
  const scan = jpeg.subarray(last.start, end)
  return Buffer.concat([
    jpeg.subarray(0, end),
    Buffer.alloc(scan.length * scans, scan),
    jpeg.subarray(end),
  ])
}

/** An Exif block (APP1) with one directory; `next` is the offset of the one that follows. */
export function exif(
  entries: readonly (readonly [tag: number, type: number, count: number, value: number])[],
  next = 0,
): Buffer {
  const directory = Buffer.alloc(2 + 12 * entries.length + 4)
  directory.writeUInt16LE(entries.length)
  for (const [place, [tag, type, count, value]] of entries.entries()) {
    const at = 2 + 12 * place
    directory.writeUInt16LE(tag, at)
    directory.writeUInt16LE(type, at + 2)
    directory.writeUInt32LE(count, at + 4)
    directory.writeUInt32LE(value, at + 8)
  }
  directory.writeUInt32LE(next, directory.length - 4)
  const tiff = Buffer.from('49492a0008000000', 'hex')
  return jpegSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff, directory]))
}

function segmentsOf(jpeg: Buffer): { readonly marker: number; readonly start: number }[] {
  const found = []
  for (let at = 2; at + 4 <= jpeg.length;) {
    if (jpeg[at] !== 0xff) {
      at++
      continue
    }
    const marker = jpeg[at + 1]!
    // Fill bytes, stuffed zeros and restart marks have no length.
    if (marker === 0xff || marker === 0 || (marker >= 0xd0 && marker <= 0xd9)) {
      at += marker === 0xff ? 1 : 2
      continue
    }
    found.push({ marker, start: at })
    at += 2 + jpeg.readUInt16BE(at + 2)
  }
  return found
}
