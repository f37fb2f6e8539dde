import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Tables } from '../database/tables.ts'

/** How much the shapes of images are asked for. */
export const shapes: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .createTable('shapes')
      .addColumn('shape', 'text', (column) => column.primaryKey())
      .addColumn('score', 'double precision', (column) => column.notNull())
      .addColumn('at', 'double precision', (column) => column.notNull())
      .addColumn('images', 'text', (column) => column.notNull())
      .execute()
  },
}
