/** A box of the ISO base media file format (ISO 14496-12, 4.2). */
export function box(type: string, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body])
}

/** One with a version and flags. */
export function fullBox(type: string, version: number, ...parts: readonly Uint8Array[]): Buffer {
  return box(type, Buffer.from([version, 0, 0, 0]), ...parts)
}

/**
 * An AVIF whose picture is a grid (ISO 23008-12, 6.6.2.3) of `columns` x `rows` tiles, all of them
 * one and the same, said to be 64 x 64; the whole is said to be `width` x `height`.
 */
export function avifGrid(columns: number, rows: number, width: number, height: number): Buffer {
  const tile = Buffer.from([0x12, 0x00])
  const grid = Buffer.concat([Buffer.from([0, 1, rows - 1, columns - 1]), u32(width), u32(height)])
  const tiles = Array.from({ length: columns * rows }, () => u16(2))
  const meta = (tileAt: number) =>
    fullBox(
      'meta',
      0,
      fullBox('hdlr', 0, u32(0), Buffer.from('pict'), Buffer.alloc(13)),
      fullBox('pitm', 0, u16(1)),
      fullBox(
        'iinf',
        0,
        u16(2),
        fullBox('infe', 2, u16(1), u16(0), Buffer.from('grid\0')),
        fullBox('infe', 2, u16(2), u16(0), Buffer.from('av01\0')),
      ),
      fullBox(
        'iloc',
        1,
        Buffer.from([0x44, 0x00]),
        u16(2),
        // The grid lies in `idat`, the tile in the file.
        Buffer.concat([u16(1), u16(1), u16(0), u16(1), u32(0), u32(grid.length)]),
        Buffer.concat([u16(2), u16(0), u16(0), u16(1), u32(tileAt), u32(tile.length)]),
      ),
      fullBox('iref', 0, box('dimg', u16(1), u16(tiles.length), ...tiles)),
      box(
        'iprp',
        box(
          'ipco',
          fullBox('ispe', 0, u32(width), u32(height)),
          fullBox('ispe', 0, u32(64), u32(64)),
          box('av1C', Buffer.from('81000c00', 'hex')),
        ),
        fullBox('ipma', 0, u32(2), u16(1), Buffer.from([1, 1]), u16(2), Buffer.from([2, 2, 0x83])),
      ),
      box('idat', grid),
    )
  const type = box('ftyp', Buffer.from('avif'), u32(0), Buffer.from('avifmif1miaf'))
  const tileAt = type.length + meta(0).length + 8
  return Buffer.concat([type, meta(tileAt), box('mdat', tile)])
}

/** An AVIF whose every size box (`ispe`) says `width` x `height`, whatever it holds. */
export function withHeifSize(avif: Buffer, width: number, height: number): Buffer {
  const bytes = Buffer.from(avif)
  for (let at = bytes.indexOf('ispe'); at !== -1; at = bytes.indexOf('ispe', at + 4)) {
    bytes.writeUInt32BE(width, at + 8)
    bytes.writeUInt32BE(height, at + 12)
  }
  return bytes
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}
