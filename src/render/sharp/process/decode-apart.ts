import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Semaphore } from '../../../semaphore.ts'
import type { RawPixels } from '../../containers/tiff-file.ts'
import type { DecoderAnswer, DecoderTask } from './decoder-messages.ts'

// Not by `moduleBeside`: the package's own file is not to be seen from within the sandbox.
const module = new URL(`decoder-worker${extname(import.meta.url)}`, import.meta.url)

/** Milliseconds after which a thread without work ends: its memory never shrinks before. */
const idleTimeout = 5000

/** A photograph of 12 megapixels takes some 280 MB: the slots of many cores would be gigabytes. */
const maxThreads = 2
const threads = new Semaphore(maxThreads)

/** Threads that have nothing to do: at most one, for most libraries have no need of any. */
const idle: Worker[] = []

/**
 * Has a thread decode what sharp does not.
 *
 * @throws Error of the decoder
 */
export async function decodeApart(task: DecoderTask): Promise<RawPixels> {
  return await threads.run(() => decodeInThread(task))
}

async function decodeInThread(task: DecoderTask): Promise<RawPixels> {
  const worker = idle.pop() ?? new Worker(module)
  const answer = await ask(worker, task)
  if (idle.length === 0) keepForAWhile(worker)
  else void worker.terminate()
  if (answer.kind === 'pixels') return answer.pixels
  throw new Error(answer.message)
}

/** What it fails of beyond what it says ends it. */
async function ask(worker: Worker, task: DecoderTask): Promise<DecoderAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<DecoderAnswer>()
  const onExit = () => reject(new Error('The decoder ended'))
  worker.on('message', resolve).on('error', reject).on('exit', onExit)
  worker.postMessage(task)
  try {
    return await promise
  } finally {
    worker.off('message', resolve).off('error', reject).off('exit', onExit)
  }
}

function keepForAWhile(worker: Worker): void {
  idle.push(worker)
  const timer = setTimeout(() => {
    const place = idle.indexOf(worker)
    if (place === -1) return
    idle.splice(place, 1)
    void worker.terminate()
  }, idleTimeout)
  timer.unref()
}
