import { randomUUID } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { KeyartError } from './errors.ts'

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
  await writeWhole(path, bytes, temporaryFolder)
  await syncFolder(dirname(path))
}

/**
 * Like `writeDurably`, but the name may be lost with the power: then what was there before is
 * there again, or nothing. Enough for what can be made again.
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array,
  temporaryFolder: string,
): Promise<void> {
  const temporary = join(temporaryFolder, randomUUID())
  try {
    await writeSynced(temporary, bytes)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/**
 * Writes a new file; resolves once its bytes are on disk. Its name may not yet be.
 *
 * @param mode what the umask leaves of it; by default for the owner alone, as all of the data folder
 * @throws KeyartError STORAGE_FULL; what was written of the file is still there
 * @throws what `bytes` throws
 */
export async function writeSynced(
  path: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  mode = 0o600,
): Promise<void> {
  try {
    // A disk may also have no room for one more name.
    await using file = await open(path, 'wx', mode)
    await file.writeFile(bytes)
    await file.sync()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new KeyartError('STORAGE_FULL', 'The disk of the data folder is full', { cause })
    throw cause
  }
}

/**
 * Makes an empty file for its owner alone, where there is none. One that is there is not even
 * opened: closing it would release all locks that this process has on it. What keeps it from being
 * made is for those to say who then open it.
 */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch {}
}

/** Gives a file another name, in place of what has it; resolves once that is on disk for good. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to)
  await syncFolder(dirname(to))
}

/** Names made and removed in a folder survive a power cut only when it is synced, too. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
