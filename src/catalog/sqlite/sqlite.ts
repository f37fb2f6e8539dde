import { basename } from 'node:path'
import { type Dialect, Kysely, sql } from 'kysely'
import { isKeyartError, KeyartError } from '../../errors.ts'
import { Ids } from '../../library/ids.ts'
import type { Catalog } from '../catalog.ts'
import { createCatalog } from '../create-catalog.ts'
import type { CatalogDatabase } from '../database/database.ts'
import { appliedMigrations, migrate, type MigrationEvent } from '../migrations/migrate.ts'
import { ReadingThreadDialect } from './reading-thread.ts'
import { NodeSqliteDatabase } from './sqlite-database.ts'
import { NodeSqliteDialect } from './sqlite-dialect.ts'
import { SqliteGeneration } from './sqlite-generation.ts'
import type { Tables } from '../database/tables.ts'

export type { MigrationEvent }

export interface SqliteCatalogOptions {
  readonly now?: () => number
  /** Hears of each statement how long it took, in milliseconds. */
  readonly onStatement?: (took: number) => void
  /** Hears of the migration of an older catalog, which may take a minute. */
  readonly onMigration?: (event: MigrationEvent) => void
}

/**
 * The catalog stored in `file`, which is made when absent (its folder must exist). Several processes
 * may have it open; one connection reads and another writes, so that no reader waits for a scan.
 * @throws KeyartError CATALOG_UNUSABLE when it is no catalog, or that of a newer Keyart
 */
export async function openSqliteCatalog(
  file: string,
  options: SqliteCatalogOptions = {},
): Promise<Catalog> {
  await using opened = new AsyncDisposableStack()
  try {
    const writing = opened.adopt(new NodeSqliteDatabase(file, 'writing'), (database) =>
      database.close(),
    )
    const write = kyselyOn(new NodeSqliteDialect(() => writing), options)
    await migrate(write, {
      path: file,
      copyTo: (path) => writing.copyTo(path),
      versionsIn,
      ...(options.onMigration === undefined ? {} : { onMigration: options.onMigration }),
    })
    const generation = new SqliteGeneration(writing)
    const reading = new NodeSqliteDatabase(file)
    const read = kyselyOn(new NodeSqliteDialect(() => reading), options)
    const lists = kyselyOn(new ReadingThreadDialect(file), options)
    const ids = new Ids(await requireSecret(read))
    opened.move()
    return createCatalog({
      ids,
      read,
      write,
      durably: durablyOn(write),
      lists,
      generation: () => generation.current,
      generationWithPlays: () => generation.withPlays,
      onChange: (listener) => (generation.onChange = listener),
      now: options.now ?? Date.now,
      releaseMemory: () => {
        for (const connection of [reading, writing]) connection.releaseMemory()
      },
      close: async () => {
        await lists.destroy()
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
  const db = kyselyOn(new NodeSqliteDialect(() => new NodeSqliteDatabase(file)), {})
  try {
    return await appliedMigrations(db)
  } finally {
    await db.destroy()
  }
}

async function requireSecret(db: Kysely<Tables>): Promise<string> {
  const secret = db.selectFrom('secrets').select('value').where('name', '=', 'ids')
  return (await secret.executeTakeFirstOrThrow()).value
}

/** The time of a statement is told with that of waiting for its connection's thread. */
function kyselyOn(dialect: Dialect, { onStatement }: SqliteCatalogOptions): Kysely<Tables> {
  if (onStatement === undefined) return new Kysely<Tables>({ dialect })
  return new Kysely<Tables>({
    dialect,
    log: ({ queryDurationMillis }) => onStatement(queryDurationMillis),
  })
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
