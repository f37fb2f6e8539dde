import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Tables } from '../database/tables.ts'

/*
 * Each of these has an order whole, down to what makes a place unique, and what pages of it are
 * narrowed by: a page is read off it, forwards or backwards, however deep.
 */
const indexes = {
  items_library_order: ['library_id', 'sort_key', 'id', 'kind'],
  items_latest: ['library_id', 'created_at', 'sort_key', 'id', 'kind'],
  items_kind_created: ['kind', 'created_at', 'sort_key', 'id', 'library_id'],
  items_kind_premiere: ['kind', 'premiere_date', 'sort_key', 'id', 'library_id'],
  items_kind_year: ['kind', 'year', 'sort_key', 'id', 'library_id'],
  items_kind_rating: ['kind', 'community_rating', 'sort_key', 'id', 'library_id'],
} as const

/** Indexes for deep pages of a large catalog. */
export const orders: Migration = {
  async up(db: Kysely<Tables>) {
    // Narrower ones.
    await db.schema.dropIndex('items_library_order').execute()
    await db.schema.dropIndex('items_latest').execute()
    for (const [name, columns] of Object.entries(indexes))
      await db.schema
        .createIndex(name)
        .on('items')
        .columns([...columns])
        .execute()
  },
}
