import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Tables } from '../database/tables.ts'

/*
 * Rows of items are wide, for they hold the item whole. Lists are found in indexes that hold all
 * that orders and filters look at, and rows are read of the items of a page alone.
 */
const indexes = {
  // Everything by name, and by when it came.
  items_order: ['sort_key', 'id', 'kind', 'library_id', 'name_key'],
  items_created: ['created_at', 'sort_key', 'id', 'kind', 'library_id'],
  // All of a kind in any order.
  items_facts: [
    'kind',
    'sort_key',
    'id',
    'library_id',
    'name_key',
    'created_at',
    'premiere_date',
    'year',
    'index_number',
    'parent_index_number',
    'community_rating',
    'series_key',
    'album_key',
    'artist_key',
    'parent_id',
  ],
  // What is below a folder, with what counting and going on ask for.
  items_below: ['parent_id', 'kind', 'parent_index_number', 'index_number', 'sort_key', 'id'],
} as const

/** Indexes for lists of a large catalog. */
export const lists: Migration = {
  async up(db: Kysely<Tables>) {
    for (const [name, columns] of Object.entries(indexes))
      await db.schema
        .createIndex(name)
        .on('items')
        .columns([...columns])
        .execute()
    // `items_facts` begins with it.
    await db.schema.dropIndex('items_kind_order').execute()
    await db.schema.dropIndex('mentions_name').execute()
    await db.schema
      .createIndex('mentions_name')
      .on('mentions')
      .columns(['name_id', 'library_id', 'item_kind', 'role', 'item_id'])
      .execute()
    await db.schema
      .createIndex('user_items_favorites')
      .on('user_items')
      .columns(['user_id', 'is_favorite', 'item_id'])
      .execute()
  },
}
