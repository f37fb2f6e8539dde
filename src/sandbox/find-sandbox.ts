import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { Bubblewrap, type Command, type Grants } from './bubblewrap.ts'
import { bareEnvironment } from './bare-environment.ts'

const run = promisify(execFile)
/** A trial takes milliseconds; one that hangs is none. */
const timeout = 10_000

export type Finding =
  | { readonly kind: 'usable'; readonly sandbox: Bubblewrap }
  /** In words, for the operator. */
  | { readonly kind: 'unusable'; readonly reason: string }

/**
 * Bubblewrap, if it is installed and this system lets it work: containers and some kernels do not.
 * `path`: where to look for it, as PATH has it.
 */
export async function findSandbox(path = process.env['PATH'] ?? ''): Promise<Finding> {
  if (process.platform !== 'linux')
    return { kind: 'unusable', reason: 'bubblewrap is available on Linux only' }
  for (const folder of path.split(delimiter).filter((name) => name !== '')) {
    const program = join(folder, 'bwrap')
    if (!(await isExecutable(program))) continue
    const sandbox = new Bubblewrap(program)
    const fault = await faultOf(sandbox, { program, args: ['--version'] }, { read: [] })
    return fault === undefined
      ? { kind: 'usable', sandbox }
      : { kind: 'unusable', reason: `bubblewrap does not work on this system: ${fault}` }
  }
  return { kind: 'unusable', reason: 'bubblewrap (bwrap) is not installed' }
}

/** What keeps `command` from running in the sandbox, in words; `undefined`: nothing does. */
export async function faultOf(
  sandbox: Bubblewrap,
  command: Command,
  grants: Grants,
): Promise<string | undefined> {
  const { program, args } = sandbox.wrap(command, grants)
  try {
    await run(program, args, { env: bareEnvironment(), timeout })
    return undefined
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    return (said.split('\n')[0] || String(error)).slice(0, 300)
  }
}

async function isExecutable(program: string): Promise<boolean> {
  try {
    await access(program, constants.X_OK)
    return true
  } catch {
    return false
  }
}
