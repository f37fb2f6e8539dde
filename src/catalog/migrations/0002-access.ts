import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Tables } from '../database/tables.ts'

/** Passwords, rights and tokens. Users of before have no password and no rights but to see. */
export const access: Migration = {
  async up(db: Kysely<Tables>) {
    // One column a statement: SQLite takes no more.
    await db.schema.alterTable('users').addColumn('password', 'text').execute()
    await db.schema
      .alterTable('users')
      .addColumn('is_admin', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema.alterTable('users').addColumn('library_ids', 'text').execute()

    await db.schema
      .createTable('tokens')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('user_id', 'text', (column) => column.references('users.id').onDelete('cascade'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('client', 'text', (column) => column.notNull())
      .addColumn('device', 'text', (column) => column.notNull())
      .addColumn('device_id', 'text', (column) => column.notNull())
      .addColumn('version', 'text', (column) => column.notNull())
      .addColumn('created_at', 'double precision', (column) => column.notNull())
      .addColumn('last_used_at', 'double precision')
      .execute()
    await db.schema
      .createIndex('tokens_user')
      .on('tokens')
      .columns(['user_id', 'device_id'])
      .execute()
  },
}
