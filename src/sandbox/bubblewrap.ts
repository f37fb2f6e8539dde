import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { delimiter, isAbsolute } from 'node:path'

/** A command line, without a shell. */
export interface Command {
  readonly program: string
  readonly args: readonly string[]
}

export interface Grants {
  /** Files and folders that it may read, if they are there. */
  readonly read: readonly string[]
  /** Folders that it may write. */
  readonly write?: readonly string[]
  /** More of bubblewrap's own options. */
  readonly options?: readonly string[]
}

/** Programs, libraries and fonts of the system; nothing below home folders. */
const systemFolders = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']
const systemFiles = [
  '/opt',
  '/nix/store',
  '/gnu/store',
  '/etc/alternatives',
  '/etc/fonts',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/var/cache/fontconfig',
]

/**
 * Runs programs by `bwrap`: in namespaces of their own, where there is no network, no other process
 * and no file but the system's and what is granted.
 */
export class Bubblewrap {
  readonly #program: string

  constructor(program: string) {
    this.#program = program
  }

  wrap({ program, args }: Command, { read, write = [], options = [] }: Grants): Command {
    return {
      program: this.#program,
      args: [
        ...isolation(),
        ...systemFolders.flatMap(systemFolder),
        ...systemFiles.flatMap((path) => ['--ro-bind-try', path, path]),
        '--proc',
        '/proc',
        '--dev',
        '/dev',
        '--tmpfs',
        '/tmp',
        // After `/tmp`, which may hold some of them.
        ...[program, ...libraryFolders(), ...read].flatMap((path) => grant('--ro-bind-try', path)),
        ...write.flatMap((path) => grant('--bind-try', path)),
        '--chdir',
        '/',
        ...options,
        '--',
        program,
        ...args,
      ],
    }
  }
}

function isolation(): string[] {
  const alone = ['--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts']
  const more = ['--unshare-cgroup-try', '--die-with-parent', '--new-session']
  // In a user namespace root could not read what belongs to others.
  const asRoot = process.getuid?.() === 0 ? ['--cap-add', 'CAP_DAC_READ_SEARCH'] : []
  return [...alone, ...more, ...asRoot]
}

/** As it is: `/lib` is a link into `/usr` on most systems. */
function systemFolder(path: string): string[] {
  try {
    return lstatSync(path).isSymbolicLink()
      ? ['--symlink', readlinkSync(path), path]
      : ['--ro-bind', path, path]
  } catch {
    return []
  }
}

function grant(option: string, path: string): string[] {
  return namesOf(path).flatMap((name) => (isAbsolute(name) ? [option, name, name] : []))
}

function libraryFolders(): string[] {
  const folders = (process.env['LD_LIBRARY_PATH'] ?? '').split(delimiter)
  return folders.filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory())
}

/** A path as it is used, and as it is called without links, where that is another one. */
export function namesOf(path: string): readonly string[] {
  try {
    return [...new Set([path, realpathSync(path)])]
  } catch {
    return [path]
  }
}
