import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Writes a file so that under `path` there is always either what was there before or the whole of
 * `bytes`, whatever ends the process or the power. Resolves once it is on disk for good.
 *
 * @param temporaryFolder on the same file system; it holds the file while it is incomplete
 */
export async function writeDurably(
  path: string,
  bytes: Uint8Array,
  temporaryFolder: string,
): Promise<void> {
  const temporary = join(temporaryFolder, randomUUID())
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  // The new name survives a power cut only when its folder is synced, too.
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
