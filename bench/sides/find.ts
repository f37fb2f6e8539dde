import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'

/** What `find` prints of the files below `folders`, a line a file. */
export async function find(
  folders: readonly string[],
  ...tests: readonly string[]
): Promise<readonly string[]> {
  const args = [...folders, '-type', 'f', ...tests]
  const { stdout } = await promisify(execFile)('find', args, { maxBuffer: 2 ** 30 })
  return stdout.split('\n').slice(0, -1)
}

/** How long `find` takes over all files below `folders`, in milliseconds, its start included. */
export async function timeFind(
  folders: readonly string[],
  what: 'names' | 'size and time',
): Promise<number> {
  const print = what === 'names' ? [] : ['-printf', '%p %s %T@\\n']
  const start = performance.now()
  const ended = once(
    spawn('find', [...folders, '-type', 'f', ...print], { stdio: 'ignore' }),
    'exit',
  )
  const [code] = (await ended) as [number]
  if (code !== 0) throw new Error(`Expected find to succeed but it ended with ${code}`)
  return performance.now() - start
}

/**
 * Paths of files below `folders` that were read since `since`, milliseconds since 1970, as far as
 * the file system tells: one mounted with `relatime` is sure to tell of files that were modified
 * after they were last read, so also of those whose time lies in the future.
 */
export async function filesReadSince(
  folders: readonly string[],
  since: number,
): Promise<readonly string[]> {
  return await find(folders, '-newerat', `@${(since / 1000).toFixed(3)}`)
}
