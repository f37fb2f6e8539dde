import { readFile, writeFile } from 'node:fs/promises'
import { childrenOf, renderersOf } from '../test/support/keyart.ts'
import { memoryOf } from '../test/support/load.ts'

/** The renderer process of a server; `undefined` while there is none. */
export function rendererOf(server: number): number | undefined {
  return renderersOf(server)[0]
}

/** A process and all below it. */
export function processTree(pid: number): readonly number[] {
  return [pid, ...childrenOf(pid).flatMap(processTree)]
}

/** Lets the peak of a process start from what it has now; nothing where the system cannot. */
export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5').catch(() => {})
}

/** The peaks of the resident sets of a process and all below it, together, in bytes. */
export function peakOfTree(pid: number): number {
  return processTree(pid).reduce((sum, one) => sum + memoryOf(one).peak, 0)
}

/**
 * Processor time that living processes have used so far, all threads, also those that have ended,
 * in milliseconds; `NaN` where the system does not tell.
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

/**
 * Processor time of all processes that this one has started and that have ended, with all that they
 * have started themselves, in milliseconds; `NaN` where the system does not tell.
 */
export async function endedProcessesTime(): Promise<number> {
  const stat = await readFile('/proc/self/stat', 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return 10 * (Number(fields[13] ?? NaN) + Number(fields[14] ?? NaN))
}

/**
 * What a process has read so far, in bytes: files, pipes and sockets, whether from a disk or from
 * memory; `NaN` where nobody tells.
 */
export async function bytesRead(pid: number): Promise<number> {
  const io = await readFile(`/proc/${pid}/io`, 'utf8').catch(() => '')
  return Number(/^rchar: (\d+)$/m.exec(io)?.[1] ?? NaN)
}

/**
 * The memory of processes, in bytes, where a page that some share counts for each in part (PSS);
 * `NaN` where the system does not tell.
 */
export async function proportionalMemory(pids: readonly number[]): Promise<number> {
  const each = pids.map(async (pid) => {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
    return 1024 * Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? NaN)
  })
  // One that has ended has none.
  const told = (await Promise.all(each)).filter((bytes) => !Number.isNaN(bytes))
  return told.length === 0 ? NaN : told.reduce((sum, bytes) => sum + bytes, 0)
}
