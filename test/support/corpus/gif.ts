/** A frame of one black pixel in the upper left corner. */
const frame = Buffer.from('2c000000000100010000' + '02' + '02' + '4401' + '00', 'hex')
/** Shown for a tenth of a second, so that it is a frame of its own. */
const delay = Buffer.from('21f904040a000000', 'hex')

/** A GIF whose frames draw one pixel each on a screen of any size. */
export function gif(width: number, height: number, frames: number): Buffer {
  const header = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1')
  header.writeUInt16LE(width, 6)
  header.writeUInt16LE(height, 8)
  const one = Buffer.concat([delay, frame])
  return Buffer.concat([header, Buffer.alloc(one.length * frames, one), Buffer.from(';')])
}
