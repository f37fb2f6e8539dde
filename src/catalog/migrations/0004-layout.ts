import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Tables } from '../database/tables.ts'

/** What people say of images: their places, and which are not to be shown. */
export const layout: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .createTable('image_places')
      .addColumn('owner_id', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('image_places_pk', ['owner_id', 'type', 'source', 'key'])
      .execute()
    await db.schema
      .createTable('image_hidden')
      .addColumn('owner_id', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('tag', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('image_hidden_pk', ['owner_id', 'type', 'source', 'key'])
      .execute()
  },
}
