import { basename } from 'node:path'
import { Kysely, sql } from 'kysely'
import { isKeyartError, KeyartError } from '../errors.ts'
import type { Catalog } from './catalog.ts'
import { createCatalog } from './create-catalog.ts'
import type { CatalogDatabase } from './database.ts'
import { appliedMigrations, migrate } from './migrations/migrate.ts'
import { NodeSqliteDatabase, NodeSqliteDialect } from './sqlite-dialect.ts'
import { SqliteGeneration } from './sqlite-generation.ts'
import type { Tables } from './tables.ts'

/**
 * The catalog kept in `file`, which is made when absent (its folder must exist). Several processes
 * may have it open; one connection reads and another writes, so that no reader waits for a scan.
 * A process opens it once: SQLite waits for another's write on this very thread.
 * @throws KeyartError CATALOG_UNUSABLE when it is no catalog, or that of a newer Keyart
 */
export async function openSqliteCatalog(
  file: string,
  options: { readonly now?: () => number } = {},
): Promise<Catalog> {
  await using opened = new AsyncDisposableStack()
  try {
    const writing = new NodeSqliteDatabase(file)
    const write = opened.adopt(kyselyOn(writing), (db) => db.destroy())
    await migrate(write, {
      path: file,
      copyTo: (path) => writing.copyTo(path),
      versionsIn,
    })
    const generation = new SqliteGeneration(writing)
    const reading = new NodeSqliteDatabase(file)
    const read = kyselyOn(reading)
    opened.move()
    return createCatalog({
      read,
      write,
      durably: durablyOn(write),
      generation: () => generation.current,
      now: options.now ?? Date.now,
      close: async () => {
        await read.destroy()
        await write.destroy()
        // Kysely closes no connection that it was never asked to use, and it would keep a lock.
        reading.close()
        writing.close()
      },
    })
  } catch (cause) {
    if (isKeyartError(cause)) throw cause
    const detail = `Expected ${basename(file)} to be a catalog that can be read and written`
    throw new KeyartError('CATALOG_UNUSABLE', detail, { cause })
  }
}

async function versionsIn(file: string): Promise<readonly string[]> {
  const db = kyselyOn(new NodeSqliteDatabase(file))
  try {
    return await appliedMigrations(db)
  } finally {
    await db.destroy()
  }
}

function kyselyOn(database: NodeSqliteDatabase): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new NodeSqliteDialect(database) })
}

/**
 * On the one connection that writes: a second one would wait for the first on this very thread. A
 * commit with FULL takes what was written before it along.
 */
function durablyOn(write: Kysely<Tables>): CatalogDatabase['durably'] {
  return (work) =>
    write.connection().execute(async (connection) => {
      // Not possible inside a transaction.
      await sql`pragma synchronous = full`.execute(connection)
      try {
        return await connection.transaction().execute(work)
      } finally {
        await sql`pragma synchronous = normal`.execute(connection)
      }
    })
}
