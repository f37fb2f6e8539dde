import { backup, DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import { LRUCache } from 'lru-cache'
import { makePrivateFile } from '../../durable-file.ts'
import { KeyartError } from '../../errors.ts'

/** How many prepared statements a connection keeps; beyond it the least recently used go. */
const MAX_STATEMENTS = 200

/** Waits this long for another process's write before it gives up. */
export const BUSY_TIMEOUT_MS = 10_000

/**
 * Pages cached by a connection, in KiB; SQLite's own 2 MB make a large catalog crawl. What
 * is written lies all over the catalog, and more would not find much of it again.
 */
const CACHE_KIB = { reading: 64 * 1024, writing: 16 * 1024 } as const

/** One connection. It is closed with the Kysely that works on it, where one does. */
export class NodeSqliteDatabase implements SqliteDatabase {
  /** Told of what a commit wrote, as `insert items`, in the moment it is finished. */
  onCommit: (writes: ReadonlySet<string>) => void = () => {}

  readonly #database: DatabaseSync
  readonly #written = new Set<string>()
  readonly #statements = new LRUCache<string, SqliteStatement>({ max: MAX_STATEMENTS })

  constructor(file: string, use: keyof typeof CACHE_KIB = 'reading') {
    // Hashes of passwords are in it. What SQLite puts beside it has its mode.
    makePrivateFile(file)
    this.#database = new DatabaseSync(file, {
      enableForeignKeyConstraints: true,
      timeout: BUSY_TIMEOUT_MS,
    })
    try {
      // NORMAL: a power cut may lose the last writes but leaves a consistent file; a rescan
      // finds again what was lost.
      this.#database.exec(`pragma journal_mode = wal; pragma synchronous = normal;
        pragma cache_size = -${CACHE_KIB[use]}; pragma temp_store = memory; pragma wal_autocheckpoint = 4000`)
    } catch (error) {
      this.#database.close()
      throw error
    }
  }

  /** Drops the pages that it has cached. */
  releaseMemory(): void {
    this.#database.exec('pragma shrink_memory')
  }

  prepare(sql: string): SqliteStatement {
    // A transaction that reads first and then writes must not find that another process wrote in
    // between: it takes the write lock at once.
    let text = sql === 'begin' ? 'begin immediate' : sql
    // A disk that is full may have ended the transaction already, and the reason is to be told.
    if (sql === 'rollback' && !this.#database.isTransaction) text = 'select 1 where false'
    let statement = this.#statements.get(text)
    if (statement === undefined) {
      const [, verb, table] = writePattern.exec(text) ?? []
      const write = verb === undefined ? undefined : `${verb} ${table}`
      statement = new NodeSqliteStatement(this.#database.prepare(text), (changes) => {
        if (write !== undefined && changes > 0) this.#written.add(write)
        if (this.#written.size > 0 && !this.#database.isTransaction) this.#finish(text)
      })
      this.#statements.set(text, statement)
    }
    return statement
  }

  /** A number that changes whenever another connection, of any process, has committed. */
  dataVersion(): number {
    if (!this.#database.isOpen) return 0
    const [row] = this.prepare('pragma data_version').all([])
    return (row as { readonly data_version: number }).data_version
  }

  /** Copies what is committed, as of one moment, into a new file; resolves once it is on disk. */
  async copyTo(file: string): Promise<void> {
    await copyDatabase(this.#database, file)
  }

  /** Not an error when it is closed. */
  close(): void {
    this.#statements.clear()
    if (this.#database.isOpen) this.#database.close()
  }

  #finish(last: string): void {
    const written = new Set(this.#written)
    this.#written.clear()
    if (last !== 'rollback') this.onCommit(written)
  }
}

/** SQLite's online backup. All pages in one step: it would begin anew with each write of others. */
export async function copyDatabase(database: DatabaseSync, file: string): Promise<void> {
  makePrivateFile(file)
  await backup(database, file, { rate: 2 ** 31 - 1 })
}

/** What Kysely makes of an insert, update or delete. */
const writePattern = /^(insert|update|delete)\b[^"]*"(\w+)"/

class NodeSqliteStatement implements SqliteStatement {
  readonly reader: boolean
  readonly #statement: StatementSync
  readonly #finished: (changes: number) => void

  constructor(statement: StatementSync, finished: (changes: number) => void) {
    this.#statement = statement
    this.#finished = finished
    this.reader = statement.columns().length > 0
  }

  all(parameters: readonly unknown[]): unknown[] {
    const rows = translated(() => this.#statement.all(...(parameters as SQLInputValue[])))
    // Those that a write returns.
    this.#finished(rows.length)
    return rows
  }

  run(parameters: readonly unknown[]): ReturnType<StatementSync['run']> {
    const result = translated(() => this.#statement.run(...(parameters as SQLInputValue[])))
    this.#finished(Number(result.changes))
    return result
  }

  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.#statement.iterate(...(parameters as SQLInputValue[]))
  }
}

/** Failures that pass by themselves or with room on the disk; nothing was written then. */
function translated<T>(run: () => T): T {
  try {
    return run()
  } catch (cause) {
    // The lower byte is SQLite's primary result code.
    const code = cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : 0
    if (code === SQLITE_BUSY)
      throw new KeyartError('BUSY', 'Another process is using the catalog', { cause })
    if (code === SQLITE_FULL)
      throw new KeyartError('STORAGE_FULL', 'The disk of the catalog is full', { cause })
    throw cause
  }
}

const SQLITE_BUSY = 5
const SQLITE_FULL = 13
