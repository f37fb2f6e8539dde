import { type ChildProcess, spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import type { Readable } from 'node:stream'
import type { Bubblewrap, Command, Grants } from '../sandbox/bubblewrap.ts'
import { bareEnvironment } from '../sandbox/bare-environment.ts'
import { interrupted, read, type Reading, unreadable } from './reading.ts'

export interface ProcessLimits {
  /** Milliseconds after which it is killed. */
  readonly timeout: number
  /** Bytes of output after which it is killed. */
  readonly maxBytes: number
  /** Kills it when aborted. */
  readonly signal: AbortSignal
  /** Descriptor of an open file that the program has as its standard input; absent: nothing. */
  readonly input?: number
  /** Absent: it may do what this process may. */
  readonly sandbox?: Bubblewrap
}

/** Descriptor on which bubblewrap tells how the program ended. */
const statusDescriptor = 3
const statusGrants: Grants = { read: [], options: ['--json-status-fd', String(statusDescriptor)] }

/**
 * What the program writes to its standard output. A program that fails, says nothing, takes too
 * long or says too much finds its file unreadable; one that is killed by others, or cannot be
 * started, knows nothing of it. It runs in a process group of its own at low priority, and nothing
 * of that group outlives this call.
 */
export async function runProcess(
  command: Command,
  limits: ProcessLimits,
): Promise<Reading<Buffer>> {
  const { timeout, maxBytes, signal, input = 'ignore', sandbox } = limits
  if (signal.aborted) return interrupted
  const { program, args } = sandbox?.wrap(command, statusGrants) ?? command
  const child = spawn(program, args, {
    stdio: [input, 'pipe', 'ignore', ...(sandbox === undefined ? [] : (['pipe'] as const))],
    env: bareEnvironment(),
    // A group of its own: it can be killed whole, and an interrupt at the terminal is not for it.
    detached: true,
    windowsHide: true,
  })
  lowerPriority(child)
  let verdict: Reading<Buffer> | undefined
  const stop = (why: Reading<Buffer>) => {
    verdict ??= why
    killGroup(child)
  }
  const onAbort = () => stop(interrupted)
  const onExit = () => killGroup(child)
  const timer = setTimeout(() => stop(unreadable), timeout)
  signal.addEventListener('abort', onAbort, { once: true })
  process.once('exit', onExit)
  try {
    const chunks: Buffer[] = []
    let length = 0
    child.stdout!.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > maxBytes) stop(unreadable)
      else chunks.push(chunk)
    })
    const started = sandbox === undefined ? Promise.resolve(true) : sawExit(child)
    const code = await new Promise<number | undefined>((resolve) => {
      child.once('error', () => resolve(undefined))
      child.once('close', (exitCode) => resolve(exitCode ?? undefined))
    })
    if (verdict !== undefined) return verdict
    // Killed by others, or never let begin: neither is the file's doing.
    if (code === undefined || isKill(code) || !(await started)) return interrupted
    return code === 0 && length > 0 ? read(Buffer.concat(chunks)) : unreadable
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    process.removeListener('exit', onExit)
  }
}

/** How bubblewrap and shells tell that a program was killed. */
function isKill(code: number): boolean {
  return code === 128 + constants.signals.SIGKILL || code === 128 + constants.signals.SIGTERM
}

/** Whether bubblewrap ran the program to its end: it tells of an exit code only then. */
async function sawExit({ stdio }: ChildProcess): Promise<boolean> {
  let text = ''
  const status = stdio[statusDescriptor] as Readable
  try {
    for await (const chunk of status) if (text.length < 10_000) text += String(chunk)
  } catch {
    return false
  }
  return text.includes('"exit-code"')
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It ended by itself meanwhile.
  }
}

function lowerPriority({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch {
    // It ended already, or may not be asked: then it runs as everyone does.
  }
}
