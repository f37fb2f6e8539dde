import { on } from 'node:events'
import { Worker } from 'node:worker_threads'
import { moduleBeside } from '../../installation.ts'
import type { Library } from '../../library/library.ts'
import type { WalkBatch, WalkEvent, WalkRequest } from './walk-messages.ts'

export type { RootTrouble, WalkEvent } from './walk-messages.ts'

export interface WalkOptions extends Omit<WalkRequest, 'root' | 'linkTargets'> {
  readonly signal: AbortSignal
}

/**
 * Lists the folder of a library, unit by unit, in a thread of its own that runs ahead of the
 * reader by a few batches only. The last event is `end`, or `trouble` alone when the root cannot be
 * read.
 * @throws the signal's reason when it is aborted
 */
export async function* walkLibrary(
  { root, linkTargets = [] }: Pick<Library, 'root' | 'linkTargets'>,
  { signal, ...rest }: WalkOptions,
): AsyncIterable<WalkEvent> {
  signal.throwIfAborted()
  const request: WalkRequest = { root, linkTargets, ...rest }
  const credit = new SharedArrayBuffer(4)
  const underWay = new Int32Array(credit)
  const worker = new Worker(moduleBeside(import.meta.url, 'walk-worker'), {
    workerData: { request, credit },
  })
  try {
    for await (const message of on(worker, 'message', { signal, close: ['exit'] })) {
      const [batch] = message as [WalkBatch]
      Atomics.sub(underWay, 0, 1)
      Atomics.notify(underWay, 0)
      yield* batch
    }
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    await worker.terminate()
  }
}
