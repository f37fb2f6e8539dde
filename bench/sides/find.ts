import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** How long `find` takes over all files below `folders`, in milliseconds, its start included. */
export async function timeFind(
  folders: readonly string[],
  what: 'names' | 'size and time',
): Promise<number> {
  const print = what === 'names' ? [] : ['-printf', '%p %s %T@\\n']
  const start = performance.now()
  await ended(spawn('find', [...folders, '-type', 'f', ...print], { stdio: 'ignore' }))
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
  const args = [...folders, '-type', 'f', '-newerat', `@${(since / 1000).toFixed(3)}`]
  const find = spawn('find', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const end = ended(find)
  const paths = await Array.fromAsync(createInterface({ input: find.stdout }))
  await end
  return paths
}

async function ended(find: ReturnType<typeof spawn>): Promise<void> {
  const [code] = (await once(find, 'exit')) as [number]
  if (code !== 0) throw new Error(`Expected find to succeed but it ended with ${code}`)
}
