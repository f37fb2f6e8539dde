import { moduleBeside } from '../installation.ts'
import { RequestWorker } from './request-worker.ts'
import { interrupted, read, type Reading, unreadable } from './reading.ts'
import type { Song, SongAnswer, SongRequest } from './song-worker.ts'

/**
 * Reads songs, their pictures and tags, one at a time, in a thread of its own: a file that makes the
 * parser hang does not hold up the others.
 */
export class Songs implements AsyncDisposable {
  readonly #thread = new RequestWorker<SongRequest, SongAnswer>(
    moduleBeside(import.meta.url, 'song-worker'),
    { timeout: 20_000, maxHeapMb: 256 },
  )

  async read(path: string, signal: AbortSignal): Promise<Reading<Song>> {
    const outcome = await this.#thread.ask({ path }, signal)
    if (outcome.kind === 'stopped') return interrupted
    if (outcome.kind !== 'answer' || outcome.answer.kind === 'unreadable') return unreadable
    return read(outcome.answer)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread[Symbol.asyncDispose]()
  }
}
