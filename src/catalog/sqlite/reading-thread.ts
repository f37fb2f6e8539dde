import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import { moduleBeside } from '../../installation.ts'
import { NodeSqliteDialect } from './sqlite-dialect.ts'
import type { ReadAnswer, ReadRequest } from './reading-worker.ts'

/**
 * Kysely's SQLite dialect over a connection in a thread of its own, for statements that read much:
 * they hold up no request. The thread starts with the first of them.
 */
export class ReadingThreadDialect extends NodeSqliteDialect {
  readonly #file: string

  constructor(file: string) {
    super(() => {
      throw new TypeError('Expected the thread to open the connection')
    })
    this.#file = file
  }

  override createDriver(): Driver {
    return new ReadingThread(this.#file)
  }
}

/** Milliseconds without a statement after which the thread ends: it and its cache take 20 MB and more. */
const idleTimeout = 60_000

interface Waiting {
  readonly resolve: (rows: unknown[]) => void
  readonly reject: (error: unknown) => void
}

class ReadingThread implements Driver {
  readonly #file: string
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined

  constructor(file: string) {
    this.#file = file
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return {
      executeQuery: async <Row>({ sql, parameters }: CompiledQuery) => {
        const rows = await this.#ask(sql, parameters)
        return { rows } as QueryResult<Row>
      },
      streamQuery: () => {
        throw new TypeError('Expected a whole answer to be asked for')
      },
    }
  }

  async releaseConnection(): Promise<void> {}

  async beginTransaction(): Promise<void> {
    throw new TypeError('Expected nothing to be written by the thread that reads')
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}

  async destroy(): Promise<void> {
    clearTimeout(this.#idle)
    const worker = this.#worker
    if (worker === undefined) return
    worker.ref()
    const ended = once(worker, 'exit')
    worker.postMessage('close')
    await ended
  }

  #ask(sql: string, parameters: readonly unknown[]): Promise<unknown[]> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown[]>()
    const id = this.#lastId++
    clearTimeout(this.#idle)
    this.#worker ??= this.#start()
    if (this.#waiting.size === 0) this.#worker.ref()
    this.#waiting.set(id, { resolve, reject })
    this.#worker.postMessage({ id, sql, parameters } satisfies ReadRequest)
    return promise
  }

  /** The next statement starts another. */
  #rest(): void {
    this.#worker?.postMessage('close')
    this.#worker = undefined
  }

  #start(): Worker {
    const worker = new Worker(moduleBeside(import.meta.url, 'reading-worker'), {
      workerData: { file: this.#file },
    })
    let failure: unknown = new Error('The thread that reads the catalog has ended')
    worker.on('error', (error) => (failure = error))
    worker.on('message', (answer: ReadAnswer) => {
      const waiting = this.#waiting.get(answer.id)
      this.#waiting.delete(answer.id)
      // An idle catalog does not keep the process alive.
      if (this.#waiting.size === 0) {
        worker.unref()
        this.#idle = setTimeout(() => this.#rest(), idleTimeout).unref()
      }
      if (answer.kind === 'rows') waiting?.resolve(answer.rows)
      else waiting?.reject(answer.error)
    })
    worker.on('exit', () => {
      // One that was let go had nothing left to do.
      if (this.#worker !== worker) return
      this.#worker = undefined
      for (const { reject } of this.#waiting.values()) reject(failure)
      this.#waiting.clear()
    })
    return worker
  }
}
