import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Original titles to be searched, ratings of users. Every unit is scanned once more: what names,
 * `.nfo` files and tags say is read otherwise than before.
 */
export const itemFacts: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('items').addColumn('original_key', 'text').execute()
    await db.schema.alterTable('user_items').addColumn('likes', 'integer').execute()
    await sql`create index items_original on items (original_key, id) where original_key is not null`.execute(
      db,
    )
    await sql`update units set fingerprint = ''`.execute(db)
  },
}
