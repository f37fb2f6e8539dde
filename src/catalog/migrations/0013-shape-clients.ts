import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Tables } from '../database/tables.ts'

/** Which clients asked for a shape. Of what was counted before it is not known: `Shapes` drops it. */
export const shapeClients: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .alterTable('shapes')
      .addColumn('clients', 'text', (column) => column.notNull().defaultTo('[]'))
      .execute()
  },
}
