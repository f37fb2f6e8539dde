import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { packageFolders, root } from '../../installation.ts'
import { type Bubblewrap, namesOf } from '../../sandbox/bubblewrap.ts'

/** What holds the renderer process, beside its bare environment. */
export type RendererSandbox =
  | { readonly kind: 'none' }
  | {
      /** Node's own: JavaScript reads what is granted, writes nothing, starts nothing. */
      readonly kind: 'permissions'
      /** Folders of originals. */
      readonly read: readonly string[]
      /** The system's around it, which native code cannot leave either. */
      readonly bubblewrap?: Bubblewrap
    }

/** Descriptor on which bubblewrap tells the id of the process. */
const infoDescriptor = 4

/** Of Keyart itself, whose folder may well hold the data, too; and the packages that it imports. */
const ownParts = ['src', 'dist', 'package.json']
  .map((name) => fileURLToPath(new URL(name, root)))
  .concat(packageFolders())
  .filter((path) => existsSync(path))

/** How `fork` starts the renderer process. */
export function launchOf(sandbox: RendererSandbox): { execPath?: string; execArgv: string[] } {
  if (sandbox.kind === 'none') return { execArgv: [] }
  const read = [...ownParts, ...sandbox.read]
  const flags = [
    '--permission',
    // sharp is one. The permissions of Node do not bind its native code.
    '--allow-addons',
    // For pictures that JavaScript decodes; threads have the permissions of the process.
    '--allow-worker',
    '--disable-warning=SecurityWarning',
    ...read.flatMap(namesOf).map((path) => `--allow-fs-read=${path}${isFile(path) ? '' : sep}`),
  ]
  if (sandbox.bubblewrap === undefined) return { execArgv: flags }
  const command = { program: process.execPath, args: flags }
  const { program, args } = sandbox.bubblewrap.wrap(command, {
    read,
    write: Object.values(compileCache()),
    // Else `kill` and the metrics would mean a process beside it.
    options: ['--as-pid-1', '--info-fd', String(infoDescriptor)],
  })
  return { execPath: program, execArgv: [...args] }
}

/**
 * What the compiler made of the sources is kept for the next process: in a folder of the
 * renderer's own, so that no other process runs what it writes.
 */
export function compileCache(): Record<string, string> {
  const folder = process.env['NODE_COMPILE_CACHE']
  if (folder === undefined) return {}
  const own = join(folder, 'renderer')
  try {
    mkdirSync(own, { recursive: true })
  } catch {
    // Read only: then nothing is kept.
  }
  return { NODE_COMPILE_CACHE: own }
}

/** The process within the sandbox; `undefined` where there is none. */
export async function readInnerPid({ stdio }: ChildProcess): Promise<number | undefined> {
  const info = stdio[infoDescriptor] as Readable | null | undefined
  let text = ''
  try {
    for await (const chunk of info ?? []) text += String(chunk)
    const { 'child-pid': pid } = JSON.parse(text) as { 'child-pid'?: unknown }
    return typeof pid === 'number' ? pid : undefined
  } catch {
    return undefined
  }
}

/** A folder that is away just now is one, too. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
