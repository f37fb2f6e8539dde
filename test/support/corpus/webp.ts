/** A moving WebP: `still`, a lossy or lossless one, shown `frames` times on a canvas of any size. */
export function movingWebp(still: Buffer, width: number, height: number, frames: number): Buffer {
  const picture = still.subarray(12)
  const frame = riffChunk(
    'ANMF',
    Buffer.concat([u24(0), u24(0), u24(3), u24(3), u24(100), Buffer.from([0]), picture]),
  )
  const canvas = Buffer.concat([Buffer.from([0x02, 0, 0, 0]), u24(width - 1), u24(height - 1)])
  const chunks = Buffer.concat([
    riffChunk('VP8X', canvas),
    riffChunk('ANIM', Buffer.alloc(6)),
    Buffer.alloc(frame.length * frames, frame),
  ])
  return riffChunk('RIFF', Buffer.concat([Buffer.from('WEBP'), chunks]))
}

function riffChunk(name: string, data: Uint8Array): Buffer {
  const head = Buffer.from(`${name}\0\0\0\0`, 'latin1')
  head.writeUInt32LE(data.length, 4)
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)])
}

function u24(value: number): Buffer {
  return Buffer.from([value & 255, (value >> 8) & 255, (value >> 16) & 255])
}
