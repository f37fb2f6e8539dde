import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Tables } from '../database/tables.ts'

/** What users did with items, and what their clients keep here. */
export const userItems: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .createTable('user_items')
      .addColumn('user_id', 'text', (column) =>
        column.notNull().references('users.id').onDelete('cascade'),
      )
      // No reference: an item may leave for a while and come back.
      .addColumn('item_id', 'text', (column) => column.notNull())
      .addColumn('played', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('play_count', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('position_ticks', 'double precision', (column) => column.notNull().defaultTo(0))
      .addColumn('is_favorite', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('last_played_at', 'double precision')
      .addPrimaryKeyConstraint('user_items_pk', ['user_id', 'item_id'])
      .execute()
    await db.schema
      .createTable('user_settings')
      .addColumn('user_id', 'text', (column) =>
        column.notNull().references('users.id').onDelete('cascade'),
      )
      .addColumn('client', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('json', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'double precision', (column) => column.notNull())
      .addPrimaryKeyConstraint('user_settings_pk', ['user_id', 'client', 'name'])
      .execute()
  },
}
