const startOfScan = 0xda
const endOfImage = 0xd9

/** What the markers of a JPEG say (ITU-T T.81, B.1.1). */
export interface JpegOutline {
  /** Each goes over all of the picture. */
  readonly scans: number
  /**
   * How it ends. `bare`: amid the pixels, of which perhaps none is missing, but the marker of the
   * end is.
   */
  readonly ending: 'marker' | 'bare' | 'cut'
  /**
   * Whether browsers show it: eight bits a sample in a baseline, extended or progressive process;
   * none knows the lossless, hierarchical and arithmetic ones.
   */
  readonly isCommon: boolean
  /** How it is coded, for people: `lossless`, `arithmetic`, … */
  readonly process: string
  /** Of a sample. */
  readonly bits: number
}

/** By the number of the marker of a frame, from SOF0 on (B.1.1.3). */
const processes: Readonly<Record<number, string>> = {
  0: 'baseline',
  1: 'extended',
  2: 'progressive',
  3: 'lossless',
  5: 'hierarchical',
  6: 'hierarchical',
  7: 'hierarchical',
  9: 'arithmetic',
  10: 'arithmetic',
  11: 'arithmetic',
}

/** Walks the markers; nothing is decoded. */
export function outlineJpeg(bytes: Buffer): JpegOutline {
  let scans = 0
  let isCommon = true
  let isInScan = false
  let process = 'baseline'
  let bits = 8
  for (let at = 2; at !== -1 && at + 2 <= bytes.length;) {
    if (bytes[at] !== 0xff) {
      at = bytes.indexOf(0xff, at)
      continue
    }
    const marker = bytes[at + 1]!
    if (marker === endOfImage) return { scans, ending: 'marker', isCommon, process, bits }
    if (marker === 0xff) at++
    // Stuffed zeros, restarts and the like stand alone.
    else if (marker <= 1 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else {
      isInScan = false
      if (at + 4 > bytes.length) break
      if (marker === startOfScan) scans++
      if (isFrame(marker)) {
        process = processes[marker - 0xc0] ?? 'hierarchical'
        bits = bytes[at + 4] ?? 8
        isCommon &&= marker <= 0xc2 && bits === 8
      }
      at += 2 + bytes.readUInt16BE(at + 2)
      isInScan = marker === startOfScan && at < bytes.length
    }
  }
  return { scans, ending: isInScan ? 'bare' : 'cut', isCommon, process, bits }
}

/** SOF0 to SOF15, between which lie tables and an extension (B.1.1.3). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

/** Whether it ends as it should, seen at a glance: what follows the end may hide it. */
export function endsPlainly(bytes: Buffer): boolean {
  return bytes.at(-2) === 0xff && bytes.at(-1) === endOfImage
}

/** With the end marker that it lacks, perhaps behind bytes that its pixels do not need. */
export function closeJpeg(bytes: Buffer, between: Uint8Array = Uint8Array.of()): Buffer {
  return Buffer.concat([bytes, between, Uint8Array.of(0xff, endOfImage)])
}
