import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Tables } from '../database/tables.ts'

/**
 * Images and originals lie in the order of their primary keys, not beside an index that has them:
 * half the places to look at for each that is read or written, and those of an item together.
 */
export const clustered: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema.alterTable('images').renameTo('old_images').execute()
    await db.schema
      .createTable('images')
      .addColumn('library_id', 'text', (column) => column.notNull())
      .addColumn('unit', 'text', (column) => column.notNull())
      .addColumn('owner_id', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('images_pk', ['owner_id', 'type', 'library_id', 'unit', 'position'])
      .modifyEnd(sql`without rowid`)
      .execute()
    await move(db, 'images')
    await db.schema
      .createIndex('images_unit')
      .on('images')
      .columns(['library_id', 'unit'])
      .execute()
    await db.schema
      .createIndex('images_original')
      .on('images')
      .columns(['source', 'key', 'type', 'owner_id'])
      .execute()

    await db.schema.alterTable('originals').renameTo('old_originals').execute()
    await db.schema
      .createTable('originals')
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('stamp_bytes', 'double precision', (column) => column.notNull())
      .addColumn('mtime_ms', 'double precision', (column) => column.notNull())
      .addColumn('ctime_ms', 'double precision', (column) => column.notNull())
      .addColumn('modified_at', 'double precision', (column) => column.notNull())
      .addColumn('problem', 'text')
      .addColumn('tag', 'text', (column) => column.notNull())
      .addColumn('width', 'integer', (column) => column.notNull())
      .addColumn('height', 'integer', (column) => column.notNull())
      .addColumn('format', 'text', (column) => column.notNull())
      .addColumn('bytes', 'double precision', (column) => column.notNull())
      .addColumn('blur_hash', 'text', (column) => column.notNull())
      .addColumn('has_alpha', 'integer', (column) => column.notNull())
      .addColumn('frames', 'integer', (column) => column.notNull())
      .addColumn('plain', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('originals_pk', ['source', 'key'])
      .modifyEnd(sql`without rowid`)
      .execute()
    await move(db, 'originals')
  },
}

/** In the order of the primary key, so that the new table is written from its beginning to its end. */
async function move(db: Kysely<Tables>, table: 'images' | 'originals'): Promise<void> {
  const order = { images: 'owner_id, type, library_id, unit, position', originals: 'source, key' }
  const [to, from] = [sql.table(table), sql.table(`old_${table}`)]
  await sql`insert into ${to} select * from ${from} order by ${sql.raw(order[table])}`.execute(db)
  await sql`drop table ${from}`.execute(db)
}
