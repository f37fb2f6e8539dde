import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Ids of what belongs to an item without being one: an index holds the few items that have any. */
export const beside: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('items').addColumn('beside', 'text').execute()
    await sql`create index items_beside on items (beside, id) where beside is not null`.execute(db)
    await sql`update units set fingerprint = ''`.execute(db)
  },
}
