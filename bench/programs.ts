import { type ChildProcess, type SpawnOptions, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

/** What a program prints of its version; `undefined` where it is not installed. */
export async function versionOf(program: string, flag: string): Promise<string | undefined> {
  const { stdout, stderr } = await promisify(execFile)(program, [flag]).catch(
    // wrk prints its version and ends with 1.
    (error: { stdout?: string; stderr?: string }) => ({ stdout: '', stderr: '', ...error }),
  )
  return /\d+\.\d+(\.\d+)?/.exec(stdout + stderr)?.[0]
}

export async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}

/** The command that runs `command` on that core alone, or as it is where `core` is `undefined`. */
export function pinned(core: number | undefined, command: readonly string[]): readonly string[] {
  return core === undefined ? command : ['taskset', '-c', String(core), ...command]
}

/** A program that this process started, and that ends with the scope or with this process. */
export class Program implements AsyncDisposable {
  readonly process: ChildProcess
  readonly #atExit: () => void

  /** `last`: the signal that ends the program, and all that it started, when nobody can wait. */
  constructor(command: readonly string[], options: SpawnOptions, last: NodeJS.Signals = 'SIGKILL') {
    const [program = '', ...args] = command
    this.process = spawn(program, args, options)
    this.#atExit = () => void this.process.kill(last)
    // Before the folders that it writes to are taken away.
    process.prependOnceListener('exit', this.#atExit)
  }

  get pid(): number {
    return this.process.pid!
  }

  /** Resolves once it takes connections at `port`. */
  async listening(port: number): Promise<void> {
    for (const end = Date.now() + 15_000; Date.now() < end && !this.#hasEnded; await sleep(50)) {
      const socket = connect(port, '127.0.0.1')
      const isOpen = await once(socket, 'connect').then(
        () => true,
        () => false,
      )
      socket.destroy()
      if (isOpen) return
    }
    throw new Error(`Expected ${this.process.spawnfile} to listen on ${port}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#atExit)
    if (this.process.pid === undefined || this.#hasEnded) return
    const ended = once(this.process, 'exit')
    this.process.kill('SIGTERM')
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 15_000)
    await ended
    clearTimeout(timer)
  }

  get #hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null
  }
}
