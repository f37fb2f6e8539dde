import { Worker } from 'node:worker_threads'
import { moduleBeside } from '../installation.ts'
import type { Stall, WatchdogData } from './watchdog-worker.ts'

/** Those that have ended. */
export interface Stalls {
  readonly count: number
  readonly maxSeconds: number
}

export interface WatchdogOptions {
  /** Seconds without a turn of the event loop from which on it is a stall. */
  readonly limitSeconds: number
  readonly onStall: (stall: Stall) => void
}

/** Milliseconds between two signs of life. */
const beatInterval = 100

/**
 * Watches from a thread of its own whether this one turns. Where it does not, that thread takes its
 * stack by the inspector's protocol, which interrupts also a loop without end, and says it at once
 * to standard error: there may be no later. What it costs meanwhile is a timer that adds one.
 */
export class Watchdog implements Stalls, AsyncDisposable {
  count = 0
  maxSeconds = 0
  readonly #timer: NodeJS.Timeout
  readonly #worker: Worker

  constructor({ limitSeconds, onStall }: WatchdogOptions) {
    const beats = new Int32Array(new SharedArrayBuffer(4))
    this.#timer = setInterval(() => Atomics.add(beats, 0, 1), beatInterval).unref()
    this.#worker = new Worker(moduleBeside(import.meta.url, 'watchdog-worker'), {
      workerData: { beats, limitSeconds } satisfies WatchdogData,
    })
    this.#worker.on('message', (stall: Stall) => {
      this.count++
      this.maxSeconds = Math.max(this.maxSeconds, stall.seconds)
      onStall(stall)
    })
    // It only watches: without it everything else goes on.
    this.#worker.on('error', () => clearInterval(this.#timer))
    this.#worker.unref()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    await this.#worker.terminate()
  }
}
