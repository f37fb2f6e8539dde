import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A control group of Linux whose processes may use so much memory together, files they read included. */
export interface MemoryGroup extends AsyncDisposable {
  /** Starts the program that follows in the group. */
  readonly launcher: readonly string[]
  /** Processes that the system ended because there was no more memory. */
  kills(): Promise<number>
}

interface Kind {
  readonly folder: string
  readonly limitFile: string
  readonly eventsFile: string
}

/** `undefined` where no group can be made: that needs Linux, root, and a writable `/sys/fs/cgroup`. */
export async function openMemoryGroup(bytes: number): Promise<MemoryGroup | undefined> {
  const kind = await findKind()
  if (kind === undefined) return undefined
  const path = join(kind.folder, `keyart-bench-${process.pid}`)
  try {
    await mkdir(path)
    await writeFile(join(path, kind.limitFile), String(bytes))
  } catch {
    await rmdir(path).catch(() => {})
    return undefined
  }
  return {
    launcher: ['sh', '-c', 'echo $$ > "$0" && exec "$@"', join(path, 'cgroup.procs')],
    async kills() {
      const events = await readFile(join(path, kind.eventsFile), 'utf8')
      return Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? NaN)
    },
    async [Symbol.asyncDispose]() {
      // Busy until the last process has left.
      for (let attempt = 0; attempt < 20; attempt++) {
        if (
          await rmdir(path).then(
            () => true,
            () => false,
          )
        )
          return
        await sleep(100)
      }
    },
  }
}

async function findKind(): Promise<Kind | undefined> {
  const root = '/sys/fs/cgroup'
  const controllers = await readFile(join(root, 'cgroup.subtree_control'), 'utf8').catch(() => '')
  if (controllers.split(/\s/).includes('memory'))
    return { folder: root, limitFile: 'memory.max', eventsFile: 'memory.events' }
  // Version 1 has a hierarchy for each controller.
  const own = await readFile('/proc/self/cgroup', 'utf8').catch(() => '')
  const path = /^\d+:memory:(.*)$/m.exec(own)?.[1]
  if (path === undefined) return undefined
  const folder = join(root, 'memory', path)
  return { folder, limitFile: 'memory.limit_in_bytes', eventsFile: 'memory.oom_control' }
}
