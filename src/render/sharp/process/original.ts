import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { KeyartError } from '../../../errors.ts'
import type { FileStamp } from '../../../library/image.ts'
import type { SourceLimits } from '../messages.ts'

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
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // The latter is Node's permissions, of a folder that was away when the process began.
    if (code === 'ENOENT' || code === 'ERR_ACCESS_DENIED') return undefined
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

/**
 * An intermediate. Read in one go: it lies in our own storage, is small, and nothing else goes on in this
 * thread; four calls through the pool cost more than the reading.
 *
 * @throws KeyartError SOURCE_CHANGED where it is not there
 */
export function requireIntermediate(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new KeyartError('SOURCE_CHANGED', 'The intermediate is not there', { cause })
  }
}

/** There is no such file, as far as this process sees: SOURCE_CHANGED. */
export class OriginalGone extends KeyartError {
  constructor() {
    super('SOURCE_CHANGED', 'The original is no longer there')
  }
}

/** The tag of an original: first 32 hex digits of the SHA-256 of its bytes. */
export function tagOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32)
}

/**
 * The original at `path`, if its bytes are still those of `tag`: an immutable URL must never get
 * the pixels of another one.
 *
 * @throws KeyartError SOURCE_CHANGED, OriginalGone among it
 */
export async function requireOriginal(
  path: string,
  tag: string,
  { maxSourceBytes }: SourceLimits,
): Promise<OriginalBytes> {
  const original = await readOriginal(path, maxSourceBytes)
  if (original === undefined) throw new OriginalGone()
  if (tagOf(original.bytes) !== tag)
    throw new KeyartError(
      'SOURCE_CHANGED',
      'The content of the original has changed since the last scan',
    )
  return original
}
