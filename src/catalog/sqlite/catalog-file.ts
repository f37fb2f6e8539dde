import { basename } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { KeyartError } from '../../errors.ts'
import type { StoredLibrary } from '../../library/library.ts'
import type { ImageUse } from '../images/layout-catalog.ts'
import { latestVersion, migrations, requireSupported } from '../migrations/migrate.ts'
import { copyDatabase } from './sqlite-database.ts'

/** Whether a catalog of a version can be used here; an older one is migrated. */
export function isSupportedVersion(version: string): boolean {
  return version in migrations
}

export { latestVersion } from '../migrations/migrate.ts'

/** Of which owner an original is an image, in words and by id. */
export interface NamedUse extends ImageUse {
  /** Of the item or user; absent when there is none (any more). */
  readonly name?: string
}

/** The file of a catalog, looked at as a file: it may be damaged, older, and used by others. */
export class CatalogFile implements Disposable {
  readonly #database: DatabaseSync
  /** The last step that made it. */
  readonly version: string

  protected constructor(database: DatabaseSync, path: string) {
    this.#database = database
    this.version = requireVersion(database, basename(path))
  }

  /**
   * For reading, while other processes may have it open as well.
   * @throws KeyartError CATALOG_UNUSABLE when it is no catalog, or that of a newer Keyart
   */
  static open(path: string): CatalogFile {
    return opened(path, { readOnly: true }, (database) => new CatalogFile(database, path))
  }

  get isOfToday(): boolean {
    return this.version === latestVersion
  }

  /** What SQLite finds wrong with the file; nothing when it is sound. */
  faults(): readonly string[] {
    try {
      const rows = this.all<{ integrity_check: string }>('pragma integrity_check(20)')
      const found = rows.map((row) => row.integrity_check)
      return found.length === 1 && found[0] === 'ok' ? [] : found
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)]
    }
  }

  /** Rows that refer to one that is not there, counted by table. */
  brokenReferences(): ReadonlyMap<string, number> {
    const rows = this.all<{ table: string }>('pragma foreign_key_check')
    const tables = Map.groupBy(rows, ({ table }) => table)
    return new Map([...tables].map(([table, some]) => [table, some.length]))
  }

  /** All that were ever named, and not forgotten since. */
  libraries(): readonly StoredLibrary[] {
    return this.all<StoredLibrary>('select id, kind, name from libraries order by position, id')
  }

  /** Keys of the originals of a source that images refer to. */
  named(source: string): ReadonlySet<string> {
    const rows = this.all<{ key: string }>(
      'select distinct key from images where source = ?',
      source,
    )
    return new Set(rows.map(({ key }) => key))
  }

  /** Those of `named` of which is known what they are. */
  probed(source: string): ReadonlySet<string> {
    const rows = this.all<{ key: string }>(
      `select distinct key from images join originals using (source, key) where source = ?`,
      source,
    )
    return new Set(rows.map(({ key }) => key))
  }

  usesOf(source: string, key: string): readonly NamedUse[] {
    return this.all<{ owner_id: string; type: ImageUse['type']; name: string | null }>(
      `select distinct owner_id, type,
        coalesce(json_extract(items.json, '$.name'), users.name) as name
      from images left join items on items.id = owner_id left join users on users.id = owner_id
      where source = ? and key = ? order by owner_id, type`,
      source,
      key,
    ).map(({ owner_id: ownerId, type, name }) => ({
      ownerId,
      type,
      ...(name === null ? {} : { name }),
    }))
  }

  /** Copies all that is committed, as of one moment, into a new file. */
  async copyTo(path: string): Promise<void> {
    await copyDatabase(this.#database, path)
  }

  [Symbol.dispose](): void {
    this.#database.close()
  }

  protected all<Row>(sql: string, ...parameters: readonly string[]): readonly Row[] {
    return this.#database.prepare(sql).all(...parameters) as Row[]
  }

  protected exec(sql: string): void {
    this.#database.exec(sql)
  }

  /** One transaction, on disk for good once this returns. */
  protected durably(work: () => void): void {
    this.exec('pragma synchronous = full; begin immediate')
    try {
      work()
      this.exec('commit')
    } catch (error) {
      this.exec('rollback')
      throw error
    }
  }
}

/** The file of a catalog, open exclusively, to repair it. */
export class LockedCatalogFile extends CatalogFile {
  /**
   * `undefined` when another process (a server, a command) has it open.
   * @throws KeyartError CATALOG_UNUSABLE as `CatalogFile.open`
   */
  static lock(path: string): LockedCatalogFile | undefined {
    try {
      return opened(path, {}, (database) => {
        // A process that has a catalog with a WAL open holds a lock that excludes this one.
        database.exec('pragma locking_mode = exclusive; begin exclusive; commit')
        return new LockedCatalogFile(database, path)
      })
    } catch (error) {
      if (error instanceof KeyartError && isBusy(error.cause)) return undefined
      throw error
    }
  }

  /** Makes all indexes anew out of the tables. */
  rebuildIndexes(): void {
    this.exec('reindex')
  }

  /** Takes away the rows of `brokenReferences`, as the removal of what they refer to should have. */
  removeBrokenReferences(): void {
    this.durably(() => {
      for (const { table, rowid } of this.all<{ table: string; rowid: number }>(
        'pragma foreign_key_check',
      ))
        this.all(`delete from "${table}" where rowid = ?`, String(rowid))
    })
  }

  /** Takes an upload from all whose image it is: what lies beneath is shown again. */
  forgetUpload(key: string, now: number): void {
    const of = `where source = 'uploads' and key = ?`
    this.durably(() => {
      this.#touchOwners('uploads', key, now)
      for (const table of ['images', 'image_places', 'image_hidden', 'originals'])
        this.all(`delete from ${table} ${of}`, key)
    })
  }

  /** Forgets pictures taken out of media files, so that they are taken anew. */
  forgetExtracted(keys: Iterable<string>, now: number): void {
    this.durably(() => {
      for (const key of keys) {
        this.#touchOwners('extracted', key, now)
        this.all(
          `update units set extracted = '' where (library_id, unit) in
            (select library_id, unit from images where source = 'extracted' and key = ?)`,
          key,
        )
        this.all(`delete from originals where source = 'extracted' and key = ?`, key)
      }
    })
  }

  /** As `forgetExtracted`, of all of them, where units are looked into again in any case. */
  forgetAllExtracted(now: number): void {
    this.durably(() => {
      for (const key of this.probed('extracted')) this.#touchOwners('extracted', key, now)
      this.all(`delete from originals where source = 'extracted'`)
    })
  }

  /** Their images are as they are since now. Times never go back. */
  #touchOwners(source: string, key: string, now: number): void {
    this.all(
      `insert into image_changes (owner_id, type, since)
        select distinct owner_id, type, cast(? as real) from images where source = ? and key = ?
        on conflict (owner_id, type) do update set since = max(since, excluded.since)`,
      String(now),
      source,
      key,
    )
  }
}

function opened<T>(
  path: string,
  options: { readonly readOnly?: boolean },
  use: (database: DatabaseSync) => T,
): T {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { ...options, timeout: 1000 })
    return use(database)
  } catch (cause) {
    database?.close()
    if (cause instanceof KeyartError) throw cause
    const detail = `Expected ${basename(path)} to be a catalog that can be read`
    throw new KeyartError('CATALOG_UNUSABLE', detail, { cause })
  }
}

function requireVersion(database: DatabaseSync, name: string): string {
  const rows = database.prepare('select name from kysely_migration order by name').all()
  const versions = rows.map((row) => String(row['name']))
  requireSupported(versions, `the catalog ${name}`)
  const version = versions.at(-1)
  if (version === undefined) throw new Error('No migration was applied')
  return version
}

/** SQLITE_BUSY. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5
}
