import { parentPort, workerData } from 'node:worker_threads'
import { NodeSqliteDatabase } from './sqlite-database.ts'

/** What the thread that reads is asked: one statement. */
export interface ReadRequest {
  readonly id: number
  readonly sql: string
  readonly parameters: readonly unknown[]
}

export type ReadAnswer =
  | { readonly id: number; readonly kind: 'rows'; readonly rows: unknown[] }
  | { readonly id: number; readonly kind: 'failed'; readonly error: unknown }

const database = new NodeSqliteDatabase((workerData as { readonly file: string }).file)

function answer({ id, sql, parameters }: ReadRequest): ReadAnswer {
  try {
    return { id, kind: 'rows', rows: database.prepare(sql).all(parameters) }
  } catch (error) {
    return { id, kind: 'failed', error }
  }
}

parentPort!.on('message', (request: ReadRequest | 'close') => {
  if (request !== 'close') return parentPort!.postMessage(answer(request))
  database.close()
  parentPort!.close()
})
