import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { FileStamp } from '../../library/image.ts'

export interface OriginalBytes {
  readonly bytes: Buffer
  readonly stamp: FileStamp
}

/**
 * A whole original. `undefined` when it does not exist; `bytes` is empty and `stamp` true for one
 * above `maxBytes`, which is not read.
 */
export async function readOriginal(
  path: string,
  maxBytes: number,
): Promise<OriginalBytes | undefined> {
  let file
  try {
    file = await open(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  try {
    const stats = await file.stat()
    if (!stats.isFile()) return undefined
    const { size, mtimeMs, ctimeMs } = stats
    const bytes = size > maxBytes ? Buffer.alloc(0) : await file.readFile()
    return { bytes, stamp: { bytes: size, mtimeMs, ctimeMs } }
  } finally {
    await file.close()
  }
}

/** The tag of an original: first 32 hex digits of the SHA-256 of its bytes. */
export function tagOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32)
}
