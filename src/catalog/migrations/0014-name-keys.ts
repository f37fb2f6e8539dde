import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { nameKey } from '../database/fold.ts'
import type { Tables } from '../database/tables.ts'

/** Rows that are read at a time. */
const pageSize = 1_000

/** Keys of names without punctuation, so that `oceans 11` finds `Ocean’s 11`. */
export const nameKeys: Migration = {
  async up(db: Kysely<Tables>) {
    for (let last = ''; ;) {
      const page = await db
        .selectFrom('items')
        .select(['id', 'json', 'name_key'])
        .where('id', '>', last)
        .orderBy('id')
        .limit(pageSize)
        .execute()
      for (const { id, json, name_key } of page) {
        const key = nameKey((JSON.parse(json) as { name: string }).name)
        if (key !== name_key)
          await db.updateTable('items').set({ name_key: key }).where('id', '=', id).execute()
      }
      if (page.length < pageSize) break
      last = page.at(-1)!.id
    }
    for (const { id, name, name_key } of await db
      .selectFrom('names')
      .select(['id', 'name', 'name_key'])
      .execute())
      if (nameKey(name) !== name_key)
        await db
          .updateTable('names')
          .set({ name_key: nameKey(name) })
          .where('id', '=', id)
          .execute()
  },
}
