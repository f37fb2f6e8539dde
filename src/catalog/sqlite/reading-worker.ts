import { parentPort, workerData } from 'node:worker_threads'
import type { ReadAnswer, ReadRequest } from './reading-messages.ts'
import { NodeSqliteDatabase } from './sqlite-database.ts'

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
