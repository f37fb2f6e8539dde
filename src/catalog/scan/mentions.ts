import type { Kysely } from 'kysely'
import type { Item } from '../../library/item.ts'
import type { Ids } from '../../library/ids.ts'
import { mentionsOf } from '../../library/mentions.ts'
import { inBatches } from '../database/database.ts'
import { nameKey } from '../database/fold.ts'
import type { Tables } from '../database/tables.ts'

/** Makes what `items` mention exactly what they say. The items must be there. */
export async function putMentions(
  db: Kysely<Tables>,
  ids: Ids,
  items: readonly Item[],
): Promise<void> {
  const mentions = items.flatMap((item) =>
    mentionsOf(item).map((mention) => ({
      item,
      mention,
      id: ids.name(mention.kind, mention.name),
    })),
  )
  const names = new Map(
    // Backwards, so that the first one's spelling is left.
    mentions
      .toReversed()
      .map(({ id, mention: { kind, name } }) => [id, { id, kind, name, name_key: nameKey(name) }]),
  )
  await inBatches([...names.values()], (some) =>
    db
      .insertInto('names')
      .values(some)
      // The spelling that was seen first stays.
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute(),
  )
  await inBatches(
    items.map((item) => item.id),
    (some) => db.deleteFrom('mentions').where('item_id', 'in', some).execute(),
  )
  await inBatches(mentions, (some) =>
    db
      .insertInto('mentions')
      .values(
        some.map(({ item, mention, id }) => ({
          item_id: item.id,
          name_id: id,
          role: mention.role,
          library_id: item.libraryId,
          item_kind: item.kind,
        })),
      )
      .execute(),
  )
}
