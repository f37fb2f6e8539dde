import { DatabaseSync } from 'node:sqlite'

/** How the rows of a table are called by whose they are; others are of their table. */
const owners: Readonly<Record<string, string>> = {
  images: 'owner_id',
  image_places: 'owner_id',
  image_hidden: 'owner_id',
  image_changes: 'owner_id',
  users: 'id',
  user_items: 'user_id',
  user_settings: 'user_id',
  tokens: 'user_id',
  sign_ins: 'user_id',
}

/** When a token was used last is remembered of every request. */
const passedOver: Readonly<Record<string, readonly string[]>> = { tokens: ['last_used_at'] }

/** Looks at a catalog from beside and says whose rows have changed. */
export class CatalogWatch implements Disposable {
  readonly #database: DatabaseSync
  readonly #tables: readonly string[]
  #version: unknown
  #rows: ReadonlyMap<string, string>

  constructor(file: string) {
    this.#database = new DatabaseSync(file, { readOnly: true })
    this.#tables = this.#database
      .prepare(`select name from sqlite_schema where type = 'table' order by name`)
      .all()
      .map((row) => String(row['name']))
    this.#version = this.#readVersion()
    this.#rows = this.#read()
  }

  /** Owners of what was added, changed or removed since the last time, or tables without owners. */
  changed(): ReadonlySet<string> {
    // It changes with every commit of another connection.
    const version = this.#readVersion()
    if (version === this.#version) return new Set()
    const rows = this.#read()
    const differing = [
      ...[...rows].filter(([row]) => !this.#rows.has(row)),
      ...[...this.#rows].filter(([row]) => !rows.has(row)),
    ]
    this.#version = version
    this.#rows = rows
    return new Set(differing.map(([, owner]) => owner))
  }

  #readVersion(): unknown {
    return this.#database.prepare('pragma data_version').get()?.['data_version']
  }

  #read(): ReadonlyMap<string, string> {
    return new Map(
      this.#tables.flatMap((table) =>
        this.#database
          .prepare(`select * from ${table}`)
          .all()
          .map((row): [string, string] => {
            const owner = row[owners[table] ?? '']
            for (const column of passedOver[table] ?? []) delete row[column]
            return [
              `${table} ${JSON.stringify(row)}`,
              owner === undefined ? table : String(owner ?? ''),
            ]
          }),
      ),
    )
  }

  [Symbol.dispose](): void {
    this.#database.close()
  }
}
