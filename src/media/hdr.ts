import { crc32 } from 'node:zlib'

/** Colours with light beyond white, by code points (ITU-T H.273), as a PNG tells them (`cICP`). */
export interface HdrColours {
  readonly primaries: number
  readonly transfer: number
}

/**
 * By the names that ffprobe has for them: PQ and HLG, under code points of Keyart's own, for the light
 * of videos is mapped otherwise than that of stills (`render/colour/tone-map.ts`).
 */
const transfers = new Map<unknown, number>([
  ['smpte2084', 216],
  ['arib-std-b67', 218],
])
const primaries = new Map<unknown, number>([
  ['bt709', 1],
  ['smpte431', 11],
  ['smpte432', 12],
])
const bt2020 = 9

/** `undefined` for a stream of video that is not HDR. */
export function hdrOf(stream: Readonly<Record<string, unknown>>): HdrColours | undefined {
  const transfer = transfers.get(stream['color_transfer'])
  if (transfer === undefined) return undefined
  return { transfer, primaries: primaries.get(stream['color_primaries']) ?? bt2020 }
}

/** Of a PNG: signature and header (PNG 5.2, 11.2.1). */
const pngHead = 8 + 25

/** The PNG with what its colours are right behind its header. */
export function withColours(png: Buffer, { primaries, transfer }: HdrColours): Buffer {
  const chunk = Buffer.from([0, 0, 0, 4, ...Buffer.from('cICP'), primaries, transfer, 0, 1])
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(chunk.subarray(4)))
  return Buffer.concat([png.subarray(0, pngHead), chunk, check, png.subarray(pngHead)])
}
