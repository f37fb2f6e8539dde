import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Tables } from '../database/tables.ts'

/** Keys that may do less, users who are not shown, and from where users signed in. */
export const keys: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .alterTable('tokens')
      .addColumn('read_only', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema.alterTable('tokens').addColumn('library_ids', 'text').execute()
    await db.schema
      .alterTable('users')
      .addColumn('is_hidden', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema
      .createTable('sign_ins')
      .addColumn('user_id', 'text', (column) =>
        column.notNull().references('users.id').onDelete('cascade'),
      )
      .addColumn('place', 'text', (column) => column.notNull())
      .addColumn('at', 'double precision', (column) => column.notNull())
      .addPrimaryKeyConstraint('sign_ins_pk', ['user_id', 'place'])
      .execute()
  },
}
