/** Decoded pixels, row by row, in red, green, blue and perhaps opacity. */
export interface RawPixels {
  readonly width: number
  readonly height: number
  readonly channels: 3 | 4
  /** Of a sample; two bytes are in little-endian order. */
  readonly bits: 8 | 16
  readonly bytes: Uint8Array
  /** As Exif has it; absent: upright. */
  readonly orientation?: number
  /** An ICC profile. */
  readonly profile?: Uint8Array
}

/** SHORT, LONG and UNDEFINED (TIFF 6.0, 2). */
const sizes = { 3: 2, 4: 4, 7: 1 } as const
type Entry = readonly [
  tag: number,
  type: keyof typeof sizes,
  values: readonly number[] | Uint8Array,
]

/**
 * Pixels as a file that the decoder opens at next to no cost, with their profile: an uncompressed
 * TIFF of one strip.
 */
export function tiffOf(pixels: RawPixels): Buffer {
  const { width, height, channels, bits, bytes, orientation = 1, profile } = pixels
  const entries: Entry[] = [
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, Array.from({ length: channels }, () => bits)],
    [259, 3, [1]],
    [262, 3, [2]],
    [273, 4, [8]],
    [274, 3, [orientation]],
    [277, 3, [channels]],
    [278, 4, [height]],
    [279, 4, [bytes.length]],
  ]
  // Opacity with which colours are not multiplied.
  if (channels === 4) entries.push([338, 3, [2]])
  if (profile !== undefined) entries.push([34_675, 7, profile])
  const at = 8 + bytes.length + (bytes.length & 1)
  const directory = Buffer.alloc(2 + 12 * entries.length + 4)
  directory.writeUInt16LE(entries.length)
  const far: Buffer[] = []
  let next = at + directory.length
  for (const [index, [tag, type, values]] of entries.entries()) {
    const place = 2 + 12 * index
    directory.writeUInt16LE(tag, place)
    directory.writeUInt16LE(type, place + 2)
    directory.writeUInt32LE(values.length, place + 4)
    const body = Buffer.alloc(values.length * sizes[type])
    if (values instanceof Uint8Array) body.set(values)
    else
      for (const [nth, value] of values.entries())
        body.writeUIntLE(value, nth * sizes[type], sizes[type])
    if (body.length <= 4) body.copy(directory, place + 8)
    else {
      directory.writeUInt32LE(next, place + 8)
      far.push(body)
      next += body.length
    }
  }
  const head = Buffer.from('49492a0000000000', 'hex')
  head.writeUInt32LE(at, 4)
  return Buffer.concat([head, bytes, Buffer.alloc(bytes.length & 1), directory, ...far])
}
