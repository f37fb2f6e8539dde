import { type FileHandle, open } from 'node:fs/promises'
import { type Container, containerOf, headBytes } from './container.ts'

/** The container of an open file, by its first bytes; its position is left alone. */
export async function readContainer(file: FileHandle): Promise<Container | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
  return containerOf(buffer.subarray(0, bytesRead))
}

/**
 * Whether the file begins like a video or a song: cheap, before a process is started. `undefined`
 * for one that cannot be read now.
 */
export async function looksLikeMedia(path: string): Promise<boolean | undefined> {
  try {
    await using file = await open(path)
    return (await readContainer(file)) !== undefined
  } catch {
    return undefined
  }
}
