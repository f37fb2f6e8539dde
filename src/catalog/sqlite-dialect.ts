import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { SqliteAdapter, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely'
import { LRUCache } from 'lru-cache'

/** How many prepared statements a connection keeps; beyond it the least recently used go. */
const KEPT_STATEMENTS = 200

/** Waits this long for another process's write before it gives up. */
const BUSY_TIMEOUT_MS = 10_000

/** Pages kept in memory by a connection; SQLite's own 2 MB make a large catalog crawl. */
const CACHE_KIB = 64 * 1024

/** Kysely's SQLite dialect over Node's own SQLite. */
export class NodeSqliteDialect extends SqliteDialect {
  constructor(file: string) {
    super({ database: () => Promise.resolve(new NodeSqliteDatabase(file)) })
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter()
  }
}

/** SQLite's DDL is transactional; Kysely does not rely on it unless told. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class NodeSqliteDatabase implements SqliteDatabase {
  readonly #database: DatabaseSync
  readonly #statements = new LRUCache<string, SqliteStatement>({ max: KEPT_STATEMENTS })

  constructor(file: string) {
    this.#database = new DatabaseSync(file, {
      enableForeignKeyConstraints: true,
      timeout: BUSY_TIMEOUT_MS,
    })
    try {
      // NORMAL: a power cut may lose the last writes but leaves a consistent file; a rescan
      // finds again what was lost.
      this.#database.exec(`pragma journal_mode = wal; pragma synchronous = normal;
        pragma cache_size = -${CACHE_KIB}; pragma temp_store = memory`)
    } catch (error) {
      this.#database.close()
      throw error
    }
  }

  prepare(sql: string): SqliteStatement {
    // A transaction that reads first and then writes must not find that another process wrote in
    // between: it takes the write lock at once.
    const text = sql === 'begin' ? 'begin immediate' : sql
    let statement = this.#statements.get(text)
    if (statement === undefined) {
      statement = new NodeSqliteStatement(this.#database.prepare(text))
      this.#statements.set(text, statement)
    }
    return statement
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }
}

class NodeSqliteStatement implements SqliteStatement {
  readonly reader: boolean
  readonly #statement: StatementSync

  constructor(statement: StatementSync) {
    this.#statement = statement
    this.reader = statement.columns().length > 0
  }

  all(parameters: readonly unknown[]): unknown[] {
    return this.#statement.all(...(parameters as SQLInputValue[]))
  }

  run(parameters: readonly unknown[]): ReturnType<StatementSync['run']> {
    return this.#statement.run(...(parameters as SQLInputValue[]))
  }

  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.#statement.iterate(...(parameters as SQLInputValue[]))
  }
}
