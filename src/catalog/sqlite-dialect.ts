import { SqliteAdapter, SqliteDialect } from 'kysely'
import type { NodeSqliteDatabase } from './sqlite-database.ts'

/** Kysely's SQLite dialect over Node's own SQLite. */
export class NodeSqliteDialect extends SqliteDialect {
  /** Opens the connection with the first statement. */
  constructor(open: () => NodeSqliteDatabase) {
    super({ database: () => Promise.resolve(open()) })
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
