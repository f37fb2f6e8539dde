import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Tables } from '../database/tables.ts'

// Byte counts and times are doubles: they outgrow a 32-bit integer, and times have fractions.

async function createLibraries(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('libraries')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('units')
    .addColumn('library_id', 'text', (column) =>
      column.notNull().references('libraries.id').onDelete('cascade'),
    )
    .addColumn('unit', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('units_pk', ['library_id', 'unit'])
    .execute()
  await db.schema
    .createTable('sidecars')
    .addColumn('library_id', 'text', (column) =>
      column.notNull().references('libraries.id').onDelete('cascade'),
    )
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('bytes', 'double precision', (column) => column.notNull())
    .addColumn('mtime_ms', 'double precision', (column) => column.notNull())
    .addColumn('ctime_ms', 'double precision', (column) => column.notNull())
    .addColumn('json', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('sidecars_pk', ['library_id', 'path'])
    .execute()
  await db.schema
    .createTable('problems')
    .addColumn('library_id', 'text', (column) =>
      column.notNull().references('libraries.id').onDelete('cascade'),
    )
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('problems_pk', ['library_id', 'position'])
    .execute()
}

async function createItems(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('items')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('library_id', 'text', (column) =>
      column.notNull().references('libraries.id').onDelete('cascade'),
    )
    .addColumn('unit', 'text', (column) => column.notNull())
    .addColumn('parent_id', 'text')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('json', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull())
    .addColumn('sort_key', 'text', (column) => column.notNull())
    .addColumn('series_key', 'text')
    .addColumn('album_key', 'text')
    .addColumn('artist_key', 'text')
    .addColumn('premiere_date', 'text')
    .addColumn('year', 'integer')
    .addColumn('index_number', 'integer')
    .addColumn('parent_index_number', 'integer')
    .addColumn('community_rating', 'double precision')
    .addColumn('created_at', 'double precision', (column) => column.notNull())
    .execute()
  const indexes = {
    items_unit: ['library_id', 'unit'],
    items_library_order: ['library_id', 'sort_key', 'id'],
    items_kind_order: ['kind', 'sort_key', 'id', 'name_key'],
    // With the name, so that a search need not touch the rows.
    items_library_kind_order: ['library_id', 'kind', 'sort_key', 'id', 'name_key'],
    items_children: ['parent_id', 'sort_key', 'id'],
    items_latest: ['library_id', 'created_at'],
  } as const
  for (const [name, columns] of Object.entries(indexes))
    await db.schema
      .createIndex(name)
      .on('items')
      .columns([...columns])
      .execute()
}

async function createImages(db: Kysely<Tables>): Promise<void> {
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
    .execute()
  await db.schema.createIndex('images_unit').on('images').columns(['library_id', 'unit']).execute()
  await db.schema
    .createIndex('images_original')
    .on('images')
    .columns(['source', 'key', 'type', 'owner_id'])
    .execute()
  await db.schema
    .createTable('image_changes')
    .addColumn('owner_id', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('since', 'double precision', (column) => column.notNull())
    .addPrimaryKeyConstraint('image_changes_pk', ['owner_id', 'type'])
    .execute()
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
    .execute()
}

export const first: Migration = {
  async up(db: Kysely<Tables>) {
    await createLibraries(db)
    await createItems(db)
    await createImages(db)
    await db.schema
      .createTable('users')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('created_at', 'double precision', (column) => column.notNull())
      .execute()
  },
}
