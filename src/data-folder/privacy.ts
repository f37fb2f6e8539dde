import type { Stats } from 'node:fs'
import { chmod, lstat, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { holdFiles } from './hold.ts'

/*
 * The data folder is for its owner alone: hashes of passwords and tokens lie there. All that is
 * made there is made so (`durable-file.ts`); this is for what an older Keyart made, or a copy
 * brought. The umask is left alone, for files beside the media are made by it.
 */

export const privateFolder = 0o700
export const privateFile = 0o600

/** What others may do with a file. */
const others = 0o077

export type Closed =
  | { readonly kind: 'closed' }
  /** There is more in it than Keyart's: only Keyart's own was closed. */
  | { readonly kind: 'shared' }
  | { readonly kind: 'failed'; readonly error: unknown }

export interface Closing {
  /** Whether other users are now kept out of the folder. */
  readonly now: Closed
  /** Takes from each file below it what others may do; needed only where `now` found some open. */
  readonly rest: (signal: AbortSignal) => Promise<void>
}

/**
 * Closes a data folder to all but its owner, at once for what lies right in it. `own` are the names
 * that Keyart knows there: in a folder with other people's files as well, these are left as they
 * are, and so is the folder. Links are not followed.
 */
export async function closeFolder(root: string, own: readonly string[]): Promise<Closing> {
  const nothing = async () => {}
  // Windows has no such modes.
  if (process.platform === 'win32') return { now: { kind: 'closed' }, rest: nothing }
  try {
    const entries = await readdir(root, { withFileTypes: true })
    const ours = entries.filter(({ name }) => isOwn(name, own))
    const stats = await lstat(root)
    const isShared = ours.length < entries.length && (stats.mode & others) !== 0
    if (!isShared) await close(root, stats, privateFolder)
    const open: string[] = []
    for (const { name } of ours) {
      const path = join(root, name)
      const stats = await lstat(path).catch(() => undefined)
      if (stats === undefined || stats.isSymbolicLink()) continue
      if (!stats.isDirectory()) await close(path, stats, privateFile)
      else if ((stats.mode & others) !== 0) {
        open.push(path)
        // Else it is closed last: one that is open still has files that are.
        if (isShared) await close(path, stats, privateFolder)
      }
    }
    const rest = async (signal: AbortSignal) => {
      for (const path of open) await closeBelow(path, signal)
    }
    return { now: { kind: isShared ? 'shared' : 'closed' }, rest }
  } catch (error) {
    return { now: { kind: 'failed', error }, rest: nothing }
  }
}

/** The insides first. */
async function closeBelow(folder: string, signal: AbortSignal): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (signal.aborted) return
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await closeBelow(path, signal)
    else if (entry.isFile())
      await close(path, await lstat(path).catch(() => undefined), privateFile)
  }
  await close(folder, await lstat(folder), privateFolder)
}

async function close(path: string, stats: Stats | undefined, mode: number): Promise<void> {
  if (stats === undefined || (stats.mode & others) === 0) return
  try {
    await chmod(path, mode)
  } catch (error) {
    // What is written meanwhile may have left.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}

/** Besides `own`: what SQLite puts beside the catalog, copies, what is being written, old folders. */
function isOwn(name: string, own: readonly string[]): boolean {
  return (
    [...own, ...holdFiles, 'quarantine', 'lost+found'].some(
      (ownName) => basename(ownName) === name,
    ) ||
    name.startsWith('catalog.sqlite') ||
    name.startsWith('before-restore-') ||
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name)
  )
}
