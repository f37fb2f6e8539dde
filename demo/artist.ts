import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setPriority } from 'node:os'
import { moduleBeside } from '../src/installation.ts'
import type { DrawAnswer, DrawCall } from './draw-process.ts'
import type { PictureSpec } from './picture.ts'

interface Waiting {
  resolve(): void
  reject(cause: Error): void
}

/** A process of its own that draws pictures; end it with `await using` or `end()`. */
export class Artist implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  #next = 0

  /** @param isInBackground whether everything else on the machine comes first */
  constructor({ isInBackground = false } = {}) {
    const script = moduleBeside(import.meta.url, 'draw-process')
    this.#child = fork(script, {
      serialization: 'advanced',
      // What this process was started with (a test runner, a debugger) is not the child's concern.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: { ...process.env, UV_THREADPOOL_SIZE: '3', MALLOC_ARENA_MAX: '2', NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    if (isInBackground && this.#child.pid !== undefined) {
      try {
        setPriority(this.#child.pid, 10)
      } catch {
        // A system that allows no such thing draws as it would otherwise.
      }
    }
    this.#child.on('message', (answer: DrawAnswer) => {
      const waiting = this.#waiting.get(answer.id)
      this.#waiting.delete(answer.id)
      if (answer.failure === undefined) waiting?.resolve()
      else waiting?.reject(new Error(answer.failure))
    })
    const fail = (cause: Error) => {
      for (const waiting of this.#waiting.values()) waiting.reject(cause)
      this.#waiting.clear()
    }
    this.#child.on('error', fail)
    this.#child.on('exit', () => fail(new Error('The drawing process ended')))
  }

  async draw(picture: PictureSpec, path: string): Promise<void> {
    const id = (this.#next += 1)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#waiting.set(id, { resolve, reject })
    const call: DrawCall = { id, path, picture }
    this.#child.send(call, (cause) => {
      if (cause !== null) reject(cause)
    })
    await promise
  }

  /** Resolves when the process is gone; what it was drawing is lost. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }
}
