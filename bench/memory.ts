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
