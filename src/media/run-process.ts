import { type ChildProcess, spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
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
}

/**
 * What the program writes to its standard output. A program that fails, says nothing, takes too
 * long or says too much finds its file unreadable; one that is killed by others, or cannot be
 * started, knows nothing of it. It runs in a process group of its own at low priority, and nothing
 * of that group outlives this call.
 */
export async function runProcess(
  program: string,
  args: readonly string[],
  limits: ProcessLimits,
): Promise<Reading<Buffer>> {
  const { timeout, maxBytes, signal, input = 'ignore' } = limits
  if (signal.aborted) return interrupted
  const child = spawn(program, args, {
    stdio: [input, 'pipe', 'ignore'],
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
    const code = await new Promise<number | undefined>((resolve) => {
      child.once('error', () => resolve(undefined))
      child.once('close', (exitCode) => resolve(exitCode ?? undefined))
    })
    if (verdict !== undefined) return verdict
    if (code === undefined) return interrupted
    return code === 0 && length > 0 ? read(Buffer.concat(chunks)) : unreadable
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    process.removeListener('exit', onExit)
  }
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
