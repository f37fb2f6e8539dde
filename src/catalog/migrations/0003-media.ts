import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Tables } from '../database/tables.ts'

/** What lies inside media files is looked for unit by unit. */
export const media: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .alterTable('units')
      .addColumn('extracted', 'text', (column) => column.notNull().defaultTo(''))
      .execute()
  },
}
