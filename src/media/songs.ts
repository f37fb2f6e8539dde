import { Worker } from 'node:worker_threads'
import { interrupted, read, type Reading, unreadable } from './reading.ts'
import type { SongAnswer, SongRequest } from './song-messages.ts'

/** Longest time that one song may take, in milliseconds. */
const timeout = 20_000

/**
 * Reads the pictures inside songs, one song at a time, in a thread of its own: a file that makes
 * the parser run on holds up nobody else.
 */
export class Songs implements AsyncDisposable {
  #worker: Worker | undefined
  #last: Promise<unknown> = Promise.resolve()

  /** The bytes of the picture; `undefined` within when the song has none. */
  picture(path: string, signal: AbortSignal): Promise<Reading<Buffer | undefined>> {
    const mine = this.#last.then(() => this.#ask(path, signal))
    this.#last = mine.catch(() => undefined)
    return mine
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last
    await this.#end()
  }

  async #ask(path: string, signal: AbortSignal): Promise<Reading<Buffer | undefined>> {
    if (signal.aborted) return interrupted
    // A thread that has ended by itself has this id.
    if (this.#worker?.threadId === -1) this.#worker = undefined
    this.#worker ??= startWorker()
    const answer = await askWorker(this.#worker, { path }, signal)
    // A thread that did not answer is not asked again.
    if (typeof answer === 'string') await this.#end()
    if (answer === 'stopped') return interrupted
    if (answer === 'slow' || answer === 'died' || answer.kind === 'unreadable') return unreadable
    return read(answer.kind === 'none' ? undefined : Buffer.from(answer.bytes))
  }

  async #end(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }
}

type Outcome = SongAnswer | 'slow' | 'died' | 'stopped'

function startWorker(): Worker {
  const worker = new Worker(new URL('song-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  })
  // Whoever waits for an answer hears the end of it.
  worker.on('error', () => {})
  return worker
}

async function askWorker(
  worker: Worker,
  request: SongRequest,
  signal: AbortSignal,
): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const onMessage = (answer: SongAnswer) => resolve(answer)
  const onExit = () => resolve('died')
  const onAbort = () => resolve('stopped')
  const timer = setTimeout(() => resolve('slow'), timeout)
  signal.addEventListener('abort', onAbort)
  worker.on('message', onMessage)
  worker.on('exit', onExit)
  worker.postMessage(request)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    worker.off('message', onMessage)
    worker.off('exit', onExit)
  }
}
