import { readFile } from 'node:fs/promises'

/** Processor time of this process, in user and system mode. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Of Linux' interface to programs, on every architecture that Node runs on (`getconf CLK_TCK`). */
const ticksPerSecond = 100

/** That of another process; `undefined` when it is gone, or where there is no /proc. */
export async function findCpuSeconds(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : parseStat(text)
}

/** Of the text of `/proc/PID/stat`; the name of the program may have spaces and brackets. */
export function parseStat(text: string): number {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  // Fields 14 and 15 of proc_pid_stat(5), which counts from 1; here the third is at 0.
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}
