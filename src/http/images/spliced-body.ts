import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { KeyartError } from '../../errors.ts'
import { lengthOf, type Part } from '../../render/metadata/splice.ts'

/** As much is read at a time. */
const pieceBytes = 256 * 1024

/** The bytes of `parts`, one piece after the other; closes the file at the end, or when it is left. */
export async function* readParts(file: FileHandle, parts: readonly Part[]): AsyncGenerator<Buffer> {
  try {
    for (const part of parts)
      switch (part.kind) {
        case 'literal':
          yield Buffer.from(part.bytes.buffer, part.bytes.byteOffset, part.bytes.byteLength)
          break
        case 'fill':
          for (let left = part.length; left > 0; left -= pieceBytes)
            yield Buffer.alloc(Math.min(left, pieceBytes), part.value)
          break
        case 'range':
          for (let at = part.start; at < part.end; at += pieceBytes)
            yield await readWhole(file, at, Math.min(part.end, at + pieceBytes))
          break
        default:
          part satisfies never
      }
  } finally {
    await file.close()
  }
}

export function streamParts(file: FileHandle, parts: readonly Part[]): Readable {
  const stream = Readable.from(readParts(file, parts), { objectMode: false })
  // One that is left before anything was read of it has not begun, and closes nothing by itself.
  stream.once('close', () => void file.close())
  return stream
}

export function totalLength(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + lengthOf(part), 0)
}

/** @throws KeyartError SOURCE_CHANGED where the file ends before */
async function readWhole(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(end - start)
  for (let filled = 0; filled < bytes.length;) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled)
    if (bytesRead === 0)
      throw new KeyartError('SOURCE_CHANGED', 'The original was truncated while it was being read')
    filled += bytesRead
  }
  return bytes
}
