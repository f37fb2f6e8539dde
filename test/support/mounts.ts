import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A small disk in memory under a folder; what is on it is gone with it. */
export interface Disk extends AsyncDisposable {
  readonly path: string
  /** From now on nothing can be written to it, or again. */
  remount(how: 'ro' | 'rw'): void
  /** Takes it away, also from those who have files of it open; the empty folder stays. */
  unmount(): void
}

export const needsMounts = 'mounting file systems needs root'

/** Whether this process may mount. */
export async function canMount(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'keyart-mount-'))
  try {
    await using _disk = await mountDisk(folder, 1_000_000)
    return true
  } catch {
    return false
  } finally {
    await rm(folder, { recursive: true })
  }
}

/**
 * Mounts a disk of so many bytes, and room for so many files and folders, itself included; it is
 * unmounted with the scope, and with the process.
 */
export async function mountDisk(path: string, bytes: number, files?: number): Promise<Disk> {
  await mkdir(path, { recursive: true })
  const names = files === undefined ? '' : `,nr_inodes=${files}`
  run('mount', '-t', 'tmpfs', '-o', `size=${bytes}${names}`, 'keyart', path)
  return shared(path)
}

/** Has what is mounted below `path` later seen in sandboxes, too: so systemd has all disks. */
export function shareMounts(path: string): Disk {
  run('mount', '--bind', path, path)
  return shared(path)
}

/** Has `path` read as what lies at `source`, as a bind mount does. */
export function mountOver(source: string, path: string): Disk {
  run('mount', '--bind', source, path)
  return mounted(path)
}

function shared(path: string): Disk {
  const disk = mounted(path)
  run('mount', '--make-shared', path)
  return disk
}

function mounted(path: string): Disk {
  let isThere = true
  const unmount = () => {
    if (!isThere) return
    isThere = false
    process.off('exit', unmount)
    // Lazily: whoever has something open there keeps it until they close it.
    run('umount', '-l', path)
  }
  process.prependOnceListener('exit', unmount)
  return {
    path,
    remount: (how) => run('mount', '-o', `remount,${how}`, path),
    unmount,
    [Symbol.asyncDispose]: async () => unmount(),
  }
}

function run(program: string, ...args: readonly string[]): void {
  execFileSync(program, args, { stdio: 'pipe' })
}
