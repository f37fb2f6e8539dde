import { sql, type Kysely } from 'kysely'
import { DEFAULT_MIGRATION_TABLE, Migrator, type Migration } from 'kysely/migration'
import { KeyartError } from '../../errors.ts'
import type { Tables } from '../tables.ts'
import { first } from './0001-first.ts'
import { access } from './0002-access.ts'
import { media } from './0003-media.ts'
import { layout } from './0004-layout.ts'
import { names } from './0005-names.ts'
import { userItems } from './0006-user-items.ts'
import { lists } from './0007-lists.ts'
import { shapes } from './0008-shapes.ts'

/** Every version of the catalog, in order. A released one is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-access': access,
  '0003-media': media,
  '0004-layout': layout,
  '0005-names': names,
  '0006-user-items': userItems,
  '0007-lists': lists,
  '0008-shapes': shapes,
}

/**
 * Brings the catalog to this version. `name` is how messages call it.
 * @throws KeyartError CATALOG_UNUSABLE for one that a newer Keyart has written
 */
export async function migrate(db: Kysely<Tables>, name: string): Promise<void> {
  const newer = (await appliedMigrations(db)).filter((version) => !(version in migrations))
  if (newer.length > 0)
    throw new KeyartError(
      'CATALOG_UNUSABLE',
      `Expected the catalog ${name} to be of version ${Object.keys(migrations).at(-1)} or older ` +
        `but it is of version ${newer.at(-1)}: a newer Keyart has written it. ` +
        'Use that version, or another data folder.',
    )
  const provider = { getMigrations: () => Promise.resolve({ ...migrations }) }
  const { error } = await new Migrator({ db, provider }).migrateToLatest()
  if (error !== undefined) throw error
}

async function appliedMigrations(db: Kysely<Tables>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === DEFAULT_MIGRATION_TABLE)) return []
  const table = sql.table(DEFAULT_MIGRATION_TABLE)
  const found = await sql<{ name: string }>`select name from ${table} order by name`.execute(db)
  return found.rows.map((row) => row.name)
}
