import { setTimeout as sleep } from 'node:timers/promises'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely'
import { isKeyartError } from '../../errors.ts'
import { BUSY_TIMEOUT_MS, type NodeSqliteDatabase } from './sqlite-database.ts'

/** Longest pause between two looks at whether another process's write has ended. */
const BUSY_PAUSE_MS = 50

/** Kysely's SQLite dialect over Node's own SQLite. */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig

  /** Opens the connection with the first statement. */
  constructor(open: () => NodeSqliteDatabase) {
    const config = { database: () => Promise.resolve(open()) }
    super(config)
    this.#config = config
  }

  override createDriver(): Driver {
    return new WaitingDriver(this.#config)
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter()
  }
}

/**
 * SQLite itself waits for another process's write on this very thread, on which everything is
 * answered. This one leaves the thread to others while it waits.
 */
class WaitingDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const wait = (milliseconds: number) =>
      connection.executeQuery(CompiledQuery.raw(`pragma busy_timeout = ${milliseconds}`))
    const deadline = performance.now() + BUSY_TIMEOUT_MS
    await wait(0)
    try {
      for (let pause = 1; ; pause = Math.min(2 * pause, BUSY_PAUSE_MS)) {
        try {
          return await super.beginTransaction(connection)
        } catch (error) {
          if (!isKeyartError(error, 'BUSY') || performance.now() > deadline) throw error
        }
        await sleep(pause)
      }
    } finally {
      await wait(BUSY_TIMEOUT_MS)
    }
  }
}

/** SQLite's DDL is transactional; Kysely does not rely on it unless told. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
