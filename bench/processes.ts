import { readFile, writeFile } from 'node:fs/promises'

/** Resident set of a process in bytes: now, and at most so far; `NaN` where nobody tells. */
export async function memoryOf(
  pid: number,
): Promise<{ readonly now: number; readonly peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const bytes = (name: string) =>
    1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? NaN)
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') }
}

/** What a resident set is of, as far as Linux and glibc let it be seen, in bytes; else `NaN`. */
export interface MemoryParts {
  /** Pages of V8's heap, with what in them is free or garbage. */
  readonly heap: number
  /** What C code and buffers have from the allocator, with what it keeps for later. */
  readonly allocator: number
  /** Programs and libraries, shared with whoever else has them open. */
  readonly files: number
}

export async function memoryParts(pid: number): Promise<MemoryParts> {
  const maps = await readFile(`/proc/${pid}/smaps`, 'utf8').catch(() => '')
  const none = maps === '' ? NaN : 0
  const parts = { heap: none, allocator: none, files: none }
  for (const map of maps.split(/\n(?=[\da-f]+-[\da-f]+ )/)) {
    const [, from = '', to = '', name = ''] =
      /^([\da-f]+)-([\da-f]+) (?:\S+ +){4}(.*)$/m.exec(map) ?? []
    const resident = 1024 * Number(/^Rss: +(\d+) kB$/m.exec(map)?.[1] ?? 0)
    const [start, end] = [parseInt(from, 16), parseInt(to, 16)]
    if (name.startsWith('/')) parts.files += resident
    // An arena of glibc begins where 64 MiB do; a page of V8 is of 256 KiB.
    else if (name === '[heap]' || start % (64 << 20) === 0) parts.allocator += resident
    else if (end - start === 256 << 10) parts.heap += resident
  }
  return parts
}

/** Lets the peak of a process start from what it has now; nothing where the system cannot. */
export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5').catch(() => {})
}

/** The peaks of a process and all below it, together. */
export async function peakOfTree(pid: number): Promise<number> {
  const each = await Promise.all((await processTree(pid)).map(memoryOf))
  // One that has just ended has none.
  const peaks = each.map(({ peak }) => peak).filter((peak) => !Number.isNaN(peak))
  return peaks.length === 0 ? NaN : peaks.reduce((sum, peak) => sum + peak, 0)
}

/** A process and all below it. */
export async function processTree(pid: number): Promise<readonly number[]> {
  const below = await Promise.all((await childrenOf(pid)).map(processTree))
  return [pid, ...below.flat()]
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const path = `/proc/${pid}/task/${pid}/children`
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.split(' ').filter(Boolean).map(Number)
}

/** The renderer process of a server: what runs the renderer's file, not what holds it in a sandbox. */
export async function findRenderer(server: number): Promise<number | undefined> {
  for (const pid of await childrenOf(server)) {
    const inner = await findRenderer(pid)
    if (inner !== undefined) return inner
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (commandLine.includes('renderer-process')) return pid
  }
  return undefined
}

/** Processor time of a process's own thread so far, in hundredths of a second; `NaN` likewise. */
export async function ownThreadTime(
  pid: number,
): Promise<{ readonly user: number; readonly kernel: number }> {
  const stat = await readFile(`/proc/${pid}/task/${pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { user: Number(fields[11] ?? NaN), kernel: Number(fields[12] ?? NaN) }
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

/**
 * What living processes have read so far, in bytes: files, pipes and sockets, whether from a disk or
 * from memory; `NaN` where nobody tells.
 */
export async function bytesRead(pids: readonly (number | undefined)[]): Promise<number> {
  const each = pids.map(async (pid) => {
    const io = await readFile(`/proc/${pid}/io`, 'utf8').catch(() => '')
    return Number(/^rchar: (\d+)$/m.exec(io)?.[1] ?? NaN)
  })
  return (await Promise.all(each)).reduce((sum, bytes) => sum + bytes, 0)
}
