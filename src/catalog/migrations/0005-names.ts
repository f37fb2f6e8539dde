import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { fillMentions, type MentioningItem, type MentionTables } from './0005-mentions.ts'

/** Items read at a time. */
const SOME = 200

/** Who and what items mention by name, so that it can be listed and asked for. */
export const names: Migration = {
  async up(db: Kysely<MentionTables>) {
    await db.schema
      .createTable('names')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('name_key', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('names_order')
      .on('names')
      .columns(['kind', 'name_key', 'id'])
      .execute()
    await db.schema
      .createTable('mentions')
      .addColumn('item_id', 'text', (column) =>
        column.notNull().references('items.id').onDelete('cascade'),
      )
      .addColumn('name_id', 'text', (column) => column.notNull())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('library_id', 'text', (column) => column.notNull())
      .addColumn('item_kind', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('mentions_pk', ['item_id', 'name_id', 'role'])
      .execute()
    await db.schema
      .createIndex('mentions_name')
      .on('mentions')
      .columns(['name_id', 'library_id', 'item_kind', 'item_id'])
      .execute()
    await fill(db)
  },
}

/** Of what was found before: unchanged items are not written again by a scan. */
async function fill(db: Kysely<MentionTables>): Promise<void> {
  for (let last = ''; ;) {
    const rows = await db
      .selectFrom('items')
      .select(['id', 'json'])
      .where('id', '>', last)
      .orderBy('id')
      .limit(SOME)
      .execute()
    await fillMentions(
      db,
      rows.map(({ json }) => JSON.parse(json) as MentioningItem),
    )
    const next = rows.at(-1)?.id
    if (next === undefined) return
    last = next
  }
}
