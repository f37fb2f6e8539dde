import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { nameKey } from '../database/fold.ts'
import type { Tables } from '../database/tables.ts'

/**
 * Keys of names: without punctuation, and with `ß`, `ẞ` and `ss` as one. Every unit is scanned once
 * more, which makes those of items.
 */
export const caseFolding: Migration = {
  async up(db: Kysely<Tables>) {
    const names = await db.selectFrom('names').select(['id', 'name', 'name_key']).execute()
    for (const { id, name, name_key } of names)
      if (nameKey(name) !== name_key)
        await db
          .updateTable('names')
          .set({ name_key: nameKey(name) })
          .where('id', '=', id)
          .execute()
    await sql`update units set fingerprint = ''`.execute(db)
  },
}
