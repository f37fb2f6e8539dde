import { type Transferable, Worker } from 'node:worker_threads'

export interface RequestWorkerOptions {
  /** Longest time for one answer, in milliseconds. */
  readonly timeout: number
  /** Megabytes of its heap, beyond which it ends. */
  readonly maxHeapMb: number
}

/** `slow`: not in time; `died`: the thread ended of it; `stopped`: the signal was aborted. */
export type Outcome<Answer> =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'slow' | 'died' | 'stopped' }

/** Milliseconds after which an idle thread is ended. */
const idleTimeout = 10_000

/**
 * A thread that answers one request at a time. One that does not answer in time is ended, and the
 * next request starts another, so that one bad file does not hold up the others.
 */
export class RequestWorker<Question, Answer> implements AsyncDisposable {
  readonly #url: URL
  readonly #options: RequestWorkerOptions
  #worker: Worker | undefined
  #last: Promise<unknown> = Promise.resolve()
  #idle: NodeJS.Timeout | undefined

  constructor(url: URL, options: RequestWorkerOptions) {
    this.#url = url
    this.#options = options
  }

  /** Time counts from when it is its turn. What is in `transfer` goes to the thread for good. */
  ask(
    question: Question,
    signal: AbortSignal,
    transfer: readonly Transferable[] = [],
  ): Promise<Outcome<Answer>> {
    const mine = this.#last.then(() => this.#ask(question, signal, transfer))
    this.#last = mine.catch(() => undefined)
    return mine
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last
    await this.#end()
  }

  async #ask(
    question: Question,
    signal: AbortSignal,
    transfer: readonly Transferable[],
  ): Promise<Outcome<Answer>> {
    if (signal.aborted) return { kind: 'stopped' }
    clearTimeout(this.#idle)
    // A thread that has ended by itself has this id.
    if (this.#worker?.threadId === -1) this.#worker = undefined
    const worker = (this.#worker ??= this.#start())
    const { promise, resolve } = Promise.withResolvers<Outcome<Answer>>()
    const onMessage = (answer: Answer) => resolve({ kind: 'answer', answer })
    const onExit = () => resolve({ kind: 'died' })
    const onAbort = () => resolve({ kind: 'stopped' })
    const timer = setTimeout(() => resolve({ kind: 'slow' }), this.#options.timeout)
    signal.addEventListener('abort', onAbort)
    worker.on('message', onMessage)
    worker.on('exit', onExit)
    worker.postMessage(question, transfer)
    const outcome = await promise
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    worker.off('message', onMessage)
    worker.off('exit', onExit)
    // A thread that did not answer is not asked again.
    if (outcome.kind !== 'answer') await this.#end()
    else this.#idle = setTimeout(() => void this.#end(), idleTimeout).unref()
    return outcome
  }

  #start(): Worker {
    const resourceLimits = { maxOldGenerationSizeMb: this.#options.maxHeapMb }
    const worker = new Worker(this.#url, { resourceLimits })
    // A request that waits for an answer is told when the thread ends.
    worker.on('error', () => {})
    return worker
  }

  async #end(): Promise<void> {
    clearTimeout(this.#idle)
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }
}
