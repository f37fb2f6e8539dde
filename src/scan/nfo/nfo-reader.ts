import { open } from 'node:fs/promises'
import { moduleBeside } from '../../installation.ts'
import { RequestWorker } from '../../media/request-worker.ts'
import { Semaphore } from '../../semaphore.ts'
import type { Nfo } from './nfo.ts'

const maxBytes = 1024 * 1024
/** Milliseconds for one file; the largest takes a tenth of it. */
const defaultTimeout = 10_000
/** Files whose bytes wait to be parsed: a slow disk is asked for several at a time. */
const maxOpen = 8

/**
 * Reads `.nfo` files and parses them in a thread of its own. A file that takes too long is broken,
 * and the next one is read.
 */
export class NfoReader implements AsyncDisposable {
  readonly #thread: RequestWorker<Uint8Array, Nfo>
  readonly #semaphore = new Semaphore(maxOpen)
  readonly #signal: AbortSignal
  readonly #timeout: number

  /** Stops when `signal` is aborted. */
  constructor(signal: AbortSignal, timeout = defaultTimeout) {
    const worker = moduleBeside(import.meta.url, 'nfo-worker')
    this.#thread = new RequestWorker(worker, { timeout, maxHeapMb: 256 })
    this.#signal = signal
    this.#timeout = timeout
  }

  /**
   * What cannot be read, or is nowhere (`undefined`), is `broken`.
   *
   * @throws the signal's reason when it is aborted
   */
  async read(path: string | undefined): Promise<Nfo> {
    return await this.#semaphore.run(async () => {
      this.#signal.throwIfAborted()
      const bytes = path === undefined ? undefined : await readBytes(path)
      if (bytes === undefined) return broken('The file cannot be read')
      if (bytes.length > maxBytes) return broken('Expected at most 1 MiB')
      const outcome = await this.#thread.ask(bytes, this.#signal, [bytes.buffer])
      this.#signal.throwIfAborted()
      if (outcome.kind === 'answer') return outcome.answer
      return broken(
        outcome.kind === 'slow'
          ? `Reading it took longer than ${this.#timeout / 1000} seconds`
          : 'Parsing it took too much memory',
      )
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread[Symbol.asyncDispose]()
  }
}

/** Its first bytes, by one more than there may be; `undefined` when there are none to be had. */
async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    await using file = await open(path)
    // One more than it has, to see one that has grown.
    const size = Math.min((await file.stat()).size, maxBytes) + 1
    const { buffer, bytesRead } = await file.read(new Uint8Array(size), 0, size, 0)
    return buffer.subarray(0, bytesRead)
  } catch {
    return undefined
  }
}

function broken(reason: string): Nfo {
  return { kind: 'broken', reason }
}
