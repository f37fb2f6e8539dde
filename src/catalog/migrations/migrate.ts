import { basename } from 'node:path'
import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { KeyartError } from '../../errors.ts'
import type { Tables } from '../database/tables.ts'
import { first } from './0001-first.ts'
import { access } from './0002-access.ts'
import { media } from './0003-media.ts'
import { layout } from './0004-layout.ts'
import { names } from './0005-names.ts'
import { userItems } from './0006-user-items.ts'
import { lists } from './0007-lists.ts'
import { shapes } from './0008-shapes.ts'
import { orders } from './0009-orders.ts'
import { clustered } from './0010-clustered.ts'
import { secretIds } from './0011-secret-ids.ts'
import { keys } from './0012-keys.ts'
import { shapeClients } from './0013-shape-clients.ts'
import { nameKeys } from './0014-name-keys.ts'
import { itemFacts } from './0015-item-facts.ts'
import { caseFolding } from './0016-case-folding.ts'
import { mediaFiles } from './0017-media-files.ts'
import { beside } from './0018-beside.ts'
import { upstream } from './0019-upstream.ts'
import { copyBefore, writeCopyBefore } from './before.ts'

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
  '0009-orders': orders,
  '0010-clustered': clustered,
  '0011-secret-ids': secretIds,
  '0012-keys': keys,
  '0013-shape-clients': shapeClients,
  '0014-name-keys': nameKeys,
  '0015-item-facts': itemFacts,
  '0016-case-folding': caseFolding,
  '0017-media-files': mediaFiles,
  '0018-beside': beside,
  '0019-upstream': upstream,
}

/** The version of a catalog that this Keyart has written. */
export const latestVersion = Object.keys(migrations).at(-1)!

/** Kysely's own name for it. */
const migrationTable = 'kysely_migration'

/** What `migrate` needs besides the tables. */
export interface MigratedFile {
  readonly path: string
  /** Copies all that is committed, as of one moment, into a file that is not there yet. */
  readonly copyTo: (path: string) => Promise<void>
  /** Of the catalog in another file. */
  readonly versionsIn: (path: string) => Promise<readonly string[]>
  readonly onMigration?: (event: MigrationEvent) => void
}

/** Of a catalog that an older Keyart has written; one that is created is not migrated. */
export type MigrationEvent =
  | { readonly kind: 'begins'; readonly from: string; readonly to: string }
  | {
      readonly kind: 'done'
      readonly from: string
      readonly to: string
      /** Names of the migrations, in order. */
      readonly steps: readonly string[]
      /** How long it took, with the copy. */
      readonly seconds: number
      /** Name of the file, beside the catalog, that has the catalog as it was. */
      readonly copy: string
    }

/**
 * Brings the catalog to this version, all or nothing. One of an older version is copied before, to
 * a file beside it.
 * @throws KeyartError CATALOG_UNUSABLE for one that a newer Keyart has written
 */
export async function migrate(db: Kysely<Tables>, file: MigratedFile): Promise<void> {
  const applied = await appliedMigrations(db)
  requireSupported(applied, `the catalog ${basename(file.path)}`)
  if (isOfToday(applied)) return
  if (!isOlder(applied)) return await migrateToLatest(db)
  const span = { from: applied.at(-1)!, to: latestVersion }
  const start = performance.now()
  file.onMigration?.({ kind: 'begins', ...span })
  await writeCopyBefore(file.path, latestVersion, async (copy) => {
    await file.copyTo(copy)
    return isOlder(await file.versionsIn(copy))
  })
  await migrateToLatest(db)
  file.onMigration?.({
    kind: 'done',
    ...span,
    steps: Object.keys(migrations).filter((name) => !applied.includes(name)),
    seconds: (performance.now() - start) / 1000,
    copy: basename(copyBefore(file.path, latestVersion)),
  })
}

async function migrateToLatest(db: Kysely<Tables>): Promise<void> {
  const { Migrator } = await import('kysely/migration')
  const provider = { getMigrations: () => Promise.resolve({ ...migrations }) }
  const { error } = await new Migrator({ db, provider }).migrateToLatest()
  if (error !== undefined) throw error
}

/** Most starts: nothing to do, and nothing to load for it. */
function isOfToday(applied: readonly string[]): boolean {
  return applied.join() === Object.keys(migrations).join()
}

/** Whether there is something to lose, and a step to take. */
function isOlder(applied: readonly string[]): boolean {
  return applied.length > 0 && applied.at(-1) !== latestVersion
}

/**
 * @param subject how the message calls it
 * @throws KeyartError CATALOG_UNUSABLE when a newer Keyart has written it
 */
export function requireSupported(versions: readonly string[], subject: string): void {
  const newer = versions.filter((version) => !(version in migrations))
  if (newer.length > 0)
    throw new KeyartError(
      'CATALOG_UNUSABLE',
      `Expected ${subject} to be of version ${latestVersion} or older ` +
        `but it is of version ${newer.at(-1)}: a newer Keyart has written it. ` +
        'Use that version, or another data folder.',
    )
}

/** Names of the steps that made it, in order; none of an empty file. */
export async function appliedMigrations(db: Kysely<Tables>): Promise<readonly string[]> {
  const ask = async () => {
    const table = sql.table(migrationTable)
    const found = await sql<{ name: string }>`select name from ${table} order by name`.execute(db)
    return found.rows.map((row) => row.name)
  }
  try {
    return await ask()
  } catch {
    // Looked for only now: it takes longer than all else that opens a catalog.
    const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
    // Where it is there, another process may have made it in between.
    return tables.some(({ name }) => name === migrationTable) ? await ask() : []
  }
}
