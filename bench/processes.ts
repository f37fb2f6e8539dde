import { readFile } from 'node:fs/promises'

/** Peak resident set (VmHWM) of a process in bytes; `undefined` where the system does not tell. */
export async function peakMemory(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  return kilobytes === undefined ? undefined : 1024 * Number(kilobytes)
}

/** The renderer process of a server: the child that runs the renderer's file. */
export async function findRenderer(server: number): Promise<number | undefined> {
  const path = `/proc/${server}/task/${server}/children`
  const children = (await readFile(path, 'utf8').catch(() => '')).split(' ').filter(Boolean)
  for (const pid of children.map(Number)) {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (commandLine.includes('renderer-process')) return pid
  }
  return undefined
}

/**
 * Processor time that living processes have used so far, all threads, in milliseconds; `NaN` where
 * the system does not tell.
 */
export async function processorTime(pids: readonly (number | undefined)[]): Promise<number> {
  let ticks = 0
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    // Counted after the name, which may hold anything: user and system time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    ticks += Number(fields[11] ?? NaN) + Number(fields[12] ?? NaN)
  }
  // Linux counts hundredths of a second here on every platform.
  return 10 * ticks
}
